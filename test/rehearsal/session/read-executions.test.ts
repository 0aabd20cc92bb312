import type { PipelineDeclaration, RuleExecutionDetail, StageDeclaration } from '@aws-sdk/client-codepipeline';
import { expect, test } from '@jest/globals';
import { toGates } from '../../../rehearsal/session/read-executions.ts';

const stage = (name: string, rule: string, result: 'SKIP' | 'FAIL'): StageDeclaration => {
  const ruleTypeId = { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' } as const;
  return { name, actions: [], beforeEntry: { conditions: [{ result, rules: [{ name: rule, ruleTypeId }] }] } };
};
const PIPELINE: PipelineDeclaration = {
  name: 'slipway',
  roleArn: '',
  stages: [stage('ApprovePermissions', 'Broadened', 'SKIP'), stage('Prod', 'Freeze', 'FAIL')],
};
const said = (stageName: string, ruleName: string, message: string): RuleExecutionDetail => ({
  stageName,
  ruleName,
  status: 'Failed',
  output: { executionResult: { errorDetails: { message } } },
});

test('a rule that has passed its stage over is no gate that failed; one that keeps a release out is', () => {
  const details = [
    said('Prod', 'Freeze', 'Prod is frozen'),
    said('ApprovePermissions', 'Broadened', '"unneeded" NE "unneeded" is false'),
  ];
  expect(toGates(details, PIPELINE)).toEqual([
    {
      stage: 'ApprovePermissions',
      name: 'Broadened',
      status: 'Skipped',
      summary: 'has passed the stage over: there is nothing to ask',
    },
    { stage: 'Prod', name: 'Freeze', status: 'Failed', summary: 'Prod is frozen' },
  ]);
});
