import {
  APIGatewayClient,
  GetApiKeyCommand,
  GetApiKeysCommand,
  GetDeploymentsCommand,
  GetRestApisCommand,
  GetStageCommand,
  GetUsagePlanCommand,
  GetUsagePlansCommand,
} from '@aws-sdk/client-api-gateway';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { apigateway } from '../../../rehearsal/services/apigateway/index.ts';
import type { Provisioned, ResourceContext } from '../../../rehearsal/services/cloudformation/resource-type.ts';
import { resourceTypes } from '../../../rehearsal/services/cloudformation/resources/index.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { type FakeLambda, fakeLambda } from './fake-lambda.ts';
import { LAMBDA_URI, STUDENT_SCHEMA } from './students-api.ts';

let local: TestRehearsal;
let lambda: FakeLambda;
beforeEach(async () => {
  lambda = fakeLambda();
  local = await startTestRehearsal([apigateway, lambda.service]);
});
afterEach(() => local.stop());

interface Resource {
  readonly type: string;
  readonly properties: Record<string, unknown>;
}
type Template = Record<string, Resource>;

const ref = (Ref: string) => ({ Ref });
const att = (...path: [string, string]) => ({ 'Fn::GetAtt': path });

/** What CDK renders for an API like that of the students, in an order in which it can be made. */
const TEMPLATE: Template = {
  Api: {
    type: 'RestApi',
    properties: { Name: 'students', Description: 'd', EndpointConfiguration: { Types: ['REGIONAL'] } },
  },
  Path: {
    type: 'Resource',
    properties: { ParentId: att('Api', 'RootResourceId'), PathPart: 'students', RestApiId: ref('Api') },
  },
  Model: {
    type: 'Model',
    properties: { ContentType: 'application/json', Name: 'Student', RestApiId: ref('Api'), Schema: STUDENT_SCHEMA },
  },
  Validator: {
    type: 'RequestValidator',
    properties: { Name: 'all', RestApiId: ref('Api'), ValidateRequestBody: true, ValidateRequestParameters: 'true' },
  },
  Post: {
    type: 'Method',
    properties: {
      ApiKeyRequired: true,
      AuthorizationType: 'NONE',
      HttpMethod: 'POST',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: API Gateway's own reference
      Integration: { IntegrationHttpMethod: 'POST', Type: 'AWS_PROXY', Uri: LAMBDA_URI('add:${stageVariables.alias}') },
      RequestModels: { 'application/json': ref('Model') },
      RequestParameters: { 'method.request.querystring.Roll': true },
      RequestValidatorId: ref('Validator'),
      ResourceId: ref('Path'),
      RestApiId: ref('Api'),
    },
  },
  Options: {
    type: 'Method',
    properties: {
      ApiKeyRequired: false,
      AuthorizationType: 'NONE',
      HttpMethod: 'OPTIONS',
      Integration: {
        IntegrationResponses: [
          { ResponseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" }, StatusCode: '204' },
        ],
        RequestTemplates: { 'application/json': '{ statusCode: 200 }' },
        Type: 'MOCK',
      },
      MethodResponses: [
        { ResponseParameters: { 'method.response.header.Access-Control-Allow-Origin': true }, StatusCode: '204' },
      ],
      ResourceId: ref('Path'),
      RestApiId: ref('Api'),
    },
  },
  BadBody: {
    type: 'GatewayResponse',
    properties: {
      ResponseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
      ResponseTemplates: { 'application/json': '{"detail":"$context.error.validationErrorString"}' },
      ResponseType: 'BAD_REQUEST_BODY',
      RestApiId: ref('Api'),
    },
  },
  Deployment: { type: 'Deployment', properties: { Description: 'd', RestApiId: ref('Api') } },
  Stage: {
    type: 'Stage',
    properties: {
      AccessLogSetting: {
        DestinationArn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:access`,
        Format: '$context.requestId',
      },
      DeploymentId: ref('Deployment'),
      MethodSettings: [
        {
          DataTraceEnabled: false,
          HttpMethod: '*',
          LoggingLevel: 'ERROR',
          MetricsEnabled: true,
          ResourcePath: '/*',
          ThrottlingBurstLimit: 50,
          ThrottlingRateLimit: 100,
        },
        { HttpMethod: 'POST', ResourcePath: '/~1students', ThrottlingBurstLimit: 5 },
      ],
      RestApiId: ref('Api'),
      StageName: 'v1',
      Variables: { alias: 'live' },
    },
  },
  Key: { type: 'ApiKey', properties: { Description: 'k', Enabled: true } },
  Plan: {
    type: 'UsagePlan',
    properties: {
      ApiStages: [{ ApiId: ref('Api'), Stage: ref('Stage'), Throttle: {} }],
      Quota: { Limit: 10_000, Period: 'MONTH' },
      Throttle: { BurstLimit: 50, RateLimit: 100 },
      UsagePlanName: 'students',
    },
  },
  PlanKey: {
    type: 'UsagePlanKey',
    properties: { KeyId: ref('Key'), KeyType: 'API_KEY', UsagePlanId: ref('Plan') },
  },
  Account: { type: 'Account', properties: { CloudWatchRoleArn: `arn:aws:iam::${ACCOUNT}:role/logs` } },
};

const handlerOf = ({ type }: Resource) => {
  const found = resourceTypes.find((one) => one.type === `AWS::ApiGateway::${type}`);
  if (found === undefined) throw new Error(`No handler for ${type}`);
  return found;
};

function resolve(value: unknown, made: Readonly<Record<string, Provisioned>>): unknown {
  if (Array.isArray(value)) return value.map((one) => resolve(one, made));
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return made[String(value.Ref)]?.physicalId;
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) {
    const [id, name] = value['Fn::GetAtt'];
    return made[id]?.attributes[name];
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolve(inner, made)]));
}

function contextOf(logicalId: string, token: string): ResourceContext {
  const scope = local.rehearsal.kernel.scope(REGION);
  return Object.assign(Object.create(scope), {
    stackId: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/s/1`,
    stackName: 's',
    logicalId,
    token: `${logicalId} ${token}`,
    generateName: (longest: number) => `s-${logicalId}-X`.slice(0, longest),
    client: (clientClass: Parameters<typeof scope.clients.asService>[0]) =>
      scope.clients.asService(clientClass, 'cloudformation.amazonaws.com', REGION),
  });
}

async function createAll(): Promise<Record<string, Provisioned>> {
  const made: Record<string, Provisioned> = {};
  for (const [id, resource] of Object.entries(TEMPLATE)) {
    const properties = resolve(resource.properties, made);
    const first = await handlerOf(resource).create(properties, contextOf(id, 'create'));
    // As after a kill: the same create again finds what it made.
    const again = await handlerOf(resource).create(properties, contextOf(id, 'create'));
    expect(again).toEqual(first);
    made[id] = first;
  }
  return made;
}

async function change(made: Readonly<Record<string, Provisioned>>, id: string, changed: Record<string, unknown>) {
  const resource = TEMPLATE[id];
  if (resource === undefined) throw new Error(`No resource ${id}`);
  const before = resolve(resource.properties, made);
  const after = resolve({ ...resource.properties, ...changed }, made);
  const physicalId = made[id]?.physicalId ?? '';
  const updated = await handlerOf(resource).update(physicalId, after, before, contextOf(id, 'update'));
  expect(updated.physicalId).toBe(physicalId);
}

async function post(made: Readonly<Record<string, Provisioned>>, body: unknown) {
  const apiKey = made.Key?.physicalId;
  const { value = '' } = await local
    .client(APIGatewayClient)
    .send(new GetApiKeyCommand({ apiKey, includeValue: true }));
  return fetch(`${local.rehearsal.endpoint}/_api/${made.Api?.physicalId}/v1/students?Roll=1`, {
    method: 'POST',
    headers: { 'x-api-key': value, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

const VALID = { Roll: '1', FirstName: 'Ada' };

test('a stack makes an API that answers, once, and leaves nothing', async () => {
  const made = await createAll();
  const client = local.client(APIGatewayClient);
  expect((await client.send(new GetRestApisCommand({}))).items).toHaveLength(1);
  expect((await client.send(new GetApiKeysCommand({}))).items).toHaveLength(1);
  expect((await post(made, VALID)).status).toBe(200);
  expect(lambda.invocations[0]?.functionName).toMatch(/:add:live$/);
  expect(await (await post(made, { Roll: '1' })).json()).toEqual({
    detail: '[object has missing required properties (["FirstName"])]',
  });
  const stage = await client.send(new GetStageCommand({ restApiId: made.Api?.physicalId, stageName: 'v1' }));
  expect(stage.methodSettings).toEqual({
    '*/*': {
      dataTraceEnabled: false,
      loggingLevel: 'ERROR',
      metricsEnabled: true,
      throttlingBurstLimit: 50,
      throttlingRateLimit: 100,
    },
    'students/POST': { throttlingBurstLimit: 5 },
  });
  for (const round of ['first', 'second'])
    for (const [id, resource] of Object.entries(TEMPLATE).toReversed())
      await handlerOf(resource).delete(
        made[id]?.physicalId ?? '',
        resolve(resource.properties, made),
        contextOf(id, `delete ${round}`),
      );
  expect((await client.send(new GetRestApisCommand({}))).items ?? []).toEqual([]);
  expect((await client.send(new GetUsagePlansCommand({}))).items ?? []).toEqual([]);
});

test('changes are made in place, and a change of the API is served with its next deployment', async () => {
  const made = await createAll();
  const client = local.client(APIGatewayClient);
  await change(made, 'Model', { Schema: { ...STUDENT_SCHEMA, required: ['Roll'] } });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: API Gateway's own reference
  const Uri = LAMBDA_URI('other:${stageVariables.alias}');
  await change(made, 'Post', { Integration: { IntegrationHttpMethod: 'POST', Type: 'AWS_PROXY', Uri } });
  expect((await post(made, { Roll: '1' })).status).toBe(400);

  const deployment = TEMPLATE.Deployment;
  if (deployment === undefined) throw new Error('No deployment');
  const next = await handlerOf(deployment).create(
    resolve(deployment.properties, made),
    contextOf('Deployment2', 'create'),
  );
  await change(made, 'Stage', {
    DeploymentId: next.physicalId,
    Variables: { alias: '7', more: 'x' },
    MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'OFF' }],
    AccessLogSetting: undefined,
  });
  await handlerOf(deployment).delete(
    made.Deployment?.physicalId ?? '',
    resolve(deployment.properties, made),
    contextOf('Deployment', 'delete'),
  );
  const restApiId = made.Api?.physicalId;
  expect((await client.send(new GetDeploymentsCommand({ restApiId }))).items).toHaveLength(1);
  expect((await post(made, { Roll: '1' })).status).toBe(200);
  expect(lambda.invocations[0]?.functionName).toMatch(/:other:7$/);
  const stage = await client.send(new GetStageCommand({ restApiId, stageName: 'v1' }));
  expect(stage.methodSettings).toEqual({ '*/*': { loggingLevel: 'OFF' } });
  expect(stage.accessLogSettings?.format).toBeUndefined();

  await change(made, 'Plan', { Quota: { Limit: 1, Period: 'DAY' }, Throttle: undefined });
  expect(await client.send(new GetUsagePlanCommand({ usagePlanId: made.Plan?.physicalId }))).toMatchObject({
    quota: { limit: 1, period: 'DAY' },
    apiStages: [{ apiId: restApiId, stage: 'v1' }],
  });
  await change(made, 'Key', { Enabled: false });
  expect((await post(made, VALID)).status).toBe(403);
  await change(made, 'Api', { Name: 'renamed', BinaryMediaTypes: ['image/png'] });
  expect((await client.send(new GetRestApisCommand({}))).items?.[0]).toMatchObject({
    name: 'renamed',
    binaryMediaTypes: ['image/png'],
  });
});
