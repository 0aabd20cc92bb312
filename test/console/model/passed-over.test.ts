import type { PipelineDeclaration, StageState } from '@aws-sdk/client-codepipeline';
import { expect, test } from '@jest/globals';
import { shutGates, toPipelineView } from '../../../console/model/pipeline-view.ts';
import { execution, NOON } from './views.ts';

const declaration: PipelineDeclaration = {
  name: 'slipway',
  roleArn: '',
  stages: [
    {
      name: 'ApprovePermissions',
      actions: [
        { name: 'Approve', actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } },
      ],
    },
  ],
};
/** What CodePipeline says of a rule that let nobody in: that it was to be so is not said. */
const SAID = '"unneeded" NE "unneeded" is false';
const state = (status: 'Skipped' | 'Failed'): StageState => ({
  stageName: 'ApprovePermissions',
  latestExecution: { pipelineExecutionId: 'e2', status },
  actionStates: [{ actionName: 'Approve', latestExecution: { status: 'Succeeded', summary: 'of another release' } }],
  beforeEntryConditionState: {
    conditionStates: [
      { ruleStates: [{ ruleName: 'Broadened', latestExecution: { status: 'Failed', summary: SAID } }] },
    ],
  },
});
const viewOf = (status: 'Skipped' | 'Failed') =>
  toPipelineView({
    declaration,
    states: [state(status)],
    executions: [execution({ id: 'e2' })],
    runs: [],
    clock: { nowMs: NOON, virtual: false, rate: 1 },
  }).stages[0];

test('a stage that was passed over has no gate that is shut, and no answer of an earlier release', () => {
  expect(viewOf('Skipped')).toMatchObject({
    status: 'Skipped',
    gates: [{ name: 'Broadened', status: 'Skipped', says: 'has passed the stage over: there is nothing to ask' }],
    actions: [{ name: 'Approve', status: undefined, says: '' }],
  });
});

test('a gate that keeps a release out is shut', () => {
  expect(viewOf('Failed')?.gates).toMatchObject([{ name: 'Broadened', status: 'Failed', says: SAID }]);
});

test('of a release it is told which gates keep it out, while the stage holds it', () => {
  const shut = [{ stage: 'ApprovePermissions', name: 'Broadened', says: SAID }];
  expect(shutGates([state('Failed')], 'e2')).toEqual(shut);
  expect(shutGates([state('Failed')], 'e1')).toEqual([]);
  expect(shutGates([state('Skipped')], 'e2')).toEqual([]);
});
