import * as codepipelineSdk from '@aws-sdk/client-codepipeline';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ServiceError } from '../../../rehearsal/kernel/errors.ts';
import type { Kernel, Service } from '../../../rehearsal/kernel/service.ts';
import { eventbridge } from '../../../rehearsal/services/eventbridge/index.ts';
import { REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:listener';
let received: string[];
let failures: number;
let atResume: ((kernel: Kernel) => Promise<void>) | undefined;
let local: TestRehearsal;
let client: EventBridgeClient;

beforeEach(async () => {
  received = [];
  failures = 0;
  atResume = undefined;
  const lambda: Service = {
    signingName: 'lambda',
    sdk: lambdaSdk,
    resume: (kernel) => atResume?.(kernel),
    operations: {
      Invoke: (input: lambdaSdk.InvokeCommandInput) => {
        if (failures-- > 0) throw new ServiceError('ServiceException', 'not now', 500);
        received.push(String(input.Payload ?? ''));
        return { StatusCode: 202 };
      },
    },
  };
  const codepipeline: Service = {
    signingName: 'codepipeline',
    sdk: codepipelineSdk,
    operations: {
      StartPipelineExecution: (input: codepipelineSdk.StartPipelineExecutionCommandInput) => {
        received.push(`start ${input.name}`);
        return { pipelineExecutionId: 'x' };
      },
    },
  };
  local = await startTestRehearsal([lambda, eventbridge, codepipeline]);
  client = local.client(EventBridgeClient);
});
afterEach(() => local.stop());

async function rule(target: {
  Arn: string;
  InputPath?: string;
  InputTransformer?: { InputPathsMap: Record<string, string>; InputTemplate: string };
}) {
  await client.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["shop"]}' }));
  await client.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 't', ...target }] }));
}
async function put(source: string) {
  const entry = { Source: source, DetailType: 'sold', Detail: '{"what":"bread","count":2}' };
  const answer = await client.send(new PutEventsCommand({ Entries: [entry] }));
  await local.clock.advance(0);
  return answer;
}

test('an event that fits reaches the function whole; another does not', async () => {
  await rule({ Arn: FUNCTION });
  await put('bank');
  await put('shop');
  expect(received.map((text) => JSON.parse(text))).toMatchObject([
    { source: 'shop', 'detail-type': 'sold', detail: { what: 'bread', count: 2 }, account: '111122223333' },
  ]);
});

test('an input transformer makes the input', async () => {
  const InputTransformer = {
    InputPathsMap: { what: '$.detail.what', count: '$.detail.count' },
    InputTemplate: '{"text":"<count> of <what>"}',
  };
  await rule({ Arn: FUNCTION, InputTransformer });
  await put('shop');
  expect(received).toEqual(['{"text":"2 of bread"}']);
});

test('a part of the event by its path', async () => {
  await rule({ Arn: FUNCTION, InputPath: '$.detail' });
  await put('shop');
  expect(received).toEqual(['{"what":"bread","count":2}']);
});

test('a target that fails is tried again', async () => {
  await rule({ Arn: FUNCTION });
  failures = 2;
  await put('shop');
  expect(received).toEqual([]);
  await local.clock.advance(3000);
  expect(received).toHaveLength(1);
});

test('a schedule starts a pipeline, also after a restart', async () => {
  await client.send(new PutRuleCommand({ Name: 'nightly', ScheduleExpression: 'rate(1 hour)' }));
  const Arn = 'arn:aws:codepipeline:eu-west-1:111122223333:slipway';
  await client.send(new PutTargetsCommand({ Rule: 'nightly', Targets: [{ Id: 'p', Arn }] }));
  await local.clock.advance(3_600_000);
  expect(received).toEqual(['start slipway']);
  local = await local.restart();
  await local.clock.advance(3_600_000);
  expect(received).toEqual(['start slipway', 'start slipway']);
});

test('what is no event is refused entry by entry', async () => {
  const answer = await client.send(
    new PutEventsCommand({
      Entries: [
        { Source: 'aws.mine', DetailType: 'x', Detail: '{}' },
        { Source: 'shop', DetailType: 'x', Detail: 'no' },
      ],
    }),
  );
  expect(answer).toMatchObject({
    FailedEntryCount: 2,
    Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }, { ErrorCode: 'MalformedDetail' }],
  });
});

test('an event that is on its way when the process ends is delivered by the next one', async () => {
  await rule({ Arn: FUNCTION });
  failures = 1;
  await put('shop');
  expect(received).toEqual([]);
  local = await local.restart();
  await local.clock.advance(0);
  expect(received).toHaveLength(1);
  local = await local.restart();
  await local.clock.advance(60_000);
  expect(received).toHaveLength(1);
});

test('an event of a service that resumes before EventBridge is delivered once', async () => {
  await rule({ Arn: FUNCTION });
  failures = 1;
  atResume = async ({ bus, account }) => {
    const what = { source: 'shop', 'detail-type': 'sold', account, region: REGION, resources: [], detail: {} };
    bus.publish(what);
    await bus.idle(); // its delivery has begun
  };
  local = await local.restart();
  await local.clock.advance(60_000);
  expect(received).toHaveLength(1);
});
