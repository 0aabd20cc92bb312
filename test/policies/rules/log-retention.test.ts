import { expect, test } from '@jest/globals';
import { logRetention as rule } from '../../../policies/rules/log-retention.ts';
import { findingsOf } from '../check-rule.ts';

test('a log group says how long it keeps its events', () => {
  expect(findingsOf(rule, { Logs: ['AWS::Logs::LogGroup', {}] })).toEqual(['Logs RetentionInDays']);
  expect(findingsOf(rule, { Logs: ['AWS::Logs::LogGroup', { RetentionInDays: 30 }] })).toEqual([]);
});

test('and not so short that nobody can look back', () => {
  expect(findingsOf(rule, { Logs: ['AWS::Logs::LogGroup', { RetentionInDays: 7 }] })).toEqual(['Logs RetentionInDays']);
});

test('in digits or in text, which CloudFormation takes as well', () => {
  expect(findingsOf(rule, { Logs: ['AWS::Logs::LogGroup', { RetentionInDays: '1' }] })).toEqual([
    'Logs RetentionInDays',
  ]);
  expect(findingsOf(rule, { Logs: ['AWS::Logs::LogGroup', { RetentionInDays: '30' }] })).toEqual([]);
});
