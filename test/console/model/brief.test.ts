import { describe, expect, test } from '@jest/globals';
import type { ActionRun } from '../../../console/model/action-run.ts';
import type { AlarmView } from '../../../console/model/alarm-view.ts';
import { type BriefFacts, toBrief } from '../../../console/model/brief.ts';
import type { JudgedFor } from '../../../console/model/judged-for.ts';
import { FIRST_PUSH, outcomeOf } from '../../../console/model/outcome.ts';
import { known, unknown } from '../../../console/model/part.ts';
import { alarm, approval, execution, MINUTE, NOON, run, shift } from './views.ts';

const rollback = shift({
  id: 'd-2',
  status: 'Succeeded',
  rollbackOf: 'd-1',
  newVersion: '1',
  error: undefined,
  series: undefined,
});

const facts = (more: Partial<BriefFacts> = {}): BriefFacts => ({
  execution: execution({ status: 'Failed' }),
  outcome: 'takenBack',
  runs: [run({ status: 'Failed', error: 'The stack was rolled back' })],
  deployments: [rollback, shift()],
  alarmChanges: [{ atMs: NOON + 12 * MINUTE, name: 'errors', state: 'ALARM', says: '7 of 10 failed' }],
  redAlarms: [],
  commit: known(undefined),
  judged: undefined,
  failingLines: known([]),
  shut: [],
  closed: [],
  ...more,
});
const sentence = (more: Partial<BriefFacts>) => toBrief(facts(more)).sentence;

test('a canary that an alarm took back says which, when and what it watches', () => {
  expect(sentence({})).toBe(
    '“A change” (c0ffee12) was taken back from Prod 3 minutes after its first traffic: the alarm errors went off for errors (More than 5 % fail): 32 % of 25 requests to the new version failed (before: 0 %).',
  );
});

describe('the sentence says what an alarm was for, with the figures of both versions', () => {
  const after = 'was taken back from Prod 3 minutes after its first traffic: the alarm errors went off';
  const failed = '32 % of 25 requests to the new version failed (before: 0 %)';
  const slow = 'p99 60 ms of 25 requests to the new version (before: 50 ms)';
  test.each<[string, Partial<AlarmView>, JudgedFor | undefined, string]>([
    [
      'latency',
      { watches: 'latency', description: 'p99 over 1 s' },
      undefined,
      ` for slow answers (p99 over 1 s): ${slow}.`,
    ],
    ['the judge, of errors', { watches: 'evidence' }, 'errors', ` for errors: ${failed}.`],
    ['the judge, of slow answers', { watches: 'evidence' }, 'slowness', ` for slow answers: ${slow}.`],
    [
      'the judge, of nobody knows what',
      { watches: 'evidence' },
      undefined,
      ` for errors or slow answers: ${failed}; ${slow}.`,
    ],
    ['throttles', { watches: 'throttles', description: 'Any' }, undefined, ' for throttled requests (Any).'],
    ['something of the application', { watches: 'other', description: 'Own' }, undefined, ' (Own).'],
  ])('%s', (_, more, judged, end) => {
    expect(sentence({ judged, deployments: [rollback, shift({ alarms: [alarm(more)] })] })).toBe(
      `“A change” (c0ffee12) ${after}${end}`,
    );
  });

  test('a small share has a place behind the point, and seconds are seconds', () => {
    const { series } = shift();
    if (series === undefined) throw new Error('the shift has no figures');
    const oldVersion = { ...series.oldVersion, errors: [1, 0, 0, 0, 0], p99Ms: [50, 50, 1540, 50, 50] };
    const one = shift({ alarms: [alarm({ watches: 'evidence' })], series: { ...series, oldVersion } });
    expect(sentence({ deployments: [one] })).toMatch(/\(before: 0\.3 %\).*\(before: 1\.5 s\)\.$/);
  });

  test('where its history is no longer kept, the alarms that CodeDeploy names', () => {
    const error = { code: 'ALARM_ACTIVE', message: 'It has been stopped. Activated alarms: <errors>' };
    expect(sentence({ alarmChanges: [], deployments: [shift({ error })] })).toMatch(/: the alarm errors went off\.$/);
  });

  test('of several functions the one that was not stopped along with another', () => {
    const along = shift({ id: 'd-3', functionName: 'Prod-add', error: { code: 'MANUAL_STOP', message: '' } });
    expect(sentence({ deployments: [along, shift()] })).toContain('the alarm errors went off');
  });
});

