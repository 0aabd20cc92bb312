import { describe, expect, test } from '@jest/globals';
import type { ActionRun } from '../../../console/model/action-run.ts';
import { type ExecutionView, releaseName } from '../../../console/model/execution-view.ts';
import { OUTCOME_TONES, OUTCOME_WORDS, type Outcome, outcomeOf, outcomeOfRun } from '../../../console/model/outcome.ts';
import { approval, execution, run } from './views.ts';

const prepared = run({ name: 'Prepare', status: 'Failed', configuration: { ActionMode: 'CHANGE_SET_REPLACE' } });
const built = run({ stageName: 'Build', name: 'Build', provider: 'CodeBuild', category: 'Build', configuration: {} });

test.each<[string, Partial<ExecutionView>, ActionRun[], Outcome]>([
  ['goes on', { status: 'InProgress' }, [built], 'underWay'],
  ['is being stopped', { status: 'Stopping' }, [built], 'underWay'],
  ['reached its end', {}, [run()], 'released'],
  ['was overtaken', { status: 'Superseded' }, [built], 'superseded'],
  ['changed the pipeline', { status: 'Cancelled' }, [built], 'restarted'],
  ['failed in its build', { status: 'Failed' }, [{ ...built, status: 'Failed' }], 'stopped'],
  ['met a gate', { status: 'Failed' }, [built], 'stopped'],
  ['was rejected', { status: 'Failed' }, [built, approval({ status: 'Failed' })], 'rejected'],
  ['failed while it was deployed', { status: 'Failed' }, [run({ status: 'Failed' })], 'takenBack'],
  ['had a change set that failed, which changes nothing', { status: 'Failed' }, [prepared], 'stopped'],
  ['was stopped at its approval', { status: 'Stopped' }, [approval({ status: 'Abandoned' })], 'stopped'],
  ['was stopped with its deployment', { status: 'Stopped' }, [run({ status: 'Abandoned' })], 'takenBack'],
])('a release that %s', (_, more, runs, outcome) => {
  expect(outcomeOf(execution(more), runs)).toBe(outcome);
});

describe('what CreatePipeline starts', () => {
  const source = {
    stageName: 'Source',
    name: 'Checkout',
    provider: 'CodeCommit',
    category: 'Source',
    configuration: {},
  };
  const failed = run({ ...source, status: 'Failed', error: 'no branch', errorCode: 'RevisionUnavailable' });
  const first = execution({ status: 'Failed', trigger: 'CreatePipeline', commit: '', title: '' });

  test('before anybody has pushed is no failure', () => {
    expect(outcomeOf(first, [failed])).toBe('created');
    expect([OUTCOME_TONES.created, OUTCOME_WORDS.created]).toEqual(['quiet', 'Created']);
    expect(releaseName(first)).toBe('Nothing pushed yet');
  });

  test.each<[string, Partial<ExecutionView>, Partial<ActionRun>]>([
    ['with a commit', { commit: 'c0ffee12', title: 'A change' }, {}],
    ['where a person starts it again', { trigger: 'StartPipelineExecution' }, {}],
    ['in another stage', {}, { stageName: 'Build', category: 'Build' }],
    ['for want of a right', {}, { errorCode: 'PermissionError' }],
  ])('that fails %s is one', (_, more, ofRun) => {
    expect(outcomeOf({ ...first, ...more }, [{ ...failed, ...ofRun }])).toBe('stopped');
  });
});

test.each<[string, ActionRun, Outcome | undefined]>([
  ['a rejected approval', approval({ status: 'Failed' }), 'rejected'],
  ['a deployment that failed', run({ status: 'Failed' }), 'takenBack'],
  ['a build that failed', { ...built, status: 'Failed' }, undefined],
  ['an approval that was given', approval(), undefined],
])('%s has the word of its release, where that is not AWS’s own', (_, one, outcome) => {
  expect(outcomeOfRun(execution(), one)).toBe(outcome);
});

test('an action that was tried again counts by its last try', () => {
  const failed = run({ status: 'Failed' });
  const again = run({ startedMs: (failed.startedMs ?? 0) + 1000 });
  expect(outcomeOf(execution({ status: 'Failed' }), [again, failed])).toBe('stopped');
});
