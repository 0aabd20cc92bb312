import { describe, expect, test } from '@jest/globals';
import { evaluateExpression } from '../../../rehearsal/services/cloudwatch/math/evaluate.ts';
import { parseExpression } from '../../../rehearsal/services/cloudwatch/math/parse.ts';
import { seriesOf, type TimeSeries } from '../../../rehearsal/services/cloudwatch/math/time-series.ts';

const MINUTE = 60_000;
type Points = readonly (number | undefined)[];
const _ = undefined;

/** Values by minute; the last slots of the range may have none. */
function evaluate(source: string, metrics: Readonly<Record<string, Points>>, startMs = 0) {
  const length = Math.max(0, ...Object.values(metrics).map((points) => points.length));
  const all = new Map<string, TimeSeries>(
    Object.entries(metrics).map(([id, points]) => [
      id,
      seriesOf(
        id,
        MINUTE,
        points.map((value, index) => [startMs + index * MINUTE, value] as const),
      ),
    ]),
  );
  const endMs = startMs + length * MINUTE;
  const value = evaluateExpression(parseExpression(source), {
    lookUp: (id) => {
      const found = all.get(id);
      if (found === undefined) throw new Error(`no ${id}`);
      return found;
    },
    metrics: all,
    startMs,
    endMs,
    defaultPeriodMs: MINUTE,
  });
  const slots = (one: TimeSeries) => Array.from({ length }, (_none, index) => one.points.get(startMs + index * MINUTE));
  if (value.kind === 'scalar') return value.value;
  return value.kind === 'list' ? value.items.map(slots) : slots(value);
}

describe('the examples of the documentation', () => {
  const compared = { metric1: [30, 20, 0, 0], metric2: [20, _, 20, _] };
  const chosen = { metric1: [1, 1, 0, 0, _], metric2: [30, _, 0, 0, 30], metric3: [0, 0, 20, _, 20] };
  test.each([
    ['(metric1 < metric2)', compared, [0, 0, 1, 0]],
    ['(metric1 >= 30)', compared, [1, 0, 0, 0]],
    ['(metric1 > 15 AND metric2 > 15)', compared, [1, 0, 0, 0]],
    ['IF(metric1, metric2, metric3)', chosen, [30, 0, 20, _, _]],
    ['IF(metric1, 5, metric3)', chosen, [5, 5, 20, _, _]],
    ['IF(metric1, metric2, 5)', chosen, [30, 0, 5, 5, _]],
  ])('%s', (source, metrics, expected) => {
    expect(evaluate(source, metrics)).toEqual(expected);
  });
});

