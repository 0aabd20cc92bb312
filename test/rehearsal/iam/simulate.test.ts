import {
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { ACCOUNT, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
const PolicySourceArn = `arn:aws:iam::${ACCOUNT}:role/worker`;
const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' };
beforeAll(async () => {
  local = await startTestRehearsal([iam]);
  const client = local.client(IAMClient);
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  await client.send(new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument: document(trust) }));
  await client.send(
    new PutRolePolicyCommand({
      RoleName: 'worker',
      PolicyName: 'own',
      PolicyDocument: document(
        { ...read, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } } },
        { Effect: 'Deny', Action: 's3:Delete*', Resource: '*' },
      ),
    }),
  );
});
afterAll(() => local.stop());

test('the simulator says what the role may do, and by which policy', async () => {
  const { EvaluationResults } = await local.client(IAMClient).send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn,
      ActionNames: ['s3:GetObject', 's3:DeleteObject', 's3:PutObject'],
      ResourceArns: ['arn:aws:s3:::data/a'],
      ContextEntries: [
        { ContextKeyName: 'aws:PrincipalTag/team', ContextKeyType: 'string', ContextKeyValues: ['blue'] },
      ],
    }),
  );
  const own = [{ SourcePolicyId: 'worker/own', SourcePolicyType: 'role' }];
  expect(EvaluationResults).toMatchObject([
    { EvalActionName: 's3:GetObject', EvalDecision: 'allowed', MatchedStatements: own },
    { EvalActionName: 's3:DeleteObject', EvalDecision: 'explicitDeny', MatchedStatements: own },
    { EvalActionName: 's3:PutObject', EvalDecision: 'implicitDeny' },
  ]);
});

test('context, boundary and policy of the resource count', async () => {
  const ask = async (more: object) => {
    const { EvaluationResults: [result] = [] } = await local.client(IAMClient).send(
      new SimulateCustomPolicyCommand({
        PolicyInputList: [document(read)],
        ActionNames: ['s3:GetObject'],
        ResourceArns: ['arn:aws:s3:::data/a'],
        ...more,
      }),
    );
    return result?.EvalDecision;
  };
  expect(await ask({})).toBe('allowed');
  expect(await ask({ ResourceArns: ['arn:aws:s3:::other/a'] })).toBe('implicitDeny');
  expect(await ask({ PermissionsBoundaryPolicyInputList: [document({ ...read, Action: 's3:PutObject' })] })).toBe(
    'implicitDeny',
  );
  expect(await ask({ ResourcePolicy: document({ ...read, Effect: 'Deny', Principal: '*' }) })).toBe('explicitDeny');
});

test('a role that does not exist is named', async () => {
  const ask = new SimulatePrincipalPolicyCommand({
    PolicySourceArn: `arn:aws:iam::${ACCOUNT}:role/nobody`,
    ActionNames: ['s3:GetObject'],
  });
  await expect(local.client(IAMClient).send(ask)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
});
