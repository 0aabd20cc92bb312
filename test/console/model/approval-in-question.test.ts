import type { ActionCategory, PipelineDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline';
import { expect, test } from '@jest/globals';
import { approvalInQuestion } from '../../../console/model/approval-in-question.ts';
import { stagesBehind } from '../../../console/model/pipeline-shape.ts';

const stage = (name: string, category: ActionCategory, more: Partial<StageDeclaration> = {}): StageDeclaration => ({
  name,
  actions: [{ name: 'Act', actionTypeId: { category, owner: 'AWS', provider: 'Any', version: '1' } }],
  ...more,
});
const inNeed: Partial<StageDeclaration> = { beforeEntry: { conditions: [{ result: 'SKIP', rules: [] }] } };
const pipeline: PipelineDeclaration = {
  name: 'slipway',
  roleArn: '',
  stages: [
    stage('Build', 'Build'),
    stage('ApprovePermissions', 'Approval', inNeed),
    stage('Beta', 'Deploy'),
    stage('ApproveProd', 'Approval'),
    stage('Prod', 'Deploy'),
    stage('ApproveWorld', 'Approval'),
    stage('World', 'Deploy'),
  ],
};

test.each<[where: string, reached: string[], underWay: boolean, approval: string]>([
  ['is being built', ['Build'], true, 'ApprovePermissions'],
  ['has not begun', [], true, 'ApprovePermissions'],
  ['waits at an approval', ['Build', 'ApprovePermissions'], true, 'ApprovePermissions'],
  ['has passed one over and is deployed', ['Build', 'Beta'], true, 'ApproveProd'],
  ['waits at the next', ['Build', 'Beta', 'ApproveProd'], true, 'ApproveProd'],
  ['is between two', ['Build', 'Beta', 'ApproveProd', 'Prod'], true, 'ApproveWorld'],
  ['was rejected', ['Build', 'ApprovePermissions', 'Beta', 'ApproveProd'], false, 'ApproveProd'],
  ['has failed behind one', ['Build', 'Beta', 'ApproveProd', 'Prod'], false, 'ApproveProd'],
])('the approval in question of a release that %s', (_, reached, underWay, approval) => {
  expect(approvalInQuestion(pipeline, { reached: new Set(reached), underWay }).stage.name).toBe(approval);
});

test('an approval that is asked for is the one; one that is not there is refused with those that are', () => {
  const progress = { reached: new Set<string>(), underWay: true };
  expect(approvalInQuestion(pipeline, progress, 'ApproveWorld').stage.name).toBe('ApproveWorld');
  expect(() => approvalInQuestion(pipeline, progress, 'ApproveMars')).toThrow('ApproveMars');
});

test('an approval is about the stages up to the next one; one that is asked only in need about all', () => {
  const behind = (name: string) => stagesBehind(pipeline, name).map((one) => one.name);
  expect(behind('ApproveProd')).toEqual(['Prod']);
  expect(behind('ApprovePermissions')).toEqual(['Beta', 'Prod', 'World']);
});
