import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Service } from '../../../rehearsal/kernel/service.ts';
import { eventbridge } from '../../../rehearsal/services/eventbridge/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const MINUTE_MS = 60_000;
const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:listener';
let ticks: string[];
let local: TestRehearsal;
let client: EventBridgeClient;

beforeEach(async () => {
  ticks = [];
  const lambda: Service = {
    signingName: 'lambda',
    sdk: lambdaSdk,
    operations: {
      Invoke: (input: lambdaSdk.InvokeCommandInput) => {
        ticks.push(JSON.parse(String(input.Payload ?? '')).time);
        return { StatusCode: 202 };
      },
    },
  };
  local = await startTestRehearsal([eventbridge, lambda]);
  client = local.client(EventBridgeClient);
  await client.send(new PutRuleCommand({ Name: 'r', ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' }));
  await client.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 't', Arn: FUNCTION }] }));
});
afterEach(() => local.stop());

const state = async () => (await client.send(new DescribeRuleCommand({ Name: 'r' }))).State;

test('a schedule runs only while it is enabled, also over a restart', async () => {
  await local.clock.advance(5 * MINUTE_MS);
  expect([await state(), ticks]).toEqual(['DISABLED', []]);
  await client.send(new EnableRuleCommand({ Name: 'r' }));
  await local.clock.advance(2 * MINUTE_MS);
  expect(ticks).toEqual(['2026-01-05T00:06:00.000Z', '2026-01-05T00:07:00.000Z']);
  local = await local.restart();
  client = local.client(EventBridgeClient);
  expect(await state()).toBe('ENABLED');
  await local.clock.advance(MINUTE_MS);
  expect(ticks).toHaveLength(3);
  await client.send(new DisableRuleCommand({ Name: 'r' }));
  await local.clock.advance(5 * MINUTE_MS);
  expect([await state(), ticks.length]).toEqual(['DISABLED', 3]);
});

test('a schedule that is enabled twice does not run twice', async () => {
  await client.send(new EnableRuleCommand({ Name: 'r' }));
  await local.clock.advance(MINUTE_MS / 2);
  await client.send(new EnableRuleCommand({ Name: 'r' }));
  await local.clock.advance(2 * MINUTE_MS);
  expect(ticks).toHaveLength(2);
});