test('one that a hook stopped before it got traffic says so', () => {
  const says = 'answers differ in 3 of 10 requests';
  const hooks = [{ name: 'BeforeAllowTraffic', status: 'Failed', startedMs: NOON, endedMs: NOON, says }];
  const stopped = shift({ hooks, error: undefined, plan: { ...shift().plan, startedMs: undefined } });
  expect(sentence({ deployments: [stopped] })).toBe(
    '“A change” (c0ffee12) never got traffic in Prod: its hook BeforeAllowTraffic said no: answers differ in 3 of 10 requests.',
  );
});

test('one that a person stopped says so', () => {
  expect(sentence({ deployments: [shift({ error: { code: 'MANUAL_STOP', message: '' } })] })).toMatch(
    /: a person stopped it\.$/,
  );
});

test('a rejection names who and why; an answer that did not come names nobody', () => {
  const by = 'arn:aws:sts::111122223333:assumed-role/Approver/grace';
  const rejected = { outcome: 'rejected', deployments: [] } as const;
  expect(sentence({ ...rejected, runs: [approval({ status: 'Failed', by, error: 'Not today' })] })).toBe(
    '“A change” (c0ffee12) was rejected at Approve by grace: Not today',
  );
  expect(sentence({ ...rejected, runs: [approval({ status: 'Failed', error: 'The approval timed out' })] })).toBe(
    '“A change” (c0ffee12) was not answered in time at Approve.',
  );
});

test('a build that failed says its message', () => {
  const runs = [
    run({ stageName: 'Build', name: 'Build', category: 'Build', status: 'Failed', error: 'exit status 1' }),
  ];
  expect(sentence({ outcome: 'stopped', runs, deployments: [] })).toBe(
    '“A change” (c0ffee12) stopped in Build: Build failed. exit status 1.',
  );
});

test('a gate that kept it out is told with its words, while the stage still has them', () => {
  const runs = [
    run({ stageName: 'ApproveProd', startedMs: NOON + MINUTE }),
    run({ stageName: 'Build', startedMs: NOON }),
  ];
  const keptOut = { outcome: 'stopped', runs, deployments: [] } as const;
  const shut = [{ stage: 'Prod', name: 'Freeze', says: 'Prod is frozen until Monday' }];
  expect(sentence({ ...keptOut, shut })).toBe(
    '“A change” (c0ffee12) was kept out of Prod by Freeze: Prod is frozen until Monday',
  );
  expect(sentence(keptOut)).toBe('“A change” (c0ffee12) stopped behind ApproveProd: a gate failed.');
});

test('one that a person stopped before anything shifted says where, and why', () => {
  const stopped = execution({ status: 'Stopped', stopReason: 'The supplier is down' });
  const runs = [approval({ status: 'Abandoned' })];
  expect(sentence({ execution: stopped, outcome: outcomeOf(stopped, runs), runs, deployments: [] })).toBe(
    '“A change” (c0ffee12) was stopped in Approve: The supplier is down',
  );
});

test('a stack that failed without a shift says which resource and why, without what only machines read', () => {
  const error =
    'Stack Prod ended as UPDATE_ROLLBACK_COMPLETE. The following resource(s) failed to update: [Table]. . Resource handler returned message: "It is in use (Service: X, Status Code: 400, Request ID: 1)" (RequestToken: 2, HandlerErrorCode: InUse)';
  expect(sentence({ deployments: [], runs: [run({ status: 'Failed', error })] })).toBe(
    '“A change” (c0ffee12) failed in Prod: Stack Prod: Table could not be updated: It is in use.',
  );
});

