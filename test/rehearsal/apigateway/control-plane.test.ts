import {
  APIGatewayClient,
  BadRequestException,
  ConflictException,
  CreateApiKeyCommand,
  CreateDeploymentCommand,
  CreateModelCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  DeleteDeploymentCommand,
  DeleteResourceCommand,
  DeleteRestApiCommand,
  GetAccountCommand,
  GetApiKeyCommand,
  GetDeploymentCommand,
  GetGatewayResponseCommand,
  GetGatewayResponsesCommand,
  GetMethodCommand,
  GetModelsCommand,
  GetResourcesCommand,
  GetRestApisCommand,
  GetStageCommand,
  GetTagsCommand,
  NotFoundException,
  PutIntegrationCommand,
  PutMethodCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAccountCommand,
  UpdateMethodCommand,
  UpdateResourceCommand,
  UpdateStageCommand,
  UpdateUsagePlanCommand,
} from '@aws-sdk/client-api-gateway';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { apigateway } from '../../../rehearsal/services/apigateway/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { makeStudentsApi } from './students-api.ts';

let rehearsal: TestRehearsal;
let client: APIGatewayClient;
beforeEach(async () => {
  rehearsal = await startTestRehearsal([apigateway]);
  client = rehearsal.client(APIGatewayClient);
});
afterEach(() => rehearsal.stop());

test('an API begins with a root, two models and its tags', async () => {
  const made = await client.send(
    new CreateRestApiCommand({ name: 'a', description: 'd', tags: { x: 'y' }, binaryMediaTypes: ['image/png'] }),
  );
  expect(made).toMatchObject({ name: 'a', description: 'd', apiKeySource: 'HEADER', binaryMediaTypes: ['image/png'] });
  const { items } = await client.send(new GetResourcesCommand({ restApiId: made.id }));
  expect(items).toEqual([{ id: made.rootResourceId, path: '/' }]);
  const models = await client.send(new GetModelsCommand({ restApiId: made.id }));
  expect(models.items?.map((model) => model.name)).toEqual(['Empty', 'Error']);
  const resourceArn = `arn:aws:apigateway:eu-west-1::/restapis/${made.id}`;
  await client.send(new TagResourceCommand({ resourceArn, tags: { z: '1' } }));
  await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['x'] }));
  expect((await client.send(new GetTagsCommand({ resourceArn }))).tags).toEqual({ z: '1' });
  expect((await client.send(new GetRestApisCommand({}))).items).toHaveLength(1);
});

test('resources follow their parent and are deleted with it', async () => {
  const { id: restApiId, rootResourceId: parentId } = await client.send(new CreateRestApiCommand({ name: 'a' }));
  const parent = await client.send(new CreateResourceCommand({ restApiId, parentId, pathPart: 'a' }));
  await client.send(new CreateResourceCommand({ restApiId, parentId: parent.id, pathPart: '{id}' }));
  await expect(client.send(new CreateResourceCommand({ restApiId, parentId, pathPart: 'a' }))).rejects.toBeInstanceOf(
    ConflictException,
  );
  await expect(
    client.send(new CreateResourceCommand({ restApiId, parentId: parent.id, pathPart: '{other}' })),
  ).rejects.toBeInstanceOf(BadRequestException);
  await client.send(
    new UpdateResourceCommand({
      restApiId,
      resourceId: parent.id,
      patchOperations: [{ op: 'replace', path: '/pathPart', value: 'b' }],
    }),
  );
  const paths = async () =>
    (await client.send(new GetResourcesCommand({ restApiId }))).items?.map((one) => one.path).sort();
  expect(await paths()).toEqual(['/', '/b', '/b/{id}']);
  await client.send(new DeleteResourceCommand({ restApiId, resourceId: parent.id }));
  expect(await paths()).toEqual(['/']);
});

