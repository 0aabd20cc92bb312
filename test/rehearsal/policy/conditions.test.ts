// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so
import { expect, test } from '@jest/globals';
import { type Asked, allow, decide } from './decide.ts';

/*
 * Rows: operator, what the request has for the key (undefined: nothing), what the policy wants, whether it holds.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and
 * reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
type Row = readonly [
  operator: string,
  given: string | readonly string[] | undefined,
  wanted: string | readonly string[],
  holds: boolean,
];
const LAMBDA = 'arn:aws:lambda:eu-west-1:111122223333:function:students';

const strings: readonly Row[] = [
  ['StringEquals', 'prod', 'prod', true],
  ['StringEquals', 'Prod', 'prod', false],
  ['StringEquals', 'prod', ['beta', 'prod'], true],
  ['StringEquals', 'prod', 'pr*', false],
  ['StringEquals', undefined, 'prod', false],
  ['StringEquals', '', '', true],
  ['StringNotEquals', 'beta', 'prod', true],
  ['StringNotEquals', 'prod', 'prod', false],
  ['StringNotEquals', 'prod', ['beta', 'prod'], false],
  ['StringNotEquals', 'gamma', ['beta', 'prod'], true],
  ['StringNotEquals', undefined, 'prod', true],
  ['StringEqualsIgnoreCase', 'PROD', 'prod', true],
  ['StringEqualsIgnoreCase', 'PRODS', 'prod', false],
  ['StringNotEqualsIgnoreCase', 'PROD', 'prod', false],
  ['StringNotEqualsIgnoreCase', 'beta', 'prod', true],
  ['StringLike', 'home/ana/notes', 'home/*', true],
  ['StringLike', 'home/ana/notes', 'home/*/notes', true],
  ['StringLike', 'home', 'home/*', false],
  ['StringLike', 'log1', 'log?', true],
  ['StringLike', 'log12', 'log?', false],
  ['StringLike', 'Home/ana', 'home/*', false],
  ['StringLike', 'a.b', 'a?b', true],
  ['StringLike', 'axb', 'a.b', false],
  ['StringLike', 'two\nlines', 'two*', true],
  ['StringNotLike', 'work/ana', 'home/*', true],
  ['StringNotLike', 'home/ana', 'home/*', false],
  ['StringNotLike', undefined, 'home/*', true],
  ['StringLike', undefined, '*', false],
];
const numbers: readonly Row[] = [
  ['NumericEquals', '10', '10', true],
  ['NumericEquals', '10.0', '10', true],
  ['NumericEquals', '11', '10', false],
  ['NumericEquals', 'ten', '10', false],
  ['NumericEquals', '', '0', false],
  ['NumericNotEquals', '11', '10', true],
  ['NumericNotEquals', '10', '10', false],
  ['NumericNotEquals', undefined, '10', true],
  ['NumericLessThan', '9', '10', true],
  ['NumericLessThan', '10', '10', false],
  ['NumericLessThanEquals', '10', '10', true],
  ['NumericLessThanEquals', '10.5', '10', false],
  ['NumericGreaterThan', '10.1', '10', true],
  ['NumericGreaterThan', '10', '10', false],
  ['NumericGreaterThanEquals', '10', '10', true],
  ['NumericGreaterThanEquals', '9', '10', false],
  ['NumericLessThan', undefined, '10', false],
  ['NumericLessThan', '-1', '0', true],
];
const dates: readonly Row[] = [
  ['DateEquals', '2026-01-05T00:00:00Z', '2026-01-05T00:00:00Z', true],
  ['DateEquals', '2026-01-05T01:00:00+01:00', '2026-01-05T00:00:00Z', true],
  ['DateEquals', '1767571200', '2026-01-05T00:00:00Z', true],
  ['DateNotEquals', '2026-01-05T00:00:01Z', '2026-01-05T00:00:00Z', true],
  ['DateNotEquals', '2026-01-05T00:00:00Z', '2026-01-05T00:00:00Z', false],
  ['DateLessThan', '2026-01-04T23:59:59Z', '2026-01-05T00:00:00Z', true],
  ['DateLessThan', '2026-01-05T00:00:00Z', '2026-01-05T00:00:00Z', false],
  ['DateLessThanEquals', '2026-01-05T00:00:00Z', '2026-01-05T00:00:00Z', true],
  ['DateGreaterThan', '2026-01-05T00:00:01Z', '2026-01-05', true],
  ['DateGreaterThan', 'yesterday', '2026-01-05T00:00:00Z', false],
  ['DateGreaterThanEquals', '2026-01-05T00:00:00Z', '2026-01-05T00:00:00Z', true],
  ['DateGreaterThanEquals', '2026-01-04', '2026-01-05T00:00:00Z', false],
  ['DateLessThan', undefined, '2026-01-05T00:00:00Z', false],
];
const others: readonly Row[] = [
  ['Bool', 'true', 'true', true],
  ['Bool', 'false', 'true', false],
  ['Bool', 'True', 'true', true],
  ['Bool', undefined, 'true', false],
  ['Bool', undefined, 'false', false],
  ['BoolIfExists', undefined, 'true', true],
  ['BoolIfExists', 'false', 'true', false],
  ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
  ['BinaryEquals', 'QmluYXJ5', 'qmluyxj5', false],
  ['IpAddress', '203.0.113.7', '203.0.113.0/24', true],
  ['IpAddress', '203.0.114.7', '203.0.113.0/24', false],
  ['IpAddress', '203.0.113.7', '203.0.113.7', true],
  ['IpAddress', '203.0.113.7', ['10.0.0.0/8', '203.0.113.0/24'], true],
  ['IpAddress', '2001:db8:1234:5678::1', '2001:db8:1234:5678::/64', true],
  ['IpAddress', '2001:db9::1', '2001:db8::/32', false],
  ['IpAddress', '203.0.113.7', '::/0', false],
  ['IpAddress', '203.0.113.7', 'nonsense', false],
  ['IpAddress', 'nonsense', '0.0.0.0/0', false],
  ['IpAddress', undefined, '0.0.0.0/0', false],
  ['NotIpAddress', '203.0.114.7', '203.0.113.0/24', true],
  ['NotIpAddress', '203.0.113.7', '203.0.113.0/24', false],
  ['NotIpAddress', undefined, '203.0.113.0/24', true],
  ['Null', undefined, 'true', true],
  ['Null', 'something', 'true', false],
  ['Null', 'something', 'false', true],
  ['Null', undefined, 'false', false],
  ['Null', [], 'true', true],
  ['StringMatches', 'prod', 'prod', false],
];
const arns: readonly Row[] = [
  ['ArnEquals', LAMBDA, LAMBDA, true],
  ['ArnEquals', LAMBDA, 'arn:aws:lambda:eu-west-1:111122223333:function:*', true],
  ['ArnLike', LAMBDA, 'arn:aws:lambda:*:111122223333:function:students', true],
  ['ArnLike', LAMBDA, 'arn:aws:lambda:*:function:students', false],
  ['ArnLike', LAMBDA, 'arn:aws:lambda:us-east-1:*:function:students', false],
  ['ArnLike', `${LAMBDA}:live`, `${LAMBDA}:*`, true],
  ['ArnLike', `${LAMBDA}:live`, LAMBDA, false],
  ['ArnLike', LAMBDA, 'arn:aws:lambda:eu-west-1:11112222333?:function:students', true],
  ['ArnLike', 'no arn', 'arn:aws:lambda:*:*:*', false],
  ['ArnNotEquals', LAMBDA, LAMBDA, false],
  ['ArnNotLike', LAMBDA, 'arn:aws:sqs:*:*:*', true],
  ['ArnNotLike', LAMBDA, 'arn:aws:lambda:*:*:*', false],
  ['ArnLike', undefined, 'arn:aws:lambda:*:*:*', false],
  ['ArnNotLike', undefined, 'arn:aws:lambda:*:*:*', true],
  ['ArnLikeIfExists', undefined, 'arn:aws:lambda:*:*:*', true],
  ['ArnLikeIfExists', 'arn:aws:sqs:eu-west-1:1:q', 'arn:aws:lambda:*:*:*', false],
];
const ifExists: readonly Row[] = [
  ['StringEqualsIfExists', undefined, 'prod', true],
  ['StringEqualsIfExists', 'prod', 'prod', true],
  ['StringEqualsIfExists', 'beta', 'prod', false],
  ['StringNotEqualsIfExists', undefined, 'prod', true],
  ['NumericLessThanIfExists', '11', '10', false],
  ['DateGreaterThanIfExists', undefined, '2026-01-05', true],
  ['IpAddressIfExists', undefined, '10.0.0.0/8', true],
];
const sets: readonly Row[] = [
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b', 'c'], true],
  ['ForAllValues:StringEquals', ['a', 'd'], ['a', 'b', 'c'], false],
  ['ForAllValues:StringEquals', undefined, 'a', true],
  ['ForAllValues:StringEquals', [], 'a', true],
  ['ForAllValues:StringLike', ['team-a', 'team-b'], 'team-*', true],
  ['ForAllValues:StringNotEquals', ['a', 'b'], ['c'], true],
  ['ForAllValues:StringNotEquals', ['a', 'c'], ['c'], false],
  ['ForAnyValue:StringEquals', ['a', 'd'], ['a', 'b'], true],
  ['ForAnyValue:StringEquals', ['d', 'e'], ['a', 'b'], false],
  ['ForAnyValue:StringEquals', undefined, 'a', false],
  ['ForAnyValue:StringNotEquals', ['a', 'd'], ['a'], true],
  ['ForAnyValue:StringNotEquals', ['a'], ['a'], false],
  ['ForAnyValue:StringNotEquals', undefined, ['a'], false],
  ['ForAnyValue:StringEqualsIfExists', undefined, 'a', true],
  ['ForAllValues:ArnLike', [LAMBDA, `${LAMBDA}:live`], `${LAMBDA}*`, true],
  ['StringNotEquals', ['a', 'b'], ['b'], false],
];

