import { request } from 'node:http';
import { DeleteStackCommand, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Service } from '../../../rehearsal/kernel/service.ts';
import { createCloudformation } from '../../../rehearsal/services/cloudformation/index.ts';
import { startTestRehearsal } from '../../helpers/rehearsal.ts';
import { createScenario, fakeTypes } from './fake-types.ts';
import { type StackTest, stackTest } from './stacks.ts';

interface Asked {
  readonly RequestType: string;
  readonly ResponseURL: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Record<string, unknown>;
  readonly OldResourceProperties?: Record<string, unknown>;
}
let asked: Asked[];
/** What the function behind the resource does; undefined: it never answers. */
let respond: ((asked: Asked) => object) | undefined;
let stacks: StackTest;

const lambda: Service = {
  signingName: 'lambda',
  sdk: lambdaSdk,
  operations: {
    Invoke: async (input: { readonly InvocationType?: string; readonly Payload?: Uint8Array }) => {
      const event: Asked = JSON.parse(Buffer.from(input.Payload ?? []).toString());
      asked.push(event);
      expect(input.InvocationType).toBe('Event');
      if (respond !== undefined) await put(event.ResponseURL, respond(event));
      return { StatusCode: 202 };
    },
  },
};

/** Answers as a function does: to the host of the URL, which the rehearsal serves. */
function put(responseUrl: string, body: object): Promise<number> {
  const url = new URL(responseUrl);
  const endpoint = new URL(stacks.local.rehearsal.endpoint);
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: endpoint.hostname,
        port: endpoint.port,
        path: url.pathname + url.search,
        method: 'PUT',
        headers: { host: url.host },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    call.on('error', reject);
    call.end(JSON.stringify(body));
  });
}

beforeEach(async () => {
  asked = [];
  respond = () => ({ Status: 'SUCCESS', PhysicalResourceId: 'custom-1', Data: { Answer: '42' } });
  const scenario = createScenario();
  stacks = stackTest(await startTestRehearsal([createCloudformation(fakeTypes(scenario)), lambda]), scenario);
});
afterEach(() => stacks.local.stop());

const template = (value: unknown, more: object = {}) => ({
  Resources: {
    C: {
      Type: 'Custom::Thing',
      Properties: { ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:f', Value: value, ...more },
    },
    A: { Type: 'Test::Thing', Properties: { Value: { 'Fn::GetAtt': ['C', 'Answer'] } } },
  },
});

async function reason() {
  const { StackResources = [] } = await stacks.client().send(new DescribeStackResourcesCommand({ StackName: 'demo' }));
  return StackResources.find((one) => one.LogicalResourceId === 'C')?.ResourceStatusReason;
}

test('create, update and delete reach the function, and its data reach the template', async () => {
  expect(await stacks.create('demo', template(1))).toBe('CREATE_COMPLETE');
  expect(stacks.things()).toMatchObject([{ value: '42' }]);
  expect(asked[0]).toMatchObject({ RequestType: 'Create', LogicalResourceId: 'C', ResourceProperties: { Value: '1' } });
  expect(await stacks.update('demo', template(2))).toBe('UPDATE_COMPLETE');
  expect(asked[1]).toMatchObject({
    RequestType: 'Update',
    PhysicalResourceId: 'custom-1',
    ResourceProperties: { Value: '2' },
    OldResourceProperties: { Value: '1' },
  });
  await stacks.client().send(new DeleteStackCommand({ StackName: 'demo' }));
  await stacks.local.clock.advance(1_000);
  expect(asked[2]).toMatchObject({ RequestType: 'Delete', PhysicalResourceId: 'custom-1' });
  expect(asked).toHaveLength(3);
});

test('an update that answers another id has the earlier one deleted', async () => {
  await stacks.create('demo', template(1));
  respond = () => ({ Status: 'SUCCESS', PhysicalResourceId: 'custom-2', Data: { Answer: '43' } });
  expect(await stacks.update('demo', template(2))).toBe('UPDATE_COMPLETE');
  expect(asked.map((one) => `${one.RequestType} ${one.PhysicalResourceId}`)).toEqual([
    'Create undefined',
    'Update custom-1',
    'Delete custom-1',
  ]);
  expect(stacks.things()).toMatchObject([{ value: '43' }]);
});

test('a failure is the reason of the resource', async () => {
  respond = () => ({ Status: 'FAILED', Reason: 'no luck', PhysicalResourceId: 'x' });
  expect(await stacks.create('demo', template(1), { OnFailure: 'DO_NOTHING' })).toBe('CREATE_FAILED');
  expect(await reason()).toBe(
    `Received response status [FAILED] from custom resource. Message returned: no luck (RequestId: ${asked[0]?.RequestId})`,
  );
});

test('silence fails after the time-out', async () => {
  respond = undefined;
  expect(await stacks.create('demo', template(1, { ServiceTimeout: '120' }), { OnFailure: 'DO_NOTHING' })).toBe(
    'CREATE_FAILED',
  );
  expect(await reason()).toMatch(/^CloudFormation did not receive a response from your Custom Resource\./);
});

test('an answer that comes after a restart counts, and the function is not asked again', async () => {
  respond = undefined;
  const creating = stacks.create('demo', template(1)).catch(() => undefined);
  while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await stacks.local.clock.advance(0);
  stacks.local = await stacks.local.restart();
  await creating;
  await stacks.local.clock.advance(60_000);
  expect(await stacks.status('demo')).toBe('CREATE_IN_PROGRESS');
  const status = await put(asked[0]?.ResponseURL ?? '', {
    Status: 'SUCCESS',
    PhysicalResourceId: 'p',
    Data: { Answer: 'late' },
  });
  expect(status).toBe(200);
  expect(await stacks.settle('demo')).toBe('CREATE_COMPLETE');
  expect(asked).toHaveLength(1);
  expect(stacks.things()).toMatchObject([{ value: 'late' }]);
});

test('nobody answers who was not asked', async () => {
  respond = undefined;
  await stacks.create('demo', template(1, { ServiceTimeout: 1 }));
  const url = new URL(asked[0]?.ResponseURL ?? '');
  url.searchParams.set('X-Amz-Signature', 'guessed');
  expect(await put(url.href, { Status: 'SUCCESS' })).toBe(403);
});