test('stage settings are patched and read back', async () => {
  const { apiId: restApiId } = await makeStudentsApi(rehearsal);
  const patchOperations = [
    { op: 'replace' as const, path: '/*/*/throttling/rateLimit', value: '100' },
    { op: 'replace' as const, path: '/~1students/GET/logging/dataTrace', value: 'true' },
    { op: 'remove' as const, path: '/variables/alias' },
    { op: 'add' as const, path: '/variables/color', value: 'red' },
  ];
  await client.send(new UpdateStageCommand({ restApiId, stageName: 'v1', patchOperations }));
  const stage = await client.send(new GetStageCommand({ restApiId, stageName: 'v1' }));
  expect(stage).toMatchObject({
    variables: { color: 'red' },
    tracingEnabled: true,
    methodSettings: {
      '*/*': { throttlingRateLimit: 100, metricsEnabled: true, loggingLevel: 'ERROR' },
      'students/GET': { dataTraceEnabled: true },
    },
    accessLogSettings: { destinationArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/apigateway/students' },
  });
  const wrong = [{ op: 'replace' as const, path: '/nothing', value: 'x' }];
  await expect(
    client.send(new UpdateStageCommand({ restApiId, stageName: 'v1', patchOperations: wrong })),
  ).rejects.toBeInstanceOf(BadRequestException);
  const caching = [{ op: 'replace' as const, path: '/*/*/caching/enabled', value: 'true' }];
  await expect(
    client.send(new UpdateStageCommand({ restApiId, stageName: 'v1', patchOperations: caching })),
  ).rejects.toMatchObject({ name: 'NotImplemented' });
});

test('methods are patched, also at names with slashes', async () => {
  const { apiId: restApiId, resourceId } = await makeStudentsApi(rehearsal);
  const place = { restApiId, resourceId, httpMethod: 'POST' };
  await client.send(
    new UpdateMethodCommand({
      ...place,
      patchOperations: [
        { op: 'replace', path: '/apiKeyRequired', value: 'false' },
        { op: 'add', path: '/requestModels/text~1plain', value: 'Empty' },
        { op: 'remove', path: '/requestParameters/method.request.querystring.Roll' },
      ],
    }),
  );
  expect(await client.send(new GetMethodCommand(place))).toMatchObject({
    apiKeyRequired: false,
    requestModels: { 'application/json': 'Student', 'text/plain': 'Empty' },
    requestParameters: {},
    methodIntegration: { type: 'AWS_PROXY', timeoutInMillis: 29_000 },
  });
});

test('a deployment in use stays, and so does an API with stages in a plan', async () => {
  const { apiId: restApiId, planId } = await makeStudentsApi(rehearsal);
  const { deploymentId } = await client.send(new GetStageCommand({ restApiId, stageName: 'v1' }));
  const deployment = await client.send(new GetDeploymentCommand({ restApiId, deploymentId, embed: ['apisummary'] }));
  expect(deployment.apiSummary?.['/students']).toMatchObject({ GET: { apiKeyRequired: true } });
  await expect(client.send(new DeleteDeploymentCommand({ restApiId, deploymentId }))).rejects.toThrow(
    'Active stages pointing to this deployment must be moved or deleted',
  );
  await expect(client.send(new DeleteRestApiCommand({ restApiId }))).rejects.toBeInstanceOf(BadRequestException);
  const patchOperations = [{ op: 'remove' as const, path: '/apiStages', value: `${restApiId}:v1` }];
  await client.send(new UpdateUsagePlanCommand({ usagePlanId: planId, patchOperations }));
  await client.send(new DeleteRestApiCommand({ restApiId }));
  await expect(client.send(new GetStageCommand({ restApiId, stageName: 'v1' }))).rejects.toBeInstanceOf(
    NotFoundException,
  );
});

test('the value of a key is told only to who asks for it', async () => {
  const made = await client.send(new CreateApiKeyCommand({ name: 'k', enabled: true }));
  expect(made.value).toMatch(/^[A-Za-z0-9]{40}$/);
  expect((await client.send(new GetApiKeyCommand({ apiKey: made.id }))).value).toBeUndefined();
  expect((await client.send(new GetApiKeyCommand({ apiKey: made.id, includeValue: true }))).value).toBe(made.value);
  await expect(client.send(new CreateApiKeyCommand({ value: made.value }))).rejects.toBeInstanceOf(ConflictException);
});

test('gateway responses have defaults', async () => {
  const { id: restApiId } = await client.send(new CreateRestApiCommand({ name: 'a' }));
  expect(await client.send(new GetGatewayResponseCommand({ restApiId, responseType: 'THROTTLED' }))).toMatchObject({
    statusCode: '429',
    defaultResponse: true,
  });
  expect((await client.send(new GetGatewayResponsesCommand({ restApiId }))).items).toHaveLength(21);
});

test('the account keeps the role for logs', async () => {
  const value = 'arn:aws:iam::111122223333:role/logs';
  await client.send(
    new UpdateAccountCommand({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }] }),
  );
  expect(await client.send(new GetAccountCommand({}))).toMatchObject({
    cloudwatchRoleArn: value,
    throttleSettings: { rateLimit: 10_000, burstLimit: 5_000 },
  });
});

test('what cannot be served is refused by name', async () => {
  const { id: restApiId, rootResourceId: resourceId } = await client.send(new CreateRestApiCommand({ name: 'a' }));
  const place = { restApiId, resourceId, httpMethod: 'GET' };
  await expect(client.send(new CreateDeploymentCommand({ restApiId }))).rejects.toThrow(
    "The REST API doesn't contain any methods",
  );
  await expect(
    client.send(new PutMethodCommand({ ...place, authorizationType: 'CUSTOM', authorizerId: 'x' })),
  ).rejects.toThrow('authorizerId of apigateway:PutMethod');
  await client.send(new PutMethodCommand({ ...place, authorizationType: 'NONE' }));
  await expect(client.send(new CreateDeploymentCommand({ restApiId }))).rejects.toThrow(
    'No integration defined for method',
  );
  const uri = 'arn:aws:apigateway:eu-west-1:sqs:path/111122223333/queue';
  await expect(
    client.send(new PutIntegrationCommand({ ...place, type: 'AWS', integrationHttpMethod: 'POST', uri })),
  ).rejects.toThrow(`the integration URI ${uri}`);
  await expect(
    client.send(
      new CreateModelCommand({ restApiId, name: 'M', contentType: 'application/json', schema: '{"type":"thing"}' }),
    ),
  ).rejects.toBeInstanceOf(BadRequestException);
});
