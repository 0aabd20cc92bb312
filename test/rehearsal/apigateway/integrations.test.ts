import { createServer, type Server } from 'node:http';
import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  type IntegrationResponse,
  PutIntegrationCommand,
  type PutIntegrationCommandInput,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { apigateway } from '../../../rehearsal/services/apigateway/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { type FakeLambda, fakeLambda } from './fake-lambda.ts';
import { LAMBDA_URI } from './students-api.ts';

let rehearsal: TestRehearsal;
let lambda: FakeLambda;
let client: APIGatewayClient;
let restApiId: string;
let rootResourceId: string;
beforeEach(async () => {
  lambda = fakeLambda();
  rehearsal = await startTestRehearsal([apigateway, lambda.service]);
  client = rehearsal.client(APIGatewayClient);
  const api = await client.send(new CreateRestApiCommand({ name: 'mapped' }));
  restApiId = api.id ?? '';
  rootResourceId = api.rootResourceId ?? '';
});
afterEach(() => rehearsal.stop());

type Integration = Omit<PutIntegrationCommandInput, 'restApiId' | 'resourceId' | 'httpMethod'>;

async function method(
  path: string,
  httpMethod: string,
  integration: Integration,
  responses: readonly IntegrationResponse[] = [],
  requestParameters?: Record<string, boolean>,
) {
  let parentId = rootResourceId;
  for (const pathPart of path.split('/').filter((part) => part !== '')) {
    const { id = '' } = await client.send(new CreateResourceCommand({ restApiId, parentId, pathPart }));
    parentId = id;
  }
  const place = { restApiId, resourceId: parentId, httpMethod };
  await client.send(new PutMethodCommand({ ...place, authorizationType: 'NONE', requestParameters }));
  await client.send(new PutIntegrationCommand({ ...place, ...integration }));
  for (const { statusCode, ...response } of responses) {
    const names = Object.keys(response.responseParameters ?? {});
    const responseParameters = Object.fromEntries(names.map((name) => [name, true]));
    await client.send(new PutMethodResponseCommand({ ...place, statusCode, responseParameters }));
    await client.send(new PutIntegrationResponseCommand({ ...place, statusCode, ...response }));
  }
}
const deploy = () =>
  client.send(new CreateDeploymentCommand({ restApiId, stageName: 's', variables: { color: 'red' } }));
const send = (path: string, init: RequestInit = {}) =>
  fetch(`${rehearsal.rehearsal.endpoint}/_api/${restApiId}/s${path}`, init);

describe('mapped Lambda integration', () => {
  const mapped: Integration = {
    type: 'AWS',
    integrationHttpMethod: 'POST',
    uri: LAMBDA_URI('mapped'),
    requestTemplates: {
      'application/json': `#set($body = $input.path('$'))
{"id":"$input.params('id')","q":"$input.params('q')","none":"$input.params('none')","names":[#foreach($n in $body.names)"$n"#if($foreach.hasNext),#end#end],
"count":$body.names.size(),"all":$input.json('$.names'),"color":"$stageVariables.color","stage":"$context.stage","gone":"$context.authorizer.claims.sub",
"text":"$util.escapeJavaScript($body.text)","coded":"$util.base64Encode('ab')","url":"$util.urlEncode('a b')","ua":"$input.params().header.get('x-one')"}`,
    },
  };

  test('templates map the request and the answer', async () => {
    lambda.answer = () => ({ payload: { value: 7, list: [{ a: 1 }, { a: 2 }] } });
    await method('items/{id}', 'POST', mapped, [
      {
        statusCode: '200',
        responseParameters: {
          'method.response.header.X-Value': 'integration.response.body.value',
          'method.response.header.X-Fixed': "'fixed'",
        },
        responseTemplates: {
          'application/json': `#set($context.responseOverride.status = 202)#set($context.responseOverride.header.X-Over = "yes"){"seven":$input.path('$.value'),"last":$input.json('$.list[1].a')}`,
        },
      },
    ]);
    await deploy();
    const answer = await send('/items/a%20b?q=1', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-one': 'one' },
      body: JSON.stringify({ names: ['x', 'y'], text: 'say "it"' }),
    });
    expect(lambda.invocations[0]?.event).toEqual({
      id: 'a b',
      q: '1',
      none: '',
      names: ['x', 'y'],
      count: 2,
      all: ['x', 'y'],
      color: 'red',
      stage: 's',
      gone: '',
      text: 'say "it"',
      coded: 'YWI=',
      url: 'a%20b',
      ua: 'one',
    });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ seven: 7, last: 2 });
    expect(answer.headers.get('x-value')).toBe('7');
    expect(answer.headers.get('x-fixed')).toBe('fixed');
    expect(answer.headers.get('x-over')).toBe('yes');
  });

  test.each([
    ['Not found: x', 404],
    ['Bad', 500],
  ])('the error message %s selects the response %i', async (errorMessage, status) => {
    lambda.answer = () => ({ payload: { errorMessage, errorType: 'Error' }, functionError: 'Unhandled' });
    await method('items', 'GET', { ...mapped, requestTemplates: {} }, [
      { statusCode: '200', selectionPattern: '' },
      { statusCode: '404', selectionPattern: 'Not found.*' },
      { statusCode: '500', selectionPattern: '(Bad|Worse)' },
    ]);
    await deploy();
    expect((await send('/items')).status).toBe(status);
  });

  test('X-Amz-Invocation-Type calls the function asynchronously', async () => {
    lambda.answer = () => ({ payload: null });
    const requestParameters = { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" };
    await method('later', 'POST', { ...mapped, requestTemplates: {}, requestParameters }, [{ statusCode: '202' }]);
    await deploy();
    expect((await send('/later', { method: 'POST', body: '{}' })).status).toBe(202);
    expect(lambda.invocations[0]?.invocationType).toBe('Event');
  });

  test.each([
    ['NEVER', { 'application/json': '{}' }, 415],
    ['WHEN_NO_TEMPLATES', { 'application/json': '{}' }, 415],
    ['WHEN_NO_TEMPLATES', {}, 200],
    ['WHEN_NO_MATCH', { 'application/json': '{}' }, 200],
  ])('passthrough %s with templates %j answers %i to another content type', async (behavior, templates, status) => {
    lambda.answer = () => ({ payload: {} });
    await method('pass', 'POST', { ...mapped, passthroughBehavior: behavior, requestTemplates: templates }, [
      { statusCode: '200' },
    ]);
    await deploy();
    const answer = await send('/pass', { method: 'POST', headers: { 'content-type': 'text/json' }, body: '{"a":1}' });
    expect(answer.status).toBe(status);
    if (status === 200) expect(lambda.invocations[0]?.event).toEqual({ a: 1 });
  });
});

