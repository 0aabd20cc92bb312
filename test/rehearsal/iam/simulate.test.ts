import {
  type ContextEntry,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

const boundOf = async (boundary: object, ActionNames: string[]) => {
  const { EvaluationResults } = await local.client(IAMClient).send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn,
      ActionNames,
      ResourceArns: ['arn:aws:s3:::data/a'],
      PermissionsBoundaryPolicyInputList: [document(boundary)],
    }),
  );
  return EvaluationResults?.map((result) => result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary);
};

test('whether the boundary allows it is told whatever the other policies say', async () => {
  const boundary = { Effect: 'Allow', Action: ['s3:DeleteObject', 's3:PutObject'], Resource: '*' };
  // Denied by the role's own policy; allowed by nothing else; allowed by nothing at all.
  expect(await boundOf(boundary, ['s3:DeleteObject', 's3:PutObject', 'ec2:RunInstances'])).toEqual([true, true, false]);
  expect(await boundOf({ ...boundary, Effect: 'Deny' }, ['s3:DeleteObject'])).toEqual([false]);
});

/** A policy variable, which is no template of this file. */
const variable = (name: string) => `\${${name}}`;

test('condition keys that the policies name and nobody gave are told', async () => {
  const missing = async (...ContextEntries: ContextEntry[]) => {
    const { EvaluationResults: [result] = [] } = await local.client(IAMClient).send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn,
        ActionNames: ['s3:GetObject'],
        PolicyInputList: [
          document({
            ...read,
            Resource: [
              `arn:aws:s3:::home/${variable('aws:username')}/*`,
              `arn:aws:s3:::${variable("aws:PrincipalTag/team, 'all'")}/${variable('*')}`,
            ],
            Condition: {
              Bool: { 'aws:SecureTransport': 'true' },
              StringLike: { 's3:prefix': `${variable('s3:delimiter')}x` },
            },
          }),
          JSON.stringify({
            Version: '2008-10-17',
            Statement: [{ ...read, Resource: `arn:aws:s3:::${variable('aws:userid')}` }],
          }),
        ],
        PermissionsBoundaryPolicyInputList: [document({ ...read, Condition: { Null: { 'aws:SourceVpc': 'true' } } })],
        ContextEntries,
      }),
    );
    return result?.MissingContextValues;
  };
  const all = [
    'aws:PrincipalTag/team',
    'aws:username',
    's3:delimiter',
    'aws:SecureTransport',
    's3:prefix',
    'aws:SourceVpc',
  ];
  expect(await missing()).toEqual(all);
  expect(
    await missing({ ContextKeyName: 'AWS:USERNAME', ContextKeyType: 'string', ContextKeyValues: ['ana'] }),
  ).toEqual(all.filter((key) => key !== 'aws:username'));
});

describe('in an organisation', () => {
  const allowAll = { Effect: 'Allow', Action: '*', Resource: '*' };
  const denying = document(allowAll, { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' });
  const narrow = document({ ...allowAll, Action: ['s3:*', 'iam:Simulate*'] });

  test('the simulator asks its policies as the endpoint does, and says what they decide', async () => {
    const inside = await startTestRehearsal([iam], {
      enforce: 'deny',
      organisation: [[{ name: 'p-deny', document: denying }], [{ name: 'p-narrow', document: narrow }]],
    });
    const ask = new SimulatePrincipalPolicyCommand({
      PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/developer`,
      ActionNames: ['s3:GetObject', 's3:PutObject', 'iam:ListUsers'],
    });
    const { EvaluationResults } = await inside
      .client(IAMClient)
      .send(ask)
      .finally(() => inside.stop());
    expect(EvaluationResults).toMatchObject([
      {
        EvalDecision: 'explicitDeny',
        MatchedStatements: [],
        OrganizationsDecisionDetail: { AllowedByOrganizations: false },
      },
      { EvalDecision: 'allowed', OrganizationsDecisionDetail: { AllowedByOrganizations: true } },
      {
        EvalDecision: 'implicitDeny',
        MatchedStatements: [],
        OrganizationsDecisionDetail: { AllowedByOrganizations: false },
      },
    ]);
  });

  test('a simulation of given policies asks the levels that it is given, and outside of one there are none', async () => {
    const ask = async (more: object) => {
      const { EvaluationResults: [result] = [] } = await local.client(IAMClient).send(
        new SimulateCustomPolicyCommand({
          PolicyInputList: [document(allowAll)],
          ActionNames: ['s3:GetObject'],
          ...more,
        }),
      );
      return [result?.EvalDecision, result?.OrganizationsDecisionDetail?.AllowedByOrganizations];
    };
    const levels = (...documents: string[]) => ({
      OrderedOrganizationPolicyInputList: documents.map((one) => ({ ServiceControlPolicyInputList: [one] })),
    });
    expect(await ask({})).toEqual(['allowed', undefined]);
    expect(await ask(levels(narrow))).toEqual(['allowed', true]);
    expect(await ask(levels(narrow, denying))).toEqual(['explicitDeny', false]);
    expect(await ask(levels(document({ ...allowAll, Action: 'iam:*' }), narrow))).toEqual(['implicitDeny', false]);
  });
});
