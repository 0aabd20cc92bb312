import { expect, test } from '@jest/globals';
import { statefulRetained as rule } from '../../../policies/rules/stateful-retained.ts';
import { findingsOf } from '../check-rule.ts';

const table = (attributes: Readonly<Record<string, unknown>>, type = 'AWS::DynamoDB::Table') =>
  findingsOf(rule, { Table: [type, {}, attributes] });

test.each([
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::KMS::Key',
  'AWS::CodeCommit::Repository',
])('a %s is deleted unless the template says otherwise', (type) => {
  expect(table({}, type)).toEqual(['Table DeletionPolicy', 'Table UpdateReplacePolicy']);
  expect(table({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }, type)).toEqual([]);
});

test('what a failed creation made may go', () => {
  expect(table({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' })).toEqual([]);
});

test('both ways to lose it count', () => {
  expect(table({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Delete' })).toEqual(['Table UpdateReplacePolicy']);
  expect(table({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Snapshot' })).toEqual(['Table DeletionPolicy']);
});

test('what the template makes again is not judged', () => {
  expect(findingsOf(rule, { Topic: ['AWS::SNS::Topic', {}] })).toEqual([]);
});