const all = [...strings, ...numbers, ...dates, ...others, ...arns, ...ifExists, ...sets];

test.each(all)('%s: given %j, wanted %j: %j', (operator, given, wanted, holds) => {
  const identity = [allow({ Condition: { [operator]: { 'Aws:Key': wanted } } })];
  const asked: Asked = { identity, keys: { 'aws:key': given } };
  expect(decide(asked).allowed).toBe(holds);
});

/* Variables: the request's keys, what the policy wants of `s3:prefix`, what the request gives, whether it holds. */
const ANA = { 'aws:username': 'ana', 'aws:PrincipalTag/team': 'blue' };
const variables = [
  [ANA, 'StringEquals', 'home/${aws:username}', 'home/ana', true],
  [ANA, 'StringEquals', 'home/${aws:username}', 'home/bob', false],
  [ANA, 'StringLike', 'home/${aws:username}/*', 'home/ana/notes', true],
  [ANA, 'StringEquals', 'home/${AWS:UserName}', 'home/ana', true],
  [ANA, 'StringEquals', '${aws:PrincipalTag/team}', 'blue', true],
  [{}, 'StringEquals', 'home/${aws:username}', 'home/', false],
  [{}, 'StringEquals', "${aws:PrincipalTag/team, 'company-wide'}", 'company-wide', true],
  [ANA, 'StringEquals', "${aws:PrincipalTag/team, 'company-wide'}", 'blue', true],
  [{}, 'StringNotEquals', 'home/${aws:username}', 'home/ana', true],
  [{}, 'StringLike', 'a${*}b', 'a*b', true],
  [{}, 'StringLike', 'a${*}b', 'axb', false],
  [{}, 'StringLike', 'a${?}b', 'a?b', true],
  [{}, 'StringLike', 'a${?}b', 'axb', false],
  [{}, 'StringEquals', 'a${*}b', 'a*b', true],
  [{}, 'StringEquals', '${$}{aws:username}', '${aws:username}', true],
  // A value that holds a wildcard is no wildcard of the policy.
  [{ 'aws:username': '*' }, 'StringLike', 'home/${aws:username}', 'home/bob', false],
  // A key of several values cannot stand in a text.
  [{ 'aws:username': ['ana', 'bob'] }, 'StringEquals', 'home/${aws:username}', 'home/ana', false],
] as const;

test.each(variables)('with %j, %s %j of %j: %j', (keys, operator, wanted, given, holds) => {
  const identity = [allow({ Condition: { [operator]: { 's3:prefix': wanted } } })];
  expect(decide({ identity, keys: { ...keys, 's3:prefix': given } }).allowed).toBe(holds);
});

const combined = [
  ['all keys of an operator', { StringEquals: { 'aws:a': '1', 'aws:b': '2' } }, true],
  ['one key of an operator fails', { StringEquals: { 'aws:a': '1', 'aws:b': '3' } }, false],
  ['all operators', { StringEquals: { 'aws:a': '1' }, Bool: { 'aws:c': 'true' } }, true],
  ['one operator fails', { StringEquals: { 'aws:a': '1' }, Bool: { 'aws:c': 'false' } }, false],
  ['no condition at all', {}, true],
  ['numbers and booleans as JSON has them', { NumericEquals: { 'aws:a': 1 }, Bool: { 'aws:c': true } }, true],
] as const;

test.each(combined)('%s', (_, condition, holds) => {
  const keys = { 'aws:a': '1', 'aws:b': '2', 'aws:c': 'true' };
  expect(decide({ identity: [allow({ Condition: condition })], keys }).allowed).toBe(holds);
});
