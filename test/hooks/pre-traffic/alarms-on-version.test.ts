import { expect, test } from '@jest/globals';
import { runAlarmsOnVersion } from '../../../hooks/pre-traffic/alarms-on-version.ts';

const ALIAS = 'arn:aws:lambda:eu-west-1:111111111111:function:Prod-f:live';
const request = (RequestType: string, further: object = {}) => ({
  RequestType,
  ResourceType: 'Custom::AlarmsOnVersion',
  ResponseURL: 'https://answers.example.com/r?signature=s',
  StackId: 'stack',
  RequestId: 'r-1',
  LogicalResourceId: 'AlarmsOnVersion',
  ResourceProperties: { ServiceToken: 'hook', AliasArn: ALIAS, Version: '4', AlarmNames: ['error-rate', 'latency'] },
  ...further,
});
const update = (from: string) => request('Update', { OldResourceProperties: { AliasArn: ALIAS, Version: from } });

/** Runs it with alarms that are red until an instant; tells what was answered, and when. */
async function run(event: unknown, redUntilMs: number) {
  let nowMs = 0;
  let looks = 0;
  const answers: Record<string, unknown>[] = [];
  await runAlarmsOnVersion(event, {
    remainingTimeMs: 120_000,
    respond: async (_url, body) => void answers.push(JSON.parse(body)),
    log: () => undefined,
    redAlarms: async (names) => {
      looks++;
      return nowMs < redUntilMs ? names.slice(0, 1) : [];
    },
    nowMs: () => nowMs,
    wait: async (ms) => {
      nowMs += ms;
    },
  });
  return { answers, looks, nowMs };
}

test('a new version waits until no alarm is red any more', async () => {
  const { answers, nowMs } = await run(update('3'), 42_000);
  expect(nowMs).toBe(45_000);
  expect(answers).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: ALIAS }]);
});

test('and not at all where none is', async () => {
  const { nowMs, looks } = await run(update('3'), 0);
  expect({ nowMs, looks }).toEqual({ nowMs: 0, looks: 1 });
});

test('an alarm that stays red is left to CodeDeploy, after the time of an evaluation', async () => {
  const { answers, nowMs } = await run(update('3'), Number.POSITIVE_INFINITY);
  expect(nowMs).toBeGreaterThan(60_000);
  expect(nowMs).toBeLessThanOrEqual(90_000);
  expect(answers).toMatchObject([{ Status: 'SUCCESS', Reason: 'still red, so CodeDeploy will refuse: error-rate' }]);
});

test.each([
  ['the same version', update('4')],
  ['a new alias', request('Create')],
  ['a deletion', request('Delete', { PhysicalResourceId: 'as it was' })],
])('%s waits for nothing', async (_what, event) => {
  const { answers, looks } = await run(event, Number.POSITIVE_INFINITY);
  expect(looks).toBe(0);
  expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
});

test('alarms that cannot be read fail the stack', async () => {
  const answers: Record<string, unknown>[] = [];
  await runAlarmsOnVersion(update('3'), {
    remainingTimeMs: 120_000,
    respond: async (_url, body) => void answers.push(JSON.parse(body)),
    log: () => undefined,
    redAlarms: () => Promise.reject(new Error('not allowed')),
    nowMs: () => 0,
    wait: () => Promise.resolve(),
  });
  expect(answers).toMatchObject([{ Status: 'FAILED', Reason: 'Error: not allowed' }]);
});
