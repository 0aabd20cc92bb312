import { expect, test } from '@jest/globals';
import { roleBoundary as rule } from '../../../policies/rules/role-boundary.ts';
import { findingsOf } from '../check-rule.ts';

const role = (properties: Readonly<Record<string, unknown>>, type = 'AWS::IAM::Role') =>
  findingsOf(rule, { Role: [type, properties] });

test.each(['AWS::IAM::Role', 'AWS::IAM::User'])('an %s has a boundary', (type) => {
  expect(role({}, type)).toEqual(['Role PermissionsBoundary']);
  expect(role({ PermissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary' }, type)).toEqual([]);
});

test('of ours, and not one of AWS, which is wide and changes by itself', () => {
  expect(role({ PermissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess' })).toEqual([
    'Role PermissionsBoundary',
  ]);
});
