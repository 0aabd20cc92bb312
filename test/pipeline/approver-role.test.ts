import { expect, test } from '@jest/globals';
import { readTrusts, rightsOf } from './read-template.ts';
import { environment, synthesize } from './synthesize.ts';

const template = synthesize();
const trusts = [...readTrusts(template)];
const approvers = trusts.filter(([role]) => role.startsWith('ApproverProd'));

test('each approval has a role of its own, and a stage without one has none', () => {
  expect(approvers).toHaveLength(1);
  const outputs = Object.keys(template.findOutputs('*')).filter((name) => name.startsWith('ApproverRole'));
  expect(outputs).toEqual(['ApproverRolePermissions', 'ApproverRoleProd']);
  const none = synthesize({ environments: [environment()] });
  const roles = [...readTrusts(none).keys()].filter((role) => role.startsWith('Approver'));
  expect(roles.filter((role) => !role.startsWith('ApproverPermissions'))).toEqual([]);
});

test('an approver answers one approval, sees the release, and can do nothing else', () => {
  const pipeline = 'arn:aws:codepipeline:eu-west-1:111122223333:slipway';
  for (const [role] of approvers) {
    expect(rightsOf(template, role)).toEqual([
      {
        Effect: 'Allow',
        Action: ['codepipeline:PutApprovalResult'],
        Resource: [`${pipeline}/ApproveProd/Approve`],
      },
      {
        Effect: 'Allow',
        Action: [
          'codepipeline:GetPipelineExecution',
          'codepipeline:GetPipelineState',
          'codepipeline:ListActionExecutions',
          'codepipeline:ListPipelineExecutions',
        ],
        Resource: [pipeline],
      },
    ]);
  }
});

test('people of this account become approvers who approve this stage and do not push', () => {
  for (const [, statements] of approvers) {
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole'],
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Condition: {
          StringEquals: { 'aws:PrincipalTag/slipway:approves': 'Prod' },
          Null: { 'aws:PrincipalTag/slipway:pushes': 'true' },
        },
      },
    ]);
  }
});
