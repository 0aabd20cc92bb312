import { describe, expect, test } from '@jest/globals';
import {
  comparison,
  evaluatePoints,
  type TreatMissingData,
  tooFewSamples,
} from '../../../rehearsal/services/cloudwatch/alarm/machine.ts';

/* The tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html: 0 is not breaching, X is, - is missing. */
const COLUMNS: readonly TreatMissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const RETAIN = 'retain';

const parse = (text: string) => text.split(' ').map((symbol) => (symbol === '-' ? undefined : symbol === 'X' ? 1 : 0));

function stateOf(text: string, m: number, n: number, treatMissingData: TreatMissingData, current: 'OK' | 'ALARM') {
  const rule = { breaches: (value: number) => value > 0, evaluationPeriods: n, datapointsToAlarm: m, treatMissingData };
  return evaluatePoints(parse(text), rule, current).state;
}

describe.each([
  [
    '3 of 3',
    3,
    3,
    [
      ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
      ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
      ['- - - - -', 'INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK'],
      ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['- - X - -', 'ALARM', RETAIN, 'ALARM', 'OK'],
      ['- - - - X', 'INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK'],
      ['- - - X -', 'INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK'],
    ],
  ],
  [
    '2 of 3',
    2,
    3,
    [
      ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
      ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
      ['- - - X -', 'ALARM', RETAIN, 'ALARM', 'OK'],
      ['- - - - X', 'INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK'],
    ],
  ],
] as const)('%s', (_name, m, n, rows) => {
  test.each(
    rows.flatMap(([points, ...states]) =>
      states.map((state, index) => [points, COLUMNS[index] ?? 'missing', state] as const),
    ),
  )('%s, treating missing data as %s: %s', (points, treatment, expected) => {
    for (const current of ['OK', 'ALARM'] as const)
      expect(stateOf(points, m, n, treatment, current)).toBe(expected === RETAIN ? current : expected);
  });
});

test('the newest data points decide when none is missing', () => {
  expect(stateOf('X X X 0 0', 2, 3, 'missing', 'ALARM')).toBe('OK');
  expect(stateOf('0 0 0 X X', 2, 3, 'missing', 'OK')).toBe('ALARM');
});

test.each([
  ['GreaterThanThreshold', [false, false, true]],
  ['GreaterThanOrEqualToThreshold', [false, true, true]],
  ['LessThanThreshold', [true, false, false]],
  ['LessThanOrEqualToThreshold', [true, true, false]],
])('%s compares 4, 5 and 6 with 5', (operator, expected) => {
  expect([4, 5, 6].map((value) => comparison(operator, 5)?.(value))).toEqual(expected);
});

test('an operator of anomaly detection is none', () => {
  expect(comparison('GreaterThanUpperThreshold', 5)).toBeUndefined();
});

test.each([
  [99, 999, true],
  [99, 1001, false],
  [50, 19, true],
  [50, 20, false],
  [10, 99, true],
  [10, 100, false],
])('p%d with %d samples: too few is %s', (percent, samples, few) => {
  expect(tooFewSamples(percent, samples)).toBe(few);
});
