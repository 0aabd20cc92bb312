import { expect, test } from '@jest/globals';
import { buildProjectImage as rule } from '../../../policies/rules/build-project-image.ts';
import { findingsOf } from '../check-rule.ts';

const project = (Image?: unknown) =>
  findingsOf(rule, { Project: ['AWS::CodeBuild::Project', { Environment: { Image } }] });

test.each([
  'aws/codebuild/standard:8.0',
  'aws/codebuild/amazonlinux-x86_64-standard:6.0',
  '111122223333.dkr.ecr.eu-west-1.amazonaws.com/build:2026-11-01',
  `public.ecr.aws/builder@sha256:${'0a'.repeat(32)}`,
])('%s names a version', (image) => {
  expect(project(image)).toEqual([]);
});

test.each([
  'aws/codebuild/standard',
  'aws/codebuild/standard:latest',
  'node',
  'node:latest',
  undefined,
])('%s does not', (image) => {
  expect(project(image)).toEqual(['Project Image']);
});

test('an image of a repository of the app needs its tag as well', () => {
  expect(project({ 'Fn::GetAtt': ['Repository', 'RepositoryUri'] })).toEqual(['Project Image']);
  expect(project({ 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Repository', 'RepositoryUri'] }, ':v1']] })).toEqual([]);
});
