import type { MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { expect, test } from '@jest/globals';
import { askedOfEach } from '../../../hooks/synthetic-traffic/counts.ts';

const MINUTES = [58, 59].map((minute) => new Date(Date.UTC(2026, 10, 23, 11, minute)));
const result = (Id: string, ...Values: number[]): MetricDataResult => ({
  Id,
  StatusCode: 'Complete',
  Timestamps: MINUTES.slice(0, Values.length),
  Values,
});

test('a pair of requests counts also where its halves were counted in two minutes', () => {
  expect(askedOfEach([result('asked_new_invocations', 11, 10), result('asked_old_invocations', 10, 11)])).toBe(21);
});

test('what one version was asked alone compares nothing', () => {
  expect(askedOfEach([result('asked_new_invocations', 30, 10), result('asked_old_invocations', 0, 8)])).toBe(8);
});
