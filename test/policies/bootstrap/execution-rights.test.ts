import { expect, test } from '@jest/globals';
import { covers } from '../../../policies/action-patterns.ts';
import { EXECUTION_ACTIONS } from '../../../policies/execution-actions.ts';
import { allows, identityStatements } from '../../../policies/statements.ts';
import { listOf, valueAt } from '../../../policies/template.ts';
import { deployedResources } from './deployed.ts';
import { bootstrapTemplate } from './template.ts';

const deployed = deployedResources();
const deployedTypes = [...new Set(deployed.map(({ type }) => type))].sort();

/** The policies that the execution role has unless it is given others. */
function executionPolicies() {
  const role = bootstrapTemplate.resources.find(({ logicalId }) => logicalId === 'CloudFormationExecutionRole');
  const names = listOf(valueAt(role?.properties.ManagedPolicyArns, 'Fn::If', 2)).map((one) => valueAt(one, 'Ref'));
  expect(names.length).toBeGreaterThan(0);
  return bootstrapTemplate.resources.filter(({ logicalId }) => names.includes(logicalId));
}
/** How ARNs of IAM begin in the template. */
const IAM = 'arn:<AWS::Partition>:iam::<AWS::AccountId>';
const granted = executionPolicies().flatMap(identityStatements);
const grantedActions = new Set(granted.flatMap(({ actions }) => actions));

test('each deployed type has its actions in policies/execution-actions.ts, and no other type has any', () => {
  expect(Object.keys(EXECUTION_ACTIONS).filter((type) => type !== '*')).toEqual(deployedTypes);
});

test('the execution role is allowed what the deployed types need', () => {
  const missing = Object.entries(EXECUTION_ACTIONS).flatMap(([type, actions]) =>
    actions.filter((action) => !grantedActions.has(action)).map((action) => `${action} for ${type}`),
  );
  expect(missing).toEqual([]);
});

test('the execution role is allowed nothing that no deployed type needs', () => {
  const needed = new Set(Object.values(EXECUTION_ACTIONS).flat());
  expect([...grantedActions].filter((action) => !needed.has(action))).toEqual([]);
});

test('every action of the execution role is named exactly', () => {
  for (const statement of granted) {
    expect(statement.effect).toBe('Allow');
    expect(statement.notActions).toEqual([]);
    for (const action of statement.actions) expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
  }
});

test('only what takes no resource is on all of them', () => {
  const everywhere = granted.filter(({ resources }) => resources.includes('*')).flatMap(({ actions }) => actions);
  expect(everywhere).toEqual(['kms:CreateKey', 'kms:ListAliases']);
});

test('roles are made and given rights with the boundary only, and passed to named services only', () => {
  const conditionsOf = (action: string) =>
    granted
      .filter((statement) => allows(statement) && statement.actions.includes(action))
      .map(({ conditions }) => conditions.map(({ operator, key }) => `${operator} ${key}`));
  for (const action of [
    'iam:CreateRole',
    'iam:AttachRolePolicy',
    'iam:DetachRolePolicy',
    'iam:PutRolePermissionsBoundary',
  ])
    expect(conditionsOf(action)).toEqual([['StringEquals iam:permissionsboundary']]);
  for (const conditions of conditionsOf('iam:PassRole'))
    expect(conditions).toEqual(['StringEquals iam:passedtoservice']);
});

test('a policy that no role here has is one for people, and gets no other text, whatever rights the execution role has', () => {
  const forPeople = deployed.filter(
    ({ type, properties }) =>
      type === 'AWS::IAM::ManagedPolicy' &&
      ['Groups', 'Roles', 'Users'].every((holders) => listOf(properties[holders]).length === 0),
  );
  expect(forPeople.map(({ logicalId }) => logicalId)).toEqual([expect.stringMatching(/^ProtectedBranch[0-9A-F]{8}$/)]);
  // CloudFormation draws the name: the stack's, the logical id, and something of its own.
  const arns = forPeople.map(({ logicalId }) => `policy/SlipwayPipeline-${logicalId}-1ABCDEFGHIJKL`);
  const denials = bootstrapTemplate.resources
    .filter(({ logicalId }) => logicalId === 'ExecutionBoundary')
    .flatMap(identityStatements)
    .filter((statement) => !allows(statement) && statement.conditions.length === 0);
  for (const action of ['iam:CreatePolicyVersion', 'iam:DeletePolicyVersion', 'iam:SetDefaultPolicyVersion']) {
    const patterns = denials.filter(({ actions }) => actions.includes(action)).flatMap(({ resources }) => resources);
    for (const arn of arns)
      expect([action, patterns.some((pattern) => covers(pattern, `${IAM}:${arn}`))]).toEqual([action, true]);
  }
});