describe('operators and functions', () => {
  const m = { m1: [2, 4, _, 8], m2: [1, 0, 5, _] };
  test.each<[string, unknown]>([
    ['m1 + m2', [3, 4, 5, 8]],
    ['m1 - m2', [1, 4, -5, 8]],
    ['m1 / m2', [2, _, 0, _]],
    ['m1 * 2 + 1', [5, 9, _, 17]],
    ['1 + m1 * 2', [5, 9, _, 17]],
    ['-m1 ^ 2', [-4, -16, _, -64]],
    ['2 ^ 3 ^ 0 * m1', [4, 8, _, 16]],
    ['10 - 2 - m1', [6, 4, _, 0]],
    ['(10 - (2 - m1))', [10, 12, _, 16]],
    ['m1 == 4 || m2 == 5', [0, 1, 1, 0]],
    ['m1 > 2 && m2 == 0', [0, 1, 0, 0]],
    ['m1 != 4', [1, 0, _, 1]],
    [
      '[m1, m2] * 10',
      [
        [20, 40, _, 80],
        [10, 0, 50, _],
      ],
    ],
    ['SUM([m1, m2])', [3, 4, 5, 8]],
    ['SUM(METRICS())', [3, 4, 5, 8]],
    ['SUM(METRICS("2"))', [1, 0, 5, _]],
    ['AVG(METRICS())', [1.5, 2, 2.5, 4]],
    ['MIN(METRICS())', [1, 0, 5, 8]],
    ['MAX([m1, m2])', [2, 4, 5, 8]],
    ['STDDEV([m1, m2])', [0.5, 2, 0, 0]],
    ['DATAPOINT_COUNT([m1, m2])', [2, 2, 1, 1]],
    ['SUM(m1)', 14],
    ['MAX(m1) - MIN(m2)', 8],
    ['DATAPOINT_COUNT(m1)', 3],
    ['METRIC_COUNT(METRICS())', 2],
    ['m1 / PERIOD(m1) * 60', [2, 4, _, 8]],
    ['m1 - AVG(m2)', [0, 2, _, 6]],
    ['ABS(-m1)', [2, 4, _, 8]],
    ['CEIL(m1 / 3)', [1, 2, _, 3]],
    ['FLOOR(m1 / 3)', [0, 1, _, 2]],
    ['LOG10(m1 * 50)', [2, expect.closeTo(2.301, 3), _, expect.closeTo(2.602, 3)]],
    ['LOG(m1 / m1)', [0, 0, _, 0]],
    ['DIFF(m1)', [_, 2, _, 4]],
    ['DIFF_TIME(m1)', [_, 60, _, 120]],
    ['RATE(m1) * 60', [_, 2, _, 2]],
    ['RUNNING_SUM(m1)', [2, 6, _, 14]],
    ['FILL(m1, 0)', [2, 4, 0, 8]],
    ['FILL(m1, m2)', [2, 4, 5, 8]],
    ['FILL(m1, REPEAT)', [2, 4, 4, 8]],
    ['FILL(m1, LINEAR)', [2, 4, 6, 8]],
    ['FILL(m2, LINEAR)', [1, 0, 5, _]],
    [
      'FILL(METRICS(), 0)',
      [
        [2, 4, 0, 8],
        [1, 0, 5, 0],
      ],
    ],
    ['FIRST([m1, m2])', [2, 4, _, 8]],
    ['LAST([m1, m2])', [1, 0, 5, _]],
    ['SLICE(SORT(METRICS(), SUM, ASC), 0, 1)', [[1, 0, 5, _]]],
    ['SORT(METRICS(), MAX, DESC, 1)', [[2, 4, _, 8]]],
    ['REMOVE_EMPTY([m1, m1 / 0])', [[2, 4, _, 8]]],
    ['TIME_SERIES(MAX(m1))', [8, 8, 8, 8]],
    ['IF(m1 < 5, m1)', [2, 4, _, _]],
    ['IF(1, m1, m2)', [2, 4, _, 8]],
    ['IF(0, m1)', [_, _, _, _]],
    ['IF(SUM(m1) > 10, m2)', [1, 0, 5, _]],
    ['MINUTE(m1)', [0, 1, 2, 3]],
    ['EPOCH(m1)', [0, 60, 120, 180]],
    ['1.5e1 + .5 * m1', [16, 17, _, 19]],
  ])('%s', (source, expected) => {
    expect(evaluate(source, m)).toEqual(expected);
  });
});

test('the calendar counts Monday as 1', () => {
  const sunday = Date.UTC(2026, 1, 1, 23);
  const names = ['HOUR', 'DAY', 'DATE', 'MONTH', 'YEAR'];
  expect(names.map((name) => evaluate(`${name}(m1)`, { m1: [1] }, sunday))).toEqual([[23], [7], [1], [2], [2026]]);
});

test('the error rate of a quiet version has no data points, and that of one without traffic neither', () => {
  const rate = 'IF(requests >= 10, 100 * errors / requests, 0)';
  expect(evaluate(rate, { errors: [5, 1, _, _], requests: [50, 5, 20, _] })).toEqual([10, 0, 0, _]);
});

test.each([
  ['m1 +', 'unexpected'],
  ['(m1', "expected ')'"],
  ['m1 m2', 'unexpected'],
  ['m1 ? 2', 'unexpected'],
  ['ANOMALY_DETECTION_BAND(m1)', 'ANOMALY_DETECTION_BAND'],
  ['SEARCH("{x}", "Sum")', 'SEARCH'],
  ['NOPE(m1)', 'NOPE'],
  ['FILL(m1)', 'more than 1 argument'],
  ['FILL(m1, BACKWARDS)', 'BACKWARDS'],
  ['TIME_SERIES(m1)', 'must be a number'],
  ['[1, m1]', 'holds time series'],
  ['METRICS() + METRICS()', 'two arrays'],
])('%s is refused with a reason', (source, reason) => {
  expect(() => evaluate(source, { m1: [1] })).toThrow(reason);
});
