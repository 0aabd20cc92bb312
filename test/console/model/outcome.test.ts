import { expect, test } from '@jest/globals';
import type { ActionRun } from '../../../console/model/action-run.ts';
import type { ExecutionView } from '../../../console/model/execution-view.ts';
import { type Outcome, outcomeOf } from '../../../console/model/outcome.ts';
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

test('an action that was tried again counts by its last try', () => {
  const failed = run({ status: 'Failed' });
  const again = run({ startedMs: (failed.startedMs ?? 0) + 1000 });
  expect(outcomeOf(execution({ status: 'Failed' }), [again, failed])).toBe('stopped');
});
