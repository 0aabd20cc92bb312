import { expect, test } from '@jest/globals';
import { roleBoundary as rule } from '../../../policies/rules/role-boundary.ts';
import { findingsOf } from '../check-rule.ts';

const role = (properties: Readonly<Record<string, unknown>>, type = 'AWS::IAM::Role') =>
  findingsOf(rule, { Role: [type, properties] });

const OURS = 'arn:aws:iam::111122223333:policy/cdk-hnb659fds-role-boundary-111122223333-eu-west-1';

test.each(['AWS::IAM::Role', 'AWS::IAM::User'])('an %s has a boundary', (type) => {
  expect(role({}, type)).toEqual(['Role PermissionsBoundary']);
  expect(role({ PermissionsBoundary: { Ref: 'AWS::NoValue' } }, type)).toEqual(['Role PermissionsBoundary']);
  expect(role({ PermissionsBoundary: OURS }, type)).toEqual([]);
});

test('in each case of the conditions of the template', () => {
  const unless = { 'Fn::If': ['Trusted', { Ref: 'AWS::NoValue' }, OURS] };
  expect(role({ PermissionsBoundary: unless })).toEqual(['Role PermissionsBoundary']);
});

test('that the bootstrap stack makes, wherever the role is deployed', () => {
  const boundary = [
    'arn:',
    { Ref: 'AWS::Partition' },
    ':iam::',
    { Ref: 'AWS::AccountId' },
    ':policy/cdk-hnb659fds-role-boundary-',
    { Ref: 'AWS::AccountId' },
    '-',
    { Ref: 'AWS::Region' },
  ];
  expect(role({ PermissionsBoundary: { 'Fn::Join': ['', boundary] } })).toEqual([]);
});

test.each([
  ['one of AWS, which is wide and changes by itself', 'arn:aws:iam::aws:policy/PowerUserAccess'],
  ['another one, which may allow everything', 'arn:aws:iam::111122223333:policy/AllowAll'],
  ['one that this template makes', { Ref: 'AllowAll' }],
  [
    'one of a name that only contains the right one',
    'arn:aws:iam::111122223333:policy/mine/cdk-hnb659fds-role-boundary-111122223333-eu-west-1',
  ],
  ['one of another account', 'arn:aws:iam::999999999999:policy/cdk-hnb659fds-role-boundary-999999999999-eu-west-1'],
])('and not %s', (_, PermissionsBoundary) => {
  expect(role({ PermissionsBoundary })).toEqual(['Role PermissionsBoundary']);
});
