import { CreateDeploymentCommand, DeleteMethodCommand, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { BatchGetTracesCommand, XRayClient } from '@aws-sdk/client-xray';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ServiceError } from '../../../rehearsal/kernel/errors.ts';
import type { LogLine, MetricValue } from '../../../rehearsal/kernel/telemetry.ts';
import { apigateway } from '../../../rehearsal/services/apigateway/index.ts';
import { xray } from '../../../rehearsal/services/xray/index.ts';
import { START_MS, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { type FakeLambda, fakeLambda } from './fake-lambda.ts';
import { makeStudentsApi, type StudentsApi } from './students-api.ts';

let rehearsal: TestRehearsal;
let lambda: FakeLambda;
let api: StudentsApi;
let logs: LogLine[];
let metrics: MetricValue[];

beforeEach(async () => {
  lambda = fakeLambda();
  rehearsal = await startTestRehearsal([apigateway, lambda.service, xray]);
  logs = [];
  metrics = [];
  rehearsal.rehearsal.kernel.telemetry.onLog((line) => logs.push(line));
  rehearsal.rehearsal.kernel.telemetry.onMetric((value) => metrics.push(value));
  api = await makeStudentsApi(rehearsal);
});
afterEach(() => rehearsal.stop());

const get = (path: string, headers: Record<string, string> = { 'x-api-key': api.key }) =>
  fetch(`${api.url}${path}`, { headers });
const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${api.url}/students?Roll=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': api.key, ...headers },
    body,
  });

describe('Lambda proxy integration', () => {
  test('the function gets the whole request and gives the whole answer', async () => {
    lambda.answer = () => ({
      payload: {
        statusCode: 201,
        headers: { 'X-One': 'a', Date: 'never' },
        multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
        body: '{"Roll":"1"}',
      },
    });
    const answer = await fetch(`${api.url}/students?Roll=1&Roll=2&x=%C3%A9`, {
      headers: { 'X-Api-Key': api.key, 'User-Agent': 'test' },
    });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ Roll: '1' });
    expect(answer.headers.get('x-one')).toBe('a');
    expect(answer.headers.get('x-amzn-remapped-date')).toBe('never');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get('x-amz-apigw-id')).not.toBeNull();

    const [invocation] = lambda.invocations;
    expect(invocation?.functionName).toBe('arn:aws:lambda:eu-west-1:111122223333:function:students:live');
    expect(invocation?.sourceArn).toBe(`arn:aws:execute-api:eu-west-1:111122223333:${api.apiId}/v1/GET/students`);
    expect(invocation?.traceHeader).toBe(answer.headers.get('x-amzn-trace-id'));
    expect(invocation?.event).toEqual({
      resource: '/students',
      path: '/students',
      httpMethod: 'GET',
      headers: expect.objectContaining({
        Host: `${api.apiId}.execute-api.eu-west-1.amazonaws.com`,
        'X-Forwarded-Proto': 'https',
        'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$/),
      }),
      multiValueHeaders: expect.objectContaining({ 'X-Forwarded-For': ['127.0.0.1'] }),
      queryStringParameters: { Roll: '2', x: 'é' },
      multiValueQueryStringParameters: { Roll: ['1', '2'], x: ['é'] },
      pathParameters: null,
      stageVariables: { alias: 'live' },
      requestContext: expect.objectContaining({
        resourceId: api.resourceId,
        resourcePath: '/students',
        httpMethod: 'GET',
        requestTime: '05/Jan/2026:00:00:00 +0000',
        requestTimeEpoch: START_MS,
        path: '/v1/students',
        accountId: '111122223333',
        protocol: 'HTTP/1.1',
        stage: 'v1',
        domainPrefix: api.apiId,
        requestId: answer.headers.get('x-amzn-requestid'),
        extendedRequestId: answer.headers.get('x-amz-apigw-id'),
        identity: expect.objectContaining({
          sourceIp: '127.0.0.1',
          userAgent: 'test',
          apiKey: api.key,
          apiKeyId: api.keyId,
          userArn: null,
        }),
        apiId: api.apiId,
      }),
      body: null,
      isBase64Encoded: false,
    });
  });

  test.each([
    ['a function error', { payload: { errorMessage: 'no' }, functionError: 'Unhandled' }],
    ['no status', { payload: { body: 'x' } }],
    ['a body that is no text', { payload: { statusCode: 200, body: { a: 1 } } }],
    ['no object', { payload: 'x' }],
  ])('%s is a 502', async (_what, answer) => {
    lambda.answer = () => answer;
    const response = await get('/students?Roll=1');
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({ message: 'Internal server error' });
    expect(response.headers.get('x-amzn-errortype')).toBe('InternalServerErrorException');
  });

  test('a function that may not be called is a 500, explained in the execution log', async () => {
    lambda.answer = () => new ServiceError('AccessDeniedException', 'not authorized', 403);
    const response = await get('/students?Roll=1');
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal server error' });
    const line = logs.find((one) => one.group === `API-Gateway-Execution-Logs_${api.apiId}/v1`);
    expect(line?.message).toContain(
      'Execution failed due to configuration error: Invalid permissions on Lambda function',
    );
  });

  test('the stage variable pins another alias', async () => {
    await api.client.send(
      new UpdateStageCommand({
        restApiId: api.apiId,
        stageName: 'v1',
        patchOperations: [{ op: 'replace', path: '/variables/alias', value: '7' }],
      }),
    );
    await get('/students?Roll=1');
    expect(lambda.invocations[0]?.functionName).toMatch(/:students:7$/);
  });
});

