import { describe, expect, test } from '@jest/globals';
import type { SyntheticTrafficEnvironment } from '../../../hooks/synthetic-traffic/contract.ts';
import { type Shift, type SyntheticOutside, sendForOneMinute } from '../../../hooks/synthetic-traffic/send.ts';

const NEW_ARN = 'arn:aws:lambda:eu-west-1:1:function:f:8';
const OLD_ARN = 'arn:aws:lambda:eu-west-1:1:function:f:baseline';
const ENVIRONMENT: SyntheticTrafficEnvironment = {
  APPLICATION_NAME: 'f',
  DEPLOYMENT_GROUP_NAME: 'f-live',
  FUNCTION_NAME: 'f',
  ALIAS_NAME: 'live',
  NEW_VERSION: '8',
  NEW_VERSION_ARN: NEW_ARN,
  BASELINE_ALIAS_ARN: OLD_ARN,
  REQUESTS: {
    events: [
      { name: 'one', method: 'GET', path: '/one', query: { Roll: '{smokeKey}' } },
      { name: 'two', method: 'GET', path: '/two', query: null },
    ],
    seed: { FirstName: 'Smoke' },
  },
  SMOKE_TABLE: { tableName: 'Students', partitionKey: 'Roll' },
  NEED: { perVersion: 36, usersNewVersion: 20, baselineAliasName: 'baseline' },
  WINDOW_SECONDS: 180,
  PER_SECOND_MAX: 5,
};
const START_MS = Date.UTC(2026, 0, 5, 12, 0, 0);
const SHIFT: Shift = { startMs: START_MS, newVersion: '8', oldVersion: '7' };

/** An outside in which time passes only by waiting. */
function outside(changes: Partial<SyntheticOutside> = {}) {
  const calls: { arn: string; event: { path: string; requestContext: { stage: string }; headers: object } }[] = [];
  const records: string[] = [];
  const lines: Readonly<Record<string, unknown>>[] = [];
  let nowMs = START_MS;
  const made: SyntheticOutside = {
    activeDeployment: async () => 'd-1',
    shift: async () => SHIFT,
    counts: async () => ({ users: 0, synthetic: 0 }),
    invoke: async (arn, payload) => {
      calls.push({ arn, event: JSON.parse(payload) });
      return { payload: '{}', executedVersion: arn === NEW_ARN ? '8' : '7' };
    },
    putRecord: async (_, key) => void records.push(`put ${key}`),
    deleteRecord: async (_, key) => void records.push(`delete ${key}`),
    wait: async (ms) => {
      nowMs += ms;
    },
    nowMs: () => nowMs,
    log: (line) => void lines.push(line),
    ...changes,
  };
  return { calls, records, lines, made };
}
const send = (made: SyntheticOutside, sentBefore = new Map<string, number>()) =>
  sendForOneMinute(ENVIRONMENT, made, sentBefore);

describe('a minute of synthetic traffic', () => {
  test('asks both versions the same, as often, and marks what it asks', async () => {
    const { calls, lines, made } = outside();
    await send(made);
    const pathsOf = (arn: string) => calls.filter((call) => call.arn === arn).map(({ event }) => event.path);
    // A third of the window has passed: a third of what is needed.
    expect(pathsOf(NEW_ARN)).toHaveLength(12);
    expect(pathsOf(NEW_ARN).sort()).toEqual(pathsOf(OLD_ARN).sort());
    expect(pathsOf(NEW_ARN).filter((path) => path === '/one')).toHaveLength(6);
    for (const { event } of calls) {
      expect(event.requestContext.stage).toBe('synthetic-traffic');
      expect(event.headers).toMatchObject({ 'User-Agent': 'slipway-synthetic-traffic' });
    }
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toMatchObject({
      deploymentId: 'd-1',
      users: 0,
      synthetic: 10,
      due: 2,
      pairs: 2,
      failedNew: 0,
    });
  });

  test('goes on where it stopped, though CloudWatch does not have the requests yet', async () => {
    const { calls, made } = outside();
    const sentBefore = new Map<string, number>();
    await send(made, sentBefore);
    await made.wait(10_000);
    await send(made, sentBefore);
    expect(calls).toHaveLength(2 * 24);
    expect(sentBefore.get('d-1')).toBe(24);
  });

  test('puts its record in place, and deletes it, also where a version cannot be asked', async () => {
    const { records, made } = outside();
    await send(made);
    expect(records).toEqual(['put slipway-smoke-synthetic-d-1', 'delete slipway-smoke-synthetic-d-1']);
    const broken = outside({
      invoke: async () => {
        throw new Error('TooManyRequestsException');
      },
    });
    await expect(send(broken.made)).rejects.toThrow('TooManyRequests');
    expect(broken.records.at(-1)).toBe('delete slipway-smoke-synthetic-d-1');
  });

  test('counts what fails by version, and goes on', async () => {
    const { lines, made } = outside({
      invoke: async (arn) => ({
        payload: '{}',
        executedVersion: arn === NEW_ARN ? '8' : '7',
        ...(arn === NEW_ARN ? { functionError: 'Unhandled' } : {}),
      }),
    });
    await send(made);
    expect(lines.at(-1)).toMatchObject({ pairs: 2, failedNew: 2, failedOld: 0 });
  });
});

describe('nothing is asked', () => {
  const expectNothing = async (changes: Partial<SyntheticOutside>) => {
    const { calls, records, made } = outside(changes);
    await send(made);
    expect(calls).toEqual([]);
    expect(records).toEqual([]);
  };
  test('without a deployment', () => expectNothing({ activeDeployment: async () => undefined }));
  test('before and after the shift', () => expectNothing({ shift: async () => undefined }));
  test('by a deployment that takes the release back', () =>
    expectNothing({ shift: async () => ({ ...SHIFT, newVersion: '7', oldVersion: '8' }) }));
  test('where users bring enough', () => expectNothing({ counts: async () => ({ users: 20, synthetic: 0 }) }));
});

test('another version than the old one behind the baseline is no comparison, and stops it', async () => {
  const { made } = outside({
    invoke: async (arn) => ({ payload: '{}', executedVersion: arn === NEW_ARN ? '8' : '6' }),
  });
  await expect(send(made)).rejects.toThrow('f:baseline was answered by version 6 instead of 7');
});
