/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of Fn::Sub and of policies */
import { describe, expect, test } from '@jest/globals';
import { judgePermissions } from '../../../policies/permissions/report.ts';
import { textOf } from '../../../policies/template.ts';
import { type Resources, STAGE, templateOf } from '../changes/fixture.ts';

const stack = (resources: Resources, more: object = {}) => ({
  name: 'Beta-Students',
  environment: 'aws://111122223333/eu-west-1',
  stagePath: STAGE,
  template: { ...Object(templateOf(resources)), ...more },
});
type Stack = ReturnType<typeof stack>;
const judge = (before: Stack, after: Stack) => judgePermissions(after, [{ origin: 'an execution', stacks: [before] }]);

const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const allow = (Resource: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource,
  ...more,
});
const deny = (Resource: unknown, more: object = {}) => ({ Effect: 'Deny', Action: 's3:GetObject', Resource, ...more });
const policy = (...statements: object[]): Resources => ({
  Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles: ['role'], PolicyDocument: document(...statements) } },
});
const BUCKET = 'arn:aws:s3:::a/*';
const NOTHING = { Ref: 'AWS::NoValue' };
const when = (yes: object, no: object = NOTHING, condition = 'C') => ({ 'Fn::If': [condition, yes, no] });
const sub = (value: string) => ({ 'Fn::Sub': ['arn:aws:s3:::${Name}', { Name: value }] });

test('the variables of Fn::Sub are put in, its literals left', () => {
  expect(textOf(sub('b/*'))).toBe('arn:aws:s3:::b/*');
  expect(textOf({ 'Fn::Sub': ['${A}-${B}-${!aws:username}', { A: { Ref: 'Bucket' } }] })).toBe(
    '<Bucket>-<B>-${aws:username}',
  );
  expect(textOf({ 'Fn::Sub': 'arn:aws:s3:::${Bucket}' })).toBe('arn:aws:s3:::<Bucket>');
  expect(textOf({ 'Fn::Select': [1, ['a', '*']] })).toBe('*');
});

describe('what a release newly allows is told, however it is written', () => {
  const conditional = { Policy: { ...policy(allow('*')).Policy, Condition: 'C' } } as Resources;
  const fromMap = policy(allow({ 'Fn::FindInMap': ['M', 'a', 'b'] }));
  const exporting = (Value: unknown) => ({ Outputs: { Role: { Value, Export: { Name: 'the-role' } } } });
  const inVersion = (Version: string): Resources => ({
    Policy: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Roles: ['role'],
        PolicyDocument: { Version, Statement: [deny('arn:aws:s3:::a/${aws:PrincipalTag/team}/*')] },
      },
    },
  });
  const except = (...AWS: string[]): Resources => ({
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: 'a', PolicyDocument: document(deny(BUCKET, { NotPrincipal: { AWS } })) },
    },
  });
  const tagged = (values: string[]) =>
    policy(allow(BUCKET, { Condition: { StringNotEquals: { 's3:ExistingObjectTag/class': values } } }));

  test.each<[what: string, before: Stack, after: Stack]>([
    ['another value of a variable', stack(policy(allow(sub('b/*')))), stack(policy(allow(sub('*'))))],
    [
      'a condition of the template that comes to hold',
      stack(conditional, { Conditions: { C: { 'Fn::Equals': ['a', 'b'] } } }),
      stack(conditional, { Conditions: { C: { 'Fn::Equals': ['a', 'a'] } } }),
    ],
    [
      'another value of a mapping',
      stack(fromMap, { Mappings: { M: { a: { b: BUCKET } } } }),
      stack(fromMap, { Mappings: { M: { a: { b: '*' } } } }),
    ],
    [
      'another default of a parameter',
      stack(policy(allow({ Ref: 'P' })), { Parameters: { P: { Type: 'String', Default: BUCKET } } }),
      stack(policy(allow({ Ref: 'P' })), { Parameters: { P: { Type: 'String', Default: '*' } } }),
    ],
    [
      'another value that others import',
      stack({}, exporting('arn:aws:iam::111122223333:role/ours')),
      stack({}, exporting('arn:aws:iam::999999999999:root')),
    ],
    ['a macro', stack({}), stack({}, { Transform: ['Anything'] })],
    [
      'a macro within a resource',
      stack({}),
      stack({ It: { Type: 'AWS::SNS::Topic', Properties: { 'Fn::Transform': { Name: 'Anything' } } } }),
    ],
    [
      'what was allowed under a condition alone',
      stack(policy(when(allow('*'), allow(BUCKET)))),
      stack(policy(allow('*'))),
    ],
    ['what was denied under a condition', stack(policy(when(deny(BUCKET)))), stack(policy())],
    [
      'what was allowed under another condition',
      stack(policy(when(allow('*')))),
      stack(policy(when(allow('*'), NOTHING, 'D'))),
    ],
    [
      'what was allowed where it does not hold',
      stack(policy(when(allow('*')))),
      stack(policy(when(NOTHING, allow('*')))),
    ],
    [
      'somebody more whom a Deny leaves out',
      stack(except('arn:aws:iam::1:role/a')),
      stack(except('arn:aws:iam::1:role/a', 'arn:aws:iam::9:root')),
    ],
    ['a value that is no longer left out, by another said twice', stack(tagged(['x', 'y'])), stack(tagged(['y', 'y']))],
    [
      'a variable that is none in the older version of policies',
      stack(inVersion('2012-10-17')),
      stack(inVersion('2008-10-17')),
    ],
  ])('%s', (_, before, after) => {
    const { kind, gained } = judge(before, after);
    expect([kind, gained.length > 0]).toEqual(['broadening', true]);
    expect(judge(after, after)).toMatchObject({ kind: 'none', gained: [], lost: [] });
    expect(judge(before, before)).toMatchObject({ kind: 'none', gained: [], lost: [] });
  });
});

test('the cases of a condition that makes no difference are none', () => {
  const both = policy(when({ ...allow('*') }, NOTHING, 'D'), when(allow(BUCKET), allow(BUCKET), 'C'));
  const { gained } = judge(stack(policy(allow(BUCKET))), stack(both));
  expect(gained).toEqual(['`role` may now read anything (s3:GetObject), if template condition is D']);
});

test('two resources that claim one construct path are told apart', () => {
  const at = (path: string, Type: string, Properties: object) => ({
    Type,
    Properties,
    Metadata: { 'aws:cdk:path': `${STAGE}/Students/${path}/Resource` },
  });
  const roles = (path: string, ...actions: string[]) => ({
    ...stack({}),
    template: {
      Resources: {
        Strong: at('Strong', 'AWS::IAM::Role', {
          Policies: [{ PolicyDocument: document({ Effect: 'Allow', Action: 's3:*', Resource: '*' }) }],
        }),
        Weak: at(path, 'AWS::IAM::Role', {
          Policies: [{ PolicyDocument: document({ Effect: 'Allow', Action: actions, Resource: '*' }) }],
        }),
      },
    },
  });
  expect(judge(roles('Weak', 's3:GetObject'), roles('Strong', 's3:GetObject', 's3:PutObject')).gained.join()).toContain(
    '`Students/Strong (Weak)` may now',
  );
});