describe('what the gateway answers itself', () => {
  test('an unknown path or method', async () => {
    for (const response of [await get('/nothing'), await fetch(`${api.url}/students`, { method: 'DELETE' })]) {
      expect(response.status).toBe(403);
      expect(await response.json()).toEqual({ message: 'Missing Authentication Token' });
      expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
    }
  });

  test('an unknown API or stage', async () => {
    for (const path of [`/_api/${api.apiId}/none/students`, '/_api/none/v1/students']) {
      const response = await fetch(rehearsal.rehearsal.endpoint + path);
      expect(response.status).toBe(403);
      expect(await response.json()).toEqual({ message: 'Forbidden' });
    }
  });

  test('a missing or wrong key', async () => {
    for (const headers of [{}, { 'x-api-key': 'wrong' }]) {
      const response = await get('/students?Roll=1', headers);
      expect(response.status).toBe(403);
      expect(await response.json()).toEqual({ message: 'Forbidden' });
      expect(response.headers.get('x-amzn-errortype')).toBe('ForbiddenException');
    }
    expect(lambda.invocations).toEqual([]);
  });

  test('a missing required parameter is named', async () => {
    const response = await get('/students');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ message: 'Missing required request parameters: [Roll]' });
  });

  test.each([
    ['a missing field', '{"Roll":"1"}', '[object has missing required properties (["FirstName"])]'],
    [
      'a wrong type',
      '{"Roll":"1","FirstName":1}',
      '[/FirstName: instance type (integer) does not match any allowed primitive type (allowed: ["string"])]',
    ],
    [
      'a field too many',
      '{"Roll":"1","FirstName":"a","X":1}',
      '[object instance has properties which are not allowed by the schema: ["X"]]',
    ],
    [
      'a text too short',
      '{"Roll":"","FirstName":"a"}',
      '[/Roll: string "" is too short (length: 0, required minimum: 1)]',
    ],
    ['no body', '', '[object has missing required properties (["FirstName","Roll"])]'],
    ['no JSON', '{"Roll":', expect.stringContaining('Could not parse request body into json')],
  ])('%s is a 400 that names it', async (_what, body, detail) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual({ message: 'Invalid request body', detail });
    expect(lambda.invocations).toEqual([]);
  });

  test('a body that fits reaches the function as it was sent', async () => {
    const body = '{"Roll": "1", "FirstName": "Ada"}';
    expect((await post(body)).status).toBe(200);
    expect(lambda.invocations[0]?.event).toMatchObject({ body, isBase64Encoded: false });
  });

  test('a preflight request needs no key and no function', async () => {
    const response = await fetch(`${api.url}/students`, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(lambda.invocations).toEqual([]);
  });

  test('a body above 10 MB is a 413', async () => {
    const response = await post('x'.repeat(10 * 1024 * 1024 + 1));
    expect(response.status).toBe(413);
  });
});