test('what the creation of the pipeline started is told with the next step, and nothing of it is bad', () => {
  const source = run({
    stageName: 'Source',
    name: 'Checkout',
    category: 'Source',
    status: 'Failed',
    error: 'no branch',
  });
  const told = toBrief(
    facts({
      execution: execution({
        status: 'Failed',
        trigger: 'CreatePipeline',
        commit: '',
        title: '',
        cause: 'the pipeline was created',
      }),
      outcome: 'created',
      runs: [source],
      deployments: [],
      alarmChanges: [],
    }),
  );
  expect(told.sentence).toBe(`The pipeline was created, and nothing was pushed yet. ${FIRST_PUSH}`);
  expect(FIRST_PUSH).toContain('git push');
  expect(told.timeline.filter(({ tone }) => tone === 'bad')).toEqual([]);
  expect(told.timeline.map(({ what }) => what)).toContain('Source: Checkout found no commit');
});

test('the timeline says who answered an approval, and the words of who rejected it', () => {
  const by = 'arn:aws:sts::111122223333:assumed-role/Approver/grace';
  const told = (one: ActionRun) => toBrief(facts({ runs: [one] })).timeline.map(({ what, tone }) => [what, tone]);
  expect(told(approval({ status: 'Failed', by, summary: 'Not today' }))).toContainEqual([
    'Approve: Ask rejected by grace: Not today',
    'bad',
  ]);
  expect(told(approval({ by, summary: 'Looks right' }))).toContainEqual(['Approve: Ask approved by grace', 'good']);
  expect(told(approval({ status: 'Failed', error: 'timed out' }))).toContainEqual([
    'Approve: Ask not answered in time',
    'bad',
  ]);
});

test('who was affected is counted to the minute in which the version was taken back', () => {
  expect(toBrief(facts()).affected).toEqual([
    { functionName: 'Prod-read', newVersion: '2', answered: 25, failed: 8, all: 300 },
  ]);
});

test('who was affected by a version that stayed is counted over the whole minutes of its bake', () => {
  const stayed = shift({ status: 'Succeeded', error: undefined });
  expect(toBrief(facts({ deployments: [stayed] })).affected).toEqual([
    { functionName: 'Prod-read', newVersion: '2', answered: 20, failed: 7, all: 200 },
  ]);
});

test('a version that never got traffic affected nobody', () => {
  expect(
    toBrief(facts({ deployments: [shift({ plan: { ...shift().plan, startedMs: undefined } })] })).affected,
  ).toEqual([]);
});

test('it says what runs again, and what stands in the way of the next release', () => {
  const { restored, blocked } = toBrief(
    facts({
      redAlarms: ['errors'],
      closed: [{ stage: 'Prod', reason: 'An incident' }],
    }),
  );
  expect(restored).toEqual(['Prod-read answers with version 1 again, for all traffic.']);
  expect(blocked).toEqual([
    'The alarm errors is still red: CodeDeploy stops every shift that it guards.',
    'Nothing may enter Prod: An incident',
  ]);
});

test('an alarm that was red when it stopped the shift, and is quiet now, blocks nothing', () => {
  expect(toBrief(facts({ deployments: [rollback, shift({ alarms: [alarm({ state: 'ALARM' })] })] })).blocked).toEqual(
    [],
  );
});

test('the timeline is in the order of time, with what went wrong marked', () => {
  const { timeline } = toBrief(facts());
  expect(timeline.map(({ atMs }) => atMs)).toEqual(timeline.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
  expect(timeline.filter(({ tone }) => tone === 'bad').map(({ what }) => what)).toEqual([
    'Alarm errors: ALARM',
    'Prod-read: shift d-1 stopped (ALARM_ACTIVE)',
    'Prod: Deploy failed',
    'Release ends: Taken back',
  ]);
});

test('what could not be read says why, and the rest is told', () => {
  const failingLines = unknown('AccessDenied: no', 'Ask.');
  expect(toBrief(facts({ failingLines })).failingLines).toEqual(failingLines);
});

test('where a new version got no request, nobody was affected', () => {
  const { series } = shift();
  if (series === undefined) throw new Error('the shift has no figures');
  const quiet = series.newVersion.invocations.map(() => 0);
  const newVersion = { ...series.newVersion, invocations: quiet, errors: quiet };
  expect(toBrief(facts({ deployments: [shift({ series: { ...series, newVersion } })] })).affected).toEqual([]);
  expect(toBrief(facts()).affected).not.toEqual([]);
});
