import { expect, test } from '@jest/globals';
import { buildProjectUnprivileged as rule } from '../../../policies/rules/build-project-unprivileged.ts';
import { findingsOf } from '../check-rule.ts';

const project = (environment: object) =>
  findingsOf(rule, { Project: ['AWS::CodeBuild::Project', { Environment: environment }] });

test('a build has no root rights on its machine', () => {
  expect(project({ PrivilegedMode: true })).toEqual(['Project PrivilegedMode']);
  expect(project({ PrivilegedMode: false })).toEqual([]);
  expect(project({ PrivilegedMode: 'true' })).toEqual(['Project PrivilegedMode']);
  expect(project({ PrivilegedMode: 'false' })).toEqual([]);
  expect(project({})).toEqual([]);
});

test('a mode that is only known at deployment is not known to be safe', () => {
  expect(project({ PrivilegedMode: { Ref: 'Parameter' } })).toEqual(['Project PrivilegedMode']);
});
