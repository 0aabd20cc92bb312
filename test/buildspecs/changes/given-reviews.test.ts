import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { expect, test } from '@jest/globals';
import { givenReviews, type ReviewSearch, saysAllReviews } from '../../../buildspecs/changes/given-reviews.ts';

const search: ReviewSearch = { executionId: 'own', project: 'judge', reviewStage: 'ApprovePermissions' };
const execution = (pipelineExecutionId: string, revisionId: string, minutes = 0): PipelineExecutionSummary => ({
  pipelineExecutionId,
  startTime: new Date(minutes * 60_000),
  sourceRevisions: [{ actionName: 'Source', revisionId }],
});
const judged = (pipelineExecutionId: string, BROADENINGS: string): ActionExecutionDetail => ({
  pipelineExecutionId,
  stageName: 'Changes',
  status: 'Succeeded',
  input: { configuration: { ProjectName: 'judge' } },
  output: { outputVariables: { BROADENINGS } },
});
const answered = (
  pipelineExecutionId: string,
  status: 'Succeeded' | 'Failed',
  stageName = 'ApprovePermissions',
): ActionExecutionDetail => ({
  pipelineExecutionId,
  stageName,
  status,
  input: { actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } },
});
const executions = [execution('own', 'c1'), execution('same', 'c1'), execution('other', 'c2')];

test('what was approved for the same commit is known', () => {
  expect(
    givenReviews({ executions, actions: [answered('same', 'Succeeded'), judged('same', 'm1 m2')] }, search),
  ).toEqual([{ executionId: 'same', marks: ['m1', 'm2'] }]);
});

test.each<[what: string, actions: ActionExecutionDetail[]]>([
  ['was rejected', [answered('same', 'Failed'), judged('same', 'm1')]],
  ['was approved for another commit', [answered('other', 'Succeeded'), judged('other', 'm1')]],
  ['was approved at another stage', [answered('same', 'Succeeded', 'ApproveProd'), judged('same', 'm1')]],
  ['was judged and not decided', [judged('same', 'm1')]],
  ['was approved and the history no longer says what', [answered('same', 'Succeeded')]],
  ['is the execution itself', [answered('own', 'Succeeded'), judged('own', 'm1')]],
])('what %s does not count', (_, actions) => {
  expect(givenReviews({ executions, actions }, search)).toEqual([]);
});

test('the history is read back to the first execution of the commit', () => {
  const old = [execution('own', 'c1', 9), execution('same', 'c1', 3)];
  const until = (minutes: number) => [{ ...judged('x', ''), startTime: new Date(minutes * 60_000) }];
  expect(saysAllReviews({ executions: old, actions: until(5) }, search)).toBe(false);
  expect(saysAllReviews({ executions: old, actions: until(2) }, search)).toBe(true);
});
