import { describe, expect, test } from '@jest/globals';
import { withOutcomes } from '../../../cli/render/rehearsed-outcome.ts';
import { closingLines, summaryLines } from '../../../cli/render/summary.ts';
import { OUTCOME_WORDS } from '../../../console/model/outcome.ts';
import type { Summary } from '../../../rehearsal/session/summary.ts';
import { PLAIN } from './views.ts';

const SUMMARY: Summary = {
  ok: true,
  scenario: 'good',
  wallMs: 61_000,
  executions: [
    {
      id: '0a1b2c3d-4e5f',
      commit: 'c0ffee1234567890',
      status: 'Succeeded',
      durationMs: 900_000,
      stages: [
        { name: 'Source', status: 'Succeeded', durationMs: 1000, actions: [] },
        { name: 'Prod', status: 'Succeeded', durationMs: 1000, actions: [] },
      ],
      gates: [{ stage: 'Prod', name: 'AliasGuard', status: 'Succeeded', summary: '2 aliases are each on one version' }],
    },
  ],
  deployments: [
    {
      id: 'd-1',
      group: 'Prod-get',
      config: 'Canary10Percent5Minutes',
      status: 'Succeeded',
      errorCode: null,
      rollbackOf: null,
      weights: [
        { at: 0, percentNew: 10 },
        { at: 1, percentNew: 100 },
      ],
      hooks: [],
      alarms: [],
      evidence: {
        enough: false,
        users: 3,
        synthetic: 0,
        needed: 42,
        words: 'accepted with not enough evidence: 3 requests to the new version in its bake',
      },
    },
  ],
  requests: { sent: 100, failed: 1, byVersion: { 'get 1': 90, 'get 2': 9 } },
  recordedNotRun: [{ type: 'AWS::X::Y', logicalId: 'Thing', why: 'it has no local behaviour' }],
  expectations: [{ what: 'both hooks succeeded', held: true, seen: 'they did' }],
  steps: [{ name: 'git push: x', wallMs: 250 }],
  endpointPeakMiB: 312.4,
};

describe('the summary for a person', () => {
  test('tells the verdict, what was expected, the executions, the deployments and the requests', () => {
    expect(summaryLines(SUMMARY, PLAIN)).toEqual([
      '✔ held  good  1m01s',
      '  ✔ both hooks succeeded',
      '  execution 0a1b2c3d of c0ffee12: Released (Source Succeeded, Prod Succeeded)',
      '  d-1 Prod-get: Succeeded, new version 10 % → 100 %; accepted with not enough evidence: 3 requests to the new version in its bake',
      '  requests to Prod: 100 sent, 1 failed (90 by get 1, 9 by get 2)',
    ]);
  });

  test('shows what was seen where something did not hold', () => {
    const lines = summaryLines(
      { ...SUMMARY, ok: false, expectations: [{ what: 'both hooks succeeded', held: false, seen: 'one Failed' }] },
      PLAIN,
    );
    expect(lines.slice(0, 3)).toEqual([
      '✖ did not hold  good  1m01s',
      '  ✖ both hooks succeeded',
      '      seen: one Failed',
    ]);
  });

  test('shows the end of the log of a build that failed', () => {
    const [execution] = SUMMARY.executions;
    if (execution === undefined) throw new Error('no execution');
    const failed = {
      name: 'Build',
      provider: 'CodeBuild',
      category: 'Build',
      mode: null,
      status: 'Failed',
      durationMs: 1000,
      summary: 'exit status 1',
    };
    const stages = [
      { name: 'Build', status: 'Failed', durationMs: 1000, actions: [{ ...failed, logTail: ['one', 'two'] }] },
    ];
    const lines = summaryLines({ ...SUMMARY, executions: [{ ...execution, stages }] }, PLAIN);
    expect(lines).toContain('    | one');
    expect(lines).toContain('    | two');
  });

  test.each([
    ['Approval', null, 'Rejected'],
    ['Deploy', 'CHANGE_SET_EXECUTE', 'Taken back'],
    ['Build', null, 'Stopped early'],
  ])('an execution that ended at an action of %s (%s) is called %s, in JSON too', (category, mode, words) => {
    const [execution] = SUMMARY.executions;
    if (execution === undefined) throw new Error('no execution');
    const failed = { name: 'One', provider: '', category, mode, status: 'Failed', durationMs: 1000, summary: '' };
    const stages = [{ name: 'Last', status: 'Failed', durationMs: 1000, actions: [failed] }];
    const summary = { ...SUMMARY, executions: [{ ...execution, status: 'Failed', stages }] };
    const word = words === 'Stopped early' ? 'Failed' : words;
    expect(summaryLines(summary, PLAIN)[2]).toBe(`  execution 0a1b2c3d of c0ffee12: ${words} (Last ${word})`);
    expect(OUTCOME_WORDS[withOutcomes(summary).executions[0]?.outcome ?? 'underWay']).toBe(words);
  });

  test('says which gate kept a release out, and why', () => {
    const [execution] = SUMMARY.executions;
    if (execution === undefined) throw new Error('no execution');
    const gates = [...execution.gates, { stage: 'Prod', name: 'Freeze', status: 'Failed', summary: 'Prod is frozen' }];
    const lines = summaryLines({ ...SUMMARY, executions: [{ ...execution, gates }] }, PLAIN);
    expect(lines.slice(3, 5)).toEqual([
      '    Prod / Freeze: Prod is frozen',
      '  d-1 Prod-get: Succeeded, new version 10 % → 100 %; accepted with not enough evidence: 3 requests to the new version in its bake',
    ]);
  });

  test('says of a deployment why it ended and which one it takes back', () => {
    const [one] = SUMMARY.deployments;
    if (one === undefined) throw new Error('no deployment');
    const stopped = { ...one, status: 'Stopped', errorCode: 'ALARM_ACTIVE' };
    const back = { ...one, id: 'd-2', rollbackOf: 'd-1', weights: [], evidence: null };
    const lines = summaryLines({ ...SUMMARY, deployments: [stopped, back] }, PLAIN);
    expect(lines).toContain(
      '  d-1 Prod-get: Stopped ALARM_ACTIVE, new version 10 % → 100 %; accepted with not enough evidence: 3 requests to the new version in its bake',
    );
    expect(lines).toContain('  d-2 Prod-get: Succeeded, takes back d-1');
  });
});

describe('the end of a rehearsal', () => {
  test('lists the time of each step, what was kept and not run, and the peak of memory', () => {
    expect(closingLines([SUMMARY], PLAIN)).toEqual([
      '    250ms  git push: x',
      'Recorded, not run:',
      '  AWS::X::Y Thing: it has no local behaviour',
      '  peak memory of the endpoint: 312 MiB',
    ]);
  });

  test('tells a resource once, and the highest peak, over several scenarios', () => {
    const lines = closingLines([SUMMARY, { ...SUMMARY, endpointPeakMiB: 355 }], PLAIN);
    expect(lines.filter((line) => line.includes('AWS::X::Y'))).toHaveLength(1);
    expect(lines.at(-1)).toBe('  peak memory of the endpoint: 355 MiB');
  });

  test('does not speak of resources when everything was run', () => {
    expect(closingLines([{ ...SUMMARY, recordedNotRun: [] }], PLAIN)).not.toContain('Recorded, not run:');
  });
});
