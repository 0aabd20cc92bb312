import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateDeploymentCommand,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  PutGatewayResponseCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  type QuotaSettings,
  type ThrottleSettings,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import type { TestRehearsal } from '../../helpers/rehearsal.ts';

export const STUDENT_SCHEMA = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  type: 'object',
  properties: { Roll: { type: 'string', minLength: 1 }, FirstName: { type: 'string' } },
  required: ['Roll', 'FirstName'],
  additionalProperties: false,
};
export const LAMBDA_URI = (functionName: string) =>
  `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:${functionName}/invocations`;

export interface StudentsApi {
  readonly client: APIGatewayClient;
  readonly apiId: string;
  readonly resourceId: string;
  readonly keyId: string;
  readonly key: string;
  readonly planId: string;
  /** Of the stage `v1`. */
  readonly url: string;
}

/** An API as a template makes one: one path with GET, POST and OPTIONS, key, plan, validation, stage variable. */
export async function makeStudentsApi(
  test: TestRehearsal,
  plan: { throttle?: ThrottleSettings; quota?: QuotaSettings } = {},
): Promise<StudentsApi> {
  const client = test.client(APIGatewayClient);
  const { id: restApiId = '', rootResourceId = '' } = await client.send(
    new CreateRestApiCommand({ name: 'students', endpointConfiguration: { types: ['REGIONAL'] } }),
  );
  const { id: resourceId = '' } = await client.send(
    new CreateResourceCommand({ restApiId, parentId: rootResourceId, pathPart: 'students' }),
  );
  await client.send(
    new CreateModelCommand({
      restApiId,
      name: 'Student',
      contentType: 'application/json',
      schema: JSON.stringify(STUDENT_SCHEMA),
    }),
  );
  const { id: requestValidatorId } = await client.send(
    new CreateRequestValidatorCommand({ restApiId, validateRequestBody: true, validateRequestParameters: true }),
  );
  for (const httpMethod of ['GET', 'POST']) {
    await client.send(
      new PutMethodCommand({
        restApiId,
        resourceId,
        httpMethod,
        authorizationType: 'NONE',
        apiKeyRequired: true,
        requestValidatorId,
        requestParameters: { 'method.request.querystring.Roll': true },
        ...(httpMethod === 'POST' ? { requestModels: { 'application/json': 'Student' } } : {}),
      }),
    );
    await client.send(
      new PutIntegrationCommand({
        restApiId,
        resourceId,
        httpMethod,
        type: 'AWS_PROXY',
        integrationHttpMethod: 'POST',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: API Gateway's own reference
        uri: LAMBDA_URI('students:${stageVariables.alias}'),
      }),
    );
  }
  const options = { restApiId, resourceId, httpMethod: 'OPTIONS' };
  const header = 'method.response.header.Access-Control-Allow-Origin';
  await client.send(new PutMethodCommand({ ...options, authorizationType: 'NONE' }));
  await client.send(
    new PutMethodResponseCommand({ ...options, statusCode: '204', responseParameters: { [header]: true } }),
  );
  await client.send(
    new PutIntegrationCommand({
      ...options,
      type: 'MOCK',
      requestTemplates: { 'application/json': '{ statusCode: 200 }' },
    }),
  );
  await client.send(
    new PutIntegrationResponseCommand({ ...options, statusCode: '204', responseParameters: { [header]: "'*'" } }),
  );
  await client.send(
    new PutGatewayResponseCommand({
      restApiId,
      responseType: 'BAD_REQUEST_BODY',
      responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
      responseTemplates: {
        'application/json': '{"message":$context.error.messageString,"detail":"$context.error.validationErrorString"}',
      },
    }),
  );
  const { id: deploymentId } = await client.send(new CreateDeploymentCommand({ restApiId }));
  await client.send(new CreateStageCommand({ restApiId, stageName: 'v1', deploymentId, variables: { alias: 'live' } }));
  const access = 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/apigateway/students';
  await client.send(
    new UpdateStageCommand({
      restApiId,
      stageName: 'v1',
      patchOperations: [
        { op: 'replace', path: '/accessLogSettings/destinationArn', value: access },
        {
          op: 'replace',
          path: '/accessLogSettings/format',
          value:
            '$context.requestId $context.httpMethod $context.resourcePath $context.status $context.identity.apiKeyId',
        },
        { op: 'replace', path: '/*/*/logging/loglevel', value: 'ERROR' },
        { op: 'replace', path: '/*/*/metrics/enabled', value: 'true' },
        { op: 'replace', path: '/tracingEnabled', value: 'true' },
      ],
    }),
  );
  const { id: keyId = '', value: key = '' } = await client.send(new CreateApiKeyCommand({ enabled: true }));
  const { id: planId = '' } = await client.send(
    new CreateUsagePlanCommand({ name: 'students', apiStages: [{ apiId: restApiId, stage: 'v1' }], ...plan }),
  );
  await client.send(new CreateUsagePlanKeyCommand({ usagePlanId: planId, keyId, keyType: 'API_KEY' }));
  const url = `${test.rehearsal.endpoint}/_api/${restApiId}/v1`;
  return { client, apiId: restApiId, resourceId, keyId, key, planId, url };
}