test('a stage serves its deployment, not what was edited since', async () => {
  const { apiId: restApiId, resourceId } = api;
  await api.client.send(new DeleteMethodCommand({ restApiId, resourceId, httpMethod: 'GET' }));
  expect((await get('/students?Roll=1')).status).toBe(200);
  await api.client.send(new CreateDeploymentCommand({ restApiId, stageName: 'v1' }));
  expect((await get('/students?Roll=1')).status).toBe(403);
});

test('the API also answers under its real name', async () => {
  const { request } = await import('node:http');
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const { port, hostname } = new URL(rehearsal.rehearsal.endpoint);
    const headers = { host: `${api.apiId}.execute-api.eu-west-1.amazonaws.com`, 'x-api-key': api.key };
    const sent = request({ port, hostname, path: '/v1/students?Roll=1', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject);
    sent.end();
  });
  expect(status).toBe(200);
});

test('a sampled request leaves a segment that the function is below', async () => {
  const answered = await get('/students?Roll=1');
  await rehearsal.clock.advance(0);
  const [, traceId = '', parent] =
    /^Root=([^;]+);Parent=([^;]+);Sampled=1$/.exec(answered.headers.get('x-amzn-trace-id') ?? '') ?? [];
  const { Traces = [] } = await rehearsal.client(XRayClient).send(new BatchGetTracesCommand({ TraceIds: [traceId] }));
  const segments = Traces[0]?.Segments?.map((one) => JSON.parse(one.Document ?? '{}'));
  expect(segments).toEqual([
    expect.objectContaining({
      name: 'students/v1',
      origin: 'AWS::ApiGateway::Stage',
      http: expect.objectContaining({ response: { status: 200 } }),
      subsegments: [expect.objectContaining({ id: parent })],
    }),
  ]);
});

test('access log, execution log and metrics tell of each request', async () => {
  const answered = await get('/students?Roll=1');
  await get('/students');
  const requestId = answered.headers.get('x-amzn-requestid');
  const access = logs.filter((line) => line.group === '/aws/apigateway/students').map((line) => line.message);
  expect(access).toEqual([
    `${requestId} GET /students 200 ${api.keyId}`,
    expect.stringMatching(new RegExp(`^[0-9a-f-]+ GET /students 400 ${api.keyId}$`)),
  ]);
  const execution = logs.filter((line) => line.group.startsWith('API-Gateway-Execution-Logs_'));
  expect(execution.map((line) => line.message)).toEqual([
    expect.stringMatching(/^\([0-9a-f-]+\) Missing required request parameters: \[Roll\]$/),
  ]);
  const sum = (name: string, dimensions: Record<string, string>) =>
    metrics
      .filter((one) => one.name === name && JSON.stringify(one.dimensions) === JSON.stringify(dimensions))
      .reduce((total, one) => total + one.value, 0);
  const stage = { ApiName: 'students', Stage: 'v1' };
  const method = { ApiName: 'students', Method: 'GET', Resource: '/students', Stage: 'v1' };
  for (const dimensions of [{ ApiName: 'students' }, stage, method]) {
    expect(sum('Count', dimensions)).toBe(2);
    expect(sum('4XXError', dimensions)).toBe(1);
    expect(sum('5XXError', dimensions)).toBe(0);
  }
  expect(metrics.filter((one) => one.name === 'IntegrationLatency')).toHaveLength(3);
});
