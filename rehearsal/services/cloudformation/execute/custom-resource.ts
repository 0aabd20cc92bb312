import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { z } from 'zod';
import type { Provisioned } from '../resource-type.ts';
import { type CustomResponse, responseUrl, waitForResponse } from '../responses.ts';
import type { JsonObject } from '../template/json.ts';
import type { StepContext } from './context.ts';
import { ResourceFailed } from './failure.ts';

/* https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html */

export const isCustom = (type: string) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

const DEFAULT_TIMEOUT_SECONDS = 3_600;
const settings = z.looseObject({
  ServiceToken: z.string().startsWith('arn:'),
  ServiceTimeout: z.coerce.number().int().min(1).max(3_600).optional(),
});

export interface CustomRequest {
  readonly requestType: 'Create' | 'Update' | 'Delete';
  readonly type: string;
  readonly properties: JsonObject;
  readonly previous?: JsonObject;
  readonly physicalId?: string;
}

/**
 * Sends the request to the function or topic behind a custom resource and waits for its answer.
 * @throws ResourceFailed when it answers FAILED or not in time
 */
export async function runCustomResource(request: CustomRequest, context: StepContext): Promise<Provisioned> {
  const { ServiceToken, ServiceTimeout } = settings.parse(request.properties);
  const timeoutMs = (ServiceTimeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000;
  const sentMs = context.recall('sentMs');
  if (typeof sentMs !== 'number') {
    await send(ServiceToken, message(request, context), context);
    context.remember({ sentMs: context.clock.now() });
  }
  const deadlineMs = (typeof sentMs === 'number' ? sentMs : context.clock.now()) + timeoutMs;
  const response = await waitForResponse(context, context.token, deadlineMs, context.cancelled);
  if (response === undefined)
    throw new ResourceFailed(
      `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${context.token}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`,
    );
  return provisioned(response, request, context);
}

function provisioned(response: CustomResponse, request: CustomRequest, context: StepContext): Provisioned {
  if (response.Status === 'FAILED')
    throw new ResourceFailed(
      `Received response status [FAILED] from custom resource. Message returned: ${response.Reason ?? 'See the details in CloudWatch Log Stream'} (RequestId: ${context.token})`,
    );
  const physicalId = response.PhysicalResourceId ?? request.physicalId;
  if (physicalId === undefined || physicalId === '') throw new ResourceFailed('Invalid PhysicalResourceId');
  return { physicalId, attributes: response.Data ?? {} };
}

function message(request: CustomRequest, context: StepContext): string {
  return JSON.stringify({
    RequestType: request.requestType,
    ResponseURL: responseUrl(context, context.token),
    StackId: context.stackId,
    RequestId: context.token,
    ResourceType: request.type,
    LogicalResourceId: context.logicalId,
    ...(request.physicalId === undefined ? {} : { PhysicalResourceId: request.physicalId }),
    ResourceProperties: asTexts(request.properties),
    ...(request.requestType === 'Update' ? { OldResourceProperties: asTexts(request.previous ?? {}) } : {}),
  });
}

/** CloudFormation hands numbers and booleans over as strings. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asTexts(inner)]));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

async function send(serviceToken: string, text: string, context: StepContext): Promise<void> {
  if (serviceToken.split(':')[2] === 'sns') {
    await context.client(SNSClient).send(
      new PublishCommand({
        TopicArn: serviceToken,
        Subject: 'AWS CloudFormation custom resource request',
        Message: text,
      }),
    );
    return;
  }
  const payload = new TextEncoder().encode(text);
  await context
    .client(LambdaClient)
    .send(new InvokeCommand({ FunctionName: serviceToken, InvocationType: 'Event', Payload: payload }));
}
