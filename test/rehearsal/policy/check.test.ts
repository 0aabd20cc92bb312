import { expect, test } from '@jest/globals';
import { checkPolicy, type PolicyKind } from '../../../rehearsal/policy/check.ts';
import { MalformedPolicy } from '../../../rehearsal/policy/document.ts';

const own = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const everybody = { ...own, Principal: '*' };
const account = { AWS: '111122223333' };
const trusting = { Effect: 'Allow', Principal: account, Action: 'sts:AssumeRole' };
const check = (kind: PolicyKind, statement: unknown) =>
  checkPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), kind);

/** Kind, what is wrong, the statements, a part of the message. */
const refused: [PolicyKind, string, unknown, string][] = [
  ['identity', 'no statement', [], 'Syntax errors in policy.'],
  ['identity', 'a mistyped operator', { ...own, Condition: { StringEqual: { 'aws:x': 'y' } } }, 'StringEqual'],
  ['identity', 'a name that every object has', { ...own, Condition: { toString: { 'aws:x': 'y' } } }, 'toString'],
  ['identity', 'Null with IfExists', { ...own, Condition: { NullIfExists: { 'aws:x': 'true' } } }, 'NullIfExists'],
  [
    'identity',
    'a resource that is no ARN',
    { ...own, Resource: 'table' },
    'Resource table must be in ARN format or "*".',
  ],
  ['identity', 'such a NotResource', { ...own, Resource: undefined, NotResource: 'a' }, 'Resource a must be in ARN'],
  ['identity', 'an ARN of any service', { ...own, Resource: 'arn:aws:*' }, 'vendor must be fully qualified'],
  ['identity', 'no resource', { ...own, Resource: [] }, 'must contain resources'],
  ['identity', 'no action', { ...own, Action: [] }, 'must contain actions'],
  ['identity', 'Action and NotAction', { ...own, NotAction: 's3:*' }, 'NotAction'],
  ['identity', 'Resource and NotResource', { ...own, NotResource: '*' }, 'NotResource'],
  ['identity', 'a principal', everybody, 'should not specify a principal'],
  ['identity', 'one Sid twice', [own, own].map((one) => ({ ...one, Sid: 'a' })), 'must be unique'],
  ['identity', 'a Sid with a blank', { ...own, Sid: 'a b' }, 'must be alpha-numeric'],
  ['trust', 'a Sid with a hyphen', { ...trusting, Sid: 'a-b' }, 'must be alpha-numeric'],
  ['trust', 'an action of another service', { ...trusting, Action: 's3:GetObject' }, 'only specify STS AssumeRole'],
  ['trust', 'every action', { ...trusting, Action: '*' }, 'only specify STS AssumeRole'],
  ['trust', 'another action of STS', { ...trusting, Action: 'sts:GetSessionToken' }, 'only specify STS AssumeRole'],
  ['trust', 'a resource', { ...trusting, Resource: '*' }, 'prohibited field Resource'],
  ['resource', 'no principal', own, 'Missing required field Principal'],
  ['resource', 'Principal and NotPrincipal', { ...everybody, NotPrincipal: account }, 'NotPrincipal'],
  ['resource', 'a bare name', { ...own, Principal: { AWS: 'nobody' } }, 'Invalid principal in policy: "AWS":"nobody"'],
  ['resource', 'roles by a pattern', { ...own, Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } }, 'role/*'],
  ['resource', 'an ARN of something', { ...own, Principal: { AWS: 'arn:aws:s3:::data' } }, 'Invalid principal'],
  ['resource', 'a short account', { ...own, NotPrincipal: { AWS: ['1111'] } }, 'Invalid principal'],
  ['bucket', 'no resource', { ...everybody, Resource: undefined }, 'Missing required field Resource'],
  ['topic', 'one Sid twice', [everybody, everybody].map((one) => ({ ...one, Sid: 'a' })), 'must be unique'],
];
test.each(refused)('in a policy of the kind %s is refused: %s', (kind, _what, statement, message) => {
  const checked = () => check(kind, statement);
  expect(checked).toThrow(MalformedPolicy);
  expect(checked).toThrow(message);
});

const user = { AWS: 'arn:aws:iam::111122223333:user/team/ana' };
const accepted: [PolicyKind, string, unknown][] = [
  ['identity', 'every operator', { ...own, Condition: { 'ForAnyValue:StringNotLikeIfExists': { 'aws:x': ['y'] } } }],
  ['identity', 'Null', { ...own, Condition: { Null: { 'aws:x': 'true' } } }],
  ['identity', 'patterns in an ARN', { ...own, Resource: ['arn:aws:s3:::*', 'arn:aws-cn:sqs:*:*:a?'] }],
  ['identity', 'a variable in an ARN', { ...own, Resource: `arn:aws:iam::*:user/\${aws:username}` }],
  ['identity', 'statements without a Sid, or with an empty one', [own, own, { ...own, Sid: '' }, { ...own, Sid: '' }]],
  ['trust', 'what comes with a role', { ...trusting, Action: ['sts:TagSession', 'sts:SetSourceIdentity'] }],
  [
    'trust',
    'roles of the web',
    { ...trusting, Principal: { Federated: 'a' }, Action: 'sts:AssumeRoleWithWebIdentity' },
  ],
  ['trust', 'every way to a role, in any case', { ...trusting, Action: ['sts:AssumeRole*', 'STS:assumerole'] }],
  ['resource', 'no resource', { ...everybody, Resource: undefined }],
  ['resource', 'a Sid of words, twice', [everybody, everybody].map((one) => ({ ...one, Sid: 'two words' }))],
  ['resource', 'a user', { ...own, Principal: user }],
  ['resource', 'a session', { ...own, Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/a/b' } }],
  ['bucket', 'an identity of CloudFront', { ...own, Principal: { AWS: 'arn:aws:iam::cloudfront:user/Access E1' } }],
  ['bucket', 'a canonical user', { ...own, Principal: { CanonicalUser: 'abc' } }],
  ['key', 'neither action nor resource', { Effect: 'Allow', Principal: account }],
];
test.each(accepted)('in a policy of the kind %s is accepted: %s', (kind, _what, statement) => {
  expect(check(kind, statement).Statement).not.toHaveLength(0);
});
