import type { PipelineDeclaration, StageExecutionStatus, StageState } from '@aws-sdk/client-codepipeline';
import { describe, expect, test } from '@jest/globals';
import type { ActionRun } from '../../../console/model/action-run.ts';
import { toPipelineView } from '../../../console/model/pipeline-view.ts';
import { toReleaseStages } from '../../../console/model/release-view.ts';
import { approval, execution, NOON, run } from './views.ts';

const declaration: PipelineDeclaration = { name: 'slipway', roleArn: '', stages: [{ name: 'One', actions: [] }] };

/** The stage as a page has it, of what CodePipeline says of its only action. */
function stageOf(one: ActionRun, status: StageExecutionStatus = 'Failed') {
  const state: StageState = {
    stageName: 'One',
    latestExecution: { pipelineExecutionId: 'e1', status },
    actionStates: [
      {
        actionName: one.name,
        latestExecution: { status: one.status as 'Failed', summary: one.summary, errorDetails: { message: one.error } },
      },
    ],
  };
  const [stage] = toPipelineView({
    declaration,
    states: [state],
    executions: [execution({ status: 'Failed' })],
    runs: [{ ...one, stageName: 'One' }],
    clock: { nowMs: NOON, virtual: false, rate: 1 },
  }).stages;
  return { stage, action: stage?.actions[0] };
}

const by = 'arn:aws:iam::111122223333:user/grace';
const failed = run({ status: 'Failed', error: 'Stack Prod ended as ROLLBACK_COMPLETE' });

describe('a stage', () => {
  test('that could not be deployed was taken back, and its action says why in a sentence', () => {
    const { stage, action } = stageOf(failed);
    expect(stage).toMatchObject({ status: 'Failed', outcome: 'takenBack' });
    expect(action).toMatchObject({ says: failed.error, sentence: 'Stack Prod: it ended as ROLLBACK_COMPLETE.' });
  });

  test('whose approval was rejected says by whom, and with which words', () => {
    const { stage, action } = stageOf(approval({ status: 'Failed', by, summary: 'Not today' }));
    expect(stage?.outcome).toBe('rejected');
    expect(action?.sentence).toBe('rejected by grace: Not today');
  });

  test('that was approved says by whom', () => {
    const { stage, action } = stageOf(approval({ by, summary: 'Looks right' }), 'Succeeded');
    expect([stage?.outcome, action?.sentence]).toEqual([undefined, 'approved by grace']);
  });

  test('has not ended while others of its actions run', () => {
    expect(stageOf(failed, 'InProgress').stage?.outcome).toBeUndefined();
    const both = [run({ name: 'Other', status: 'InProgress', endedMs: undefined }), failed];
    expect(toReleaseStages(execution(), both)[0]?.outcome).toBeUndefined();
    expect(toReleaseStages(execution(), [failed])[0]?.outcome).toBe('takenBack');
  });
});
