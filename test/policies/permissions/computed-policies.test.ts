import { describe, expect, test } from '@jest/globals';
import { comparePermissions } from '../../../policies/permissions/compare-permissions.ts';
import { sentences } from '../../../policies/permissions/sentences.ts';
import { noWildcardAction } from '../../../policies/rules/no-wildcard-action.ts';
import { statementsOf } from '../../../policies/statements.ts';
import { type Resources, STAGE, templateOf } from '../changes/fixture.ts';
import { findingsOf } from '../check-rule.ts';

const stack = (resources: Resources) => ({
  name: 'Beta-Students',
  environment: 'aws://111122223333/eu-west-1',
  stagePath: STAGE,
  template: templateOf(resources),
});
const told = (before: Resources, after: Resources) => {
  const { kind, gained, lost } = comparePermissions(stack(before), stack(after));
  return [kind, ...sentences(gained, 'gained'), ...sentences(lost, 'lost')];
};

const READ = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: 'arn:aws:dynamodb:eu-west-1:1:table/t' };
const BECOME = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::1:role/deploy' };
const DENIED = { Effect: 'Deny', Action: 'dynamodb:DeleteTable', Resource: '*' };
const NOTHING = { Ref: 'AWS::NoValue' };
const either = (yes: unknown, no: unknown = NOTHING) => ({ 'Fn::If': ['Yes', yes, no] });
const managed = (Statement: unknown): Resources => ({
  Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement } } },
});

describe('what is allowed under a condition of the template is allowed', () => {
  test.each<[what: string, after: Resources]>([
    ['a statement', managed([READ, either(BECOME)])],
    ['the statement that is there where it does not hold', managed([READ, either(NOTHING, BECOME)])],
    ['all statements', managed(either([READ, BECOME], [READ]))],
    ['an effect', managed([READ, { ...BECOME, Effect: either('Allow', 'Deny') }])],
    ['an action', managed([READ, { ...BECOME, Action: either('sts:AssumeRole', 'sts:GetCallerIdentity') }])],
    ['a condition', managed([READ, either(either({ ...BECOME, Condition: {} }), NOTHING)])],
  ])('%s', (_, after) => {
    const [kind, ...lines] = told(managed([READ]), after);
    expect(kind).toBe('broadening');
    expect(lines.join('\n')).toContain('sts:AssumeRole');
  });

  test('a policy in a role', () => {
    const role = (Policies: unknown): Resources => ({
      Role: { Type: 'AWS::IAM::Role', Properties: { Policies, AssumeRolePolicyDocument: { Statement: [] } } },
    });
    const policy = (...Statement: unknown[]) => ({ PolicyName: 'p', PolicyDocument: { Statement } });
    expect(told(role([policy(READ)]), role([policy(READ), either(policy(BECOME))]))[0]).toBe('broadening');
  });
});

test('what is denied under a condition alone is not denied', () => {
  expect(told(managed([READ, DENIED]), managed([READ, either(DENIED)]))[0]).toBe('broadening');
  expect(told(managed([READ, DENIED]), managed(either([READ, DENIED], [DENIED, READ])))[0]).toBe('none');
});

test('a rule sees what stands under a condition', () => {
  const all = { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::b' };
  const fixture = (statement: object) =>
    ({ Policy: ['AWS::IAM::ManagedPolicy', { PolicyDocument: { Statement: [statement] } }] }) as const;
  expect(findingsOf(noWildcardAction, fixture(either(all)))).toEqual(findingsOf(noWildcardAction, fixture(all)));
  expect(findingsOf(noWildcardAction, fixture(all))).toHaveLength(1);
});

describe('a policy that says nothing before it is deployed is refused', () => {
  test.each<[what: string, document: unknown, message: string]>([
    ['an effect', { Statement: [{ ...READ, Effect: { Ref: 'Effect' } }] }, `"Effect":{"Ref":"Effect"}`],
    ['a statement', { Statement: [{ 'Fn::Transform': { Name: 'Macro' } }] }, '"Fn::Transform"'],
    ['a document', { 'Fn::FindInMap': ['Policies', 'a', 'b'] }, 'A policy document is {"Fn::FindInMap"'],
    [
      'too many conditions',
      { Statement: Array.from({ length: 9 }, (_, index) => ({ 'Fn::If': [`C${index}`, READ, NOTHING] })) },
      'a policy with 9 conditions cannot be judged',
    ],
  ])('%s', (_, document, message) => {
    expect(() => statementsOf(document)).toThrow(message);
  });
});

describe('a policy is found in a resource of any type', () => {
  const open = {
    Effect: 'Allow',
    Principal: '*',
    Action: 'sns:Publish',
    Resource: 'arn:aws:sns:eu-west-1:1:topic',
  };
  test.each<[type: string, properties: Readonly<Record<string, unknown>>]>([
    ['AWS::SNS::TopicInlinePolicy', { PolicyDocument: { Statement: [open] } }],
    ['AWS::Logs::ResourcePolicy', { PolicyDocument: JSON.stringify({ Statement: [open] }) }],
    ['AWS::Some::Thing', { Deep: [{ Access: { Statement: open } }] }],
  ])('%s', (Type, Properties) => {
    expect(told({}, { Own: { Type, Properties } })[0]).toBe('broadening');
  });

  test('and of one that names nobody, whoever has it is meant', () => {
    const Properties = { InlinePolicy: { Statement: [BECOME] } };
    expect(told({}, { Own: { Type: 'AWS::SSO::PermissionSet', Properties } }).join('\n')).toContain('sts:AssumeRole');
  });
});
