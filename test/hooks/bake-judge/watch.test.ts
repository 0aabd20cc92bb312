import { describe, expect, test } from '@jest/globals';
import type { BakeJudgeEnvironment } from '../../../hooks/bake-judge/contract.ts';
import type { LogEvidence, Minute } from '../../../hooks/bake-judge/decide.ts';
import { type JudgeOutside, judgeBake } from '../../../hooks/bake-judge/watch.ts';

const CREATED_MS = Date.UTC(2026, 0, 5, 0, 0, 20);
const ENVIRONMENT: BakeJudgeEnvironment = {
  APPLICATION_NAME: 'fn',
  DEPLOYMENT_GROUP_NAME: 'fn-live',
  FUNCTION_NAME: 'fn',
  ALIAS_NAME: 'live',
  NEW_VERSION: '2',
  SCHEDULE_RULE_NAME: 'fn-bake-judge',
  ALPHA: 0.01,
  SLOW_MS: 800,
  MARGIN_PERCENT: 5,
  LOOK_SECONDS: 10,
};
const TICK = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
const change = (state: string, deploymentGroup = 'fn-live') => ({
  source: 'aws.codedeploy',
  detail: { application: 'fn', deploymentGroup, deploymentId: 'd-1', state },
});
const BAD: Minute[] = [
  { newVersion: { invocations: 60, errors: 20, slow: 0 }, oldVersion: { invocations: 540, errors: 1, slow: 0 } },
];

/** A deployment `d-1` that is under way until `endsMs`, with a clock that only `wait` moves. */
function outside(
  options: {
    endsMs?: number;
    active?: string | undefined;
    minutes?: () => Promise<Minute[]>;
    highest?: LogEvidence;
  } = {},
) {
  let nowMs = CREATED_MS + 5_000;
  const seen = { schedule: [] as boolean[], published: [] as { atMs: number; evidence: LogEvidence }[] };
  const asked: { fromMs: number; toMs: number }[] = [];
  const lines: Readonly<Record<string, unknown>>[] = [];
  const active = 'active' in options ? options.active : 'd-1';
  const judge: JudgeOutside = {
    activeDeployment: () => Promise.resolve(active),
    deployment: () => Promise.resolve({ createdMs: CREATED_MS, ended: nowMs >= (options.endsMs ?? Infinity) }),
    minutes: (fromMs, toMs) => {
      asked.push({ fromMs, toMs });
      return (options.minutes ?? (() => Promise.resolve(BAD)))();
    },
    highestEvidence: () => Promise.resolve(options.highest ?? { errors: 0, slowness: 0, combined: 0 }),
    publish: (evidence, atMs) => {
      seen.published.push({ atMs, evidence });
      return Promise.resolve();
    },
    setSchedule: (enabled) => {
      seen.schedule.push(enabled);
      return Promise.resolve();
    },
    wait: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
    nowMs: () => nowMs,
    log: (line) => lines.push(line),
  };
  return { judge, ...seen, asked, lines };
}

describe('the judge', () => {
  test('enables its schedule when a deployment starts, and looks every ten seconds for a minute', async () => {
    const { judge, schedule, published, asked, lines } = outside();
    await judgeBake(change('START'), ENVIRONMENT, judge);
    expect(schedule).toEqual([true]);
    expect(published.map(({ atMs }) => (atMs - CREATED_MS) / 1000)).toEqual([5, 15, 25, 35, 45, 55]);
    expect(published[0]?.evidence.combined).toBeGreaterThan(Math.log(100));
    expect(asked[0]).toEqual({ fromMs: CREATED_MS - 20_000, toMs: CREATED_MS + 40_000 });
    expect(asked.at(-1)).toEqual({ fromMs: CREATED_MS - 20_000, toMs: CREATED_MS + 100_000 });
    expect(lines.at(-1)).toMatchObject({ deploymentId: 'd-1', newVersion: '2', verdict: 'fail' });
  });

  test('looks for a minute at each tick, and leaves the schedule alone', async () => {
    const { judge, schedule, published } = outside();
    await judgeBake(TICK, { ...ENVIRONMENT, LOOK_SECONDS: 60 }, judge);
    expect(schedule).toEqual([]);
    expect(published).toHaveLength(1);
  });

  test('stops looking when the deployment has ended', async () => {
    const { judge, published } = outside({ endsMs: CREATED_MS + 20_000 });
    await judgeBake(TICK, ENVIRONMENT, judge);
    expect(published).toHaveLength(2);
  });

  test('disables its schedule at a tick without a deployment, whatever events were lost', async () => {
    const { judge, schedule, published } = outside({ active: undefined });
    await judgeBake(TICK, ENVIRONMENT, judge);
    expect(schedule).toEqual([false]);
    expect(published).toEqual([]);
  });

  test.each([
    'SUCCESS',
    'FAILURE',
    'STOP',
  ])('disables its schedule at %s, and writes the verdict down', async (state) => {
    const { judge, schedule, published, lines } = outside({ active: undefined });
    await judgeBake(change(state), ENVIRONMENT, judge);
    expect(schedule).toEqual([false]);
    // More evidence would only keep the alarm red for longer.
    expect(published).toEqual([]);
    expect(lines).toEqual([expect.objectContaining({ ended: state, verdict: 'fail' })]);
  });

  test('says of a bake that was stopped that it failed, though the seconds until then made the evidence less', async () => {
    const counts = {
      newVersion: { invocations: 463, errors: 3, slow: 0 },
      oldVersion: { invocations: 4712, errors: 4, slow: 0 },
    };
    const ended = async (highest: number) => {
      const { judge, lines } = outside({
        active: undefined,
        minutes: () => Promise.resolve([counts]),
        highest: { errors: highest, slowness: -0.1, combined: highest },
      });
      await judgeBake(change('STOP'), ENVIRONMENT, judge);
      return lines[0];
    };
    expect(await ended(4.6)).toMatchObject({ verdict: 'pass' });
    const failed = await ended(4.8);
    expect(failed).toMatchObject({ verdict: 'fail', evidence: { combined: 4.8 } });
    expect(failed?.reason).toMatch(
      /^the new version gave more errors \(evidence 1\.2e\+2 to 1 at its highest, [\d.e+]+ to 1 at the end\): errors: 0\.65 % new, 0\.08 % old/,
    );
  });

  test('keeps its schedule when another deployment is under way: the roll-back, or the next release', async () => {
    const { judge, schedule } = outside({ active: 'd-2' });
    await judgeBake(change('STOP'), ENVIRONMENT, judge);
    expect(schedule).toEqual([]);
  });

  test('publishes nothing when it could not read, and fails', async () => {
    const { judge, published } = outside({ minutes: () => Promise.reject(new Error('denied')) });
    await expect(judgeBake(TICK, ENVIRONMENT, judge)).rejects.toThrow('denied');
    expect(published).toEqual([]);
  });

  test.each([
    ['another group', change('START', 'other-live'), /other-live, but this judge is of fn\/fn-live/],
    ['another kind', { source: 'aws.s3' }, /source/],
    ['no kind', undefined, /Invalid input/],
  ])('refuses an event of %s', async (_what, event, message) => {
    const { judge, schedule } = outside();
    await expect(judgeBake(event, ENVIRONMENT, judge)).rejects.toThrow(message);
    expect(schedule).toEqual([]);
  });
});
