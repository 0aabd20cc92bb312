import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { uuid } from '../../kernel/ids.ts';
import type { HttpRoute } from '../../kernel/service.ts';
import { readBody } from '../../wire/server.ts';
import type { Provisioned, ResourceContext } from '../cloudformation/resource-type.ts';

/* https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html */

export const isCustom = (type: string): boolean =>
  type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

const answer = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string().optional(),
  Data: z.record(z.string(), z.unknown()).optional(),
});
type Answer = z.infer<typeof answer>;

const waiting = new Map<string, (given: Answer) => void>();
const PATH = /^\/_slipway\/custom-resource\/([0-9a-f-]+)$/;
const LARGEST_ANSWER_BYTES = 64 * 1024;
const DEFAULT_TIMEOUT_SECONDS = 3600;

/** Where a custom resource puts its answer, in the place of S3's presigned URL. */
export const answerRoute: HttpRoute = {
  matches: (url, _host, request) => request.method === 'PUT' && PATH.test(url.pathname),
  handle: async (request, response, url) => {
    const body = await readBody(request, LARGEST_ANSWER_BYTES);
    const parsed = answer.safeParse(JSON.parse(body?.toString() ?? '{}'));
    const id = PATH.exec(url.pathname)?.[1] ?? '';
    if (parsed.success) waiting.get(id)?.(parsed.data);
    response.writeHead(parsed.success ? 200 : 400).end(parsed.success ? '' : z.prettifyError(parsed.error));
  },
};

interface CustomRequest {
  readonly type: string;
  readonly kind: 'Create' | 'Update' | 'Delete';
  readonly properties: Readonly<Record<string, unknown>>;
  readonly previous?: Readonly<Record<string, unknown>>;
  readonly physicalId?: string;
}

/** Asks the resource's function and waits for its answer. */
export async function callCustomResource(context: ResourceContext, request: CustomRequest): Promise<Provisioned> {
  const { properties } = request;
  const serviceToken = z.string().parse(properties.ServiceToken);
  const id = uuid();
  const seconds = Number(properties.ServiceTimeout ?? DEFAULT_TIMEOUT_SECONDS);
  const giveUp = new AbortController();
  const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
  try {
    await context.client(LambdaClient).send(
      new InvokeCommand({
        FunctionName: serviceToken,
        InvocationType: 'Event',
        Payload: Buffer.from(
          JSON.stringify({
            RequestType: request.kind,
            ServiceToken: serviceToken,
            ResponseURL: `${context.endpoint}/_slipway/custom-resource/${id}`,
            StackId: context.stackId,
            RequestId: id,
            LogicalResourceId: context.logicalId,
            ResourceType: request.type,
            ResourceProperties: properties,
            ...(request.physicalId === undefined ? {} : { PhysicalResourceId: request.physicalId }),
            ...(request.previous === undefined ? {} : { OldResourceProperties: request.previous }),
          }),
        ),
      }),
    );
    const late = context.clock.sleep(seconds * 1000, AbortSignal.any([giveUp.signal, context.shutdown])).then(
      (): Answer => ({
        Status: 'FAILED',
        Reason: `CloudFormation did not receive a response from your Custom Resource within ${seconds} seconds`,
      }),
    );
    late.catch(() => undefined); // the answer came first, or the rehearsal ends
    const given = await Promise.race([answered, late]);
    if (given.Status === 'FAILED')
      throw new Error(
        `Received response status [FAILED] from custom resource. Message returned: ${given.Reason ?? ''}`,
      );
    return { physicalId: given.PhysicalResourceId ?? request.physicalId ?? id, attributes: given.Data ?? {} };
  } finally {
    giveUp.abort();
    waiting.delete(id);
  }
}