describe('Lambda proxy integration', () => {
  const proxy: Integration = { type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri: LAMBDA_URI('proxy') };

  test('greedy paths, ANY and exact paths', async () => {
    await method('{proxy+}', 'ANY', proxy);
    await method('exact', 'GET', { type: 'MOCK', requestTemplates: { 'application/json': '{"statusCode":200}' } }, [
      { statusCode: '200' },
    ]);
    await deploy();
    await send('/a/b%2Fc/d', { method: 'PUT' });
    expect(lambda.invocations[0]?.event).toMatchObject({
      resource: '/{proxy+}',
      path: '/a/b/c/d',
      httpMethod: 'PUT',
      pathParameters: { proxy: 'a/b/c/d' },
    });
    expect(lambda.invocations[0]?.sourceArn).toMatch(/\/s\/PUT\/\{proxy\+\}$/);
    expect((await send('/exact')).status).toBe(200);
    expect(lambda.invocations).toHaveLength(1);
  });

  test('binary bodies go as base64, both ways', async () => {
    await client.send(
      new UpdateRestApiCommand({
        restApiId,
        patchOperations: [{ op: 'add', path: '/binaryMediaTypes/image~1png' }],
      }),
    );
    lambda.answer = () => ({
      payload: { statusCode: 200, headers: { 'content-type': 'image/png' }, body: 'AQID', isBase64Encoded: true },
    });
    await method('image', 'POST', proxy);
    await deploy();
    const body = new Uint8Array([9, 8, 7]);
    const png = { 'content-type': 'image/png', accept: 'image/png' };
    const answer = await send('/image', { method: 'POST', headers: png, body });
    expect(lambda.invocations[0]?.event).toMatchObject({ body: 'CQgH', isBase64Encoded: true });
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([1, 2, 3]);
    const asText = await send('/image', { method: 'POST', headers: { accept: 'text/plain' }, body: 'x' });
    expect(await asText.text()).toBe('AQID');
  });
});

describe('HTTP integrations', () => {
  let backend: Server;
  let address: string;
  const seen: { method: string | undefined; url: string | undefined; headers: object; body: string }[] = [];
  beforeEach(async () => {
    seen.length = 0;
    backend = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += String(chunk);
      });
      request.on('end', () => {
        seen.push({ method: request.method, url: request.url, headers: request.headers, body });
        response.writeHead(request.url?.startsWith('/missing') === true ? 404 : 200, { 'x-backend': 'yes' });
        response.end('{"from":"backend"}');
      });
    });
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
    const bound = backend.address();
    address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
  });
  afterEach(() => new Promise((resolve) => backend.close(resolve)));

  test('HTTP_PROXY passes everything', async () => {
    await method(
      'pets/{id}',
      'ANY',
      {
        type: 'HTTP_PROXY',
        integrationHttpMethod: 'ANY',
        uri: `${address}/animals/{id}`,
        requestParameters: {
          'integration.request.path.id': 'method.request.path.id',
          'integration.request.header.X-Stage': 'context.stage',
          'integration.request.querystring.color': 'stageVariables.color',
        },
      },
      [],
      { 'method.request.path.id': true },
    );
    await deploy();
    const answer = await send('/pets/7?a=b', { method: 'PUT', body: 'hello' });
    expect(await answer.json()).toEqual({ from: 'backend' });
    expect(answer.headers.get('x-backend')).toBe('yes');
    expect(seen).toEqual([
      {
        method: 'PUT',
        url: '/animals/7?a=b&color=red',
        headers: expect.objectContaining({ 'x-stage': 's' }),
        body: 'hello',
      },
    ]);
  });

  test('HTTP maps by status', async () => {
    const http: Integration = { type: 'HTTP', integrationHttpMethod: 'GET', uri: `${address}/missing` };
    await method('pets', 'GET', http, [
      { statusCode: '200' },
      {
        statusCode: '410',
        selectionPattern: '4\\d\\d',
        responseTemplates: { 'application/json': '{"was":$input.json("$.from")}' },
        responseParameters: { 'method.response.header.X-From': 'integration.response.header.X-Backend' },
      },
    ]);
    await deploy();
    const answer = await send('/pets');
    expect(answer.status).toBe(410);
    expect(await answer.json()).toEqual({ was: 'backend' });
    expect(answer.headers.get('x-from')).toBe('yes');
  });

  test('a backend that does not answer is a 504', async () => {
    const closed = address;
    await new Promise((resolve) => backend.close(resolve));
    await method('gone', 'GET', { type: 'HTTP_PROXY', integrationHttpMethod: 'GET', uri: closed });
    await deploy();
    const answer = await send('/gone');
    expect(answer.status).toBe(504);
    expect(await answer.json()).toEqual({ message: 'Network error communicating with endpoint' });
    backend.listen(0);
  });
});
