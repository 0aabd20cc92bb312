import { describe, expect, test } from '@jest/globals';
import { bakeInvocations, countQueries, toCounts } from '../../../hooks/post-traffic/error-counts.ts';

const result = (Id: string, ...Values: number[]) => ({ Id, StatusCode: 'Complete' as const, Values });

describe('error counts', () => {
  test('are asked of the alias, and of the new version behind it', () => {
    const queries = countQueries({ functionName: 'fn', aliasName: 'live', newVersion: '7' });
    expect(queries.map(({ Id }) => Id)).toEqual(['alias_invocations', 'new_invocations', 'alias_errors', 'new_errors']);
    expect(queries.at(-1)?.MetricStat?.Metric?.Dimensions).toEqual([
      { Name: 'FunctionName', Value: 'fn' },
      { Name: 'Resource', Value: 'fn:live' },
      { Name: 'ExecutedVersion', Value: '7' },
    ]);
  });

  test('of the old version are what the alias had beyond the new', () => {
    const results = [
      result('alias_invocations', 100, 200),
      result('new_invocations', 10, 20),
      result('alias_errors', 4),
      result('new_errors', 1),
    ];
    expect(toCounts(results)).toEqual({
      newVersion: { invocations: 30, errors: 1 },
      oldVersion: { invocations: 270, errors: 3 },
    });
  });

  test('are zero where there was no traffic', () => {
    const ids = ['alias_invocations', 'new_invocations', 'alias_errors', 'new_errors'];
    const none = { invocations: 0, errors: 0 };
    expect(toCounts(ids.map((id) => result(id)))).toEqual({ newVersion: none, oldVersion: none });
  });

  test('are absent where a result is absent or not complete', () => {
    expect(toCounts([])).toEqual({});
    const partial = { Id: 'new_errors', StatusCode: 'PartialData' as const, Values: [1] };
    expect(toCounts([result('new_invocations', 1), partial])).toEqual({});
    expect(toCounts([result('new_invocations', 1), result('new_errors', 0)])).toEqual({
      newVersion: { invocations: 1, errors: 0 },
    });
  });
});

describe('the invocations of the bake', () => {
  const at = (time: string) => new Date(`2026-11-23T${time}Z`);
  const now = at('12:05:20');
  const points = {
    Id: 'new_invocations',
    StatusCode: 'Complete' as const,
    Timestamps: [at('12:05:00'), at('12:04:00'), at('12:03:00')],
    Values: [100, 20, 3],
  };

  test('are those of the minutes before the one in which it ended', () => {
    expect(bakeInvocations([points], now)).toBe(23);
  });

  test('are none without traffic, and unknown without an answer', () => {
    expect(bakeInvocations([{ ...points, Timestamps: [], Values: [] }], now)).toBe(0);
    expect(bakeInvocations([{ ...points, StatusCode: 'PartialData' }], now)).toBeUndefined();
    expect(bakeInvocations([{ ...points, Timestamps: [] }], now)).toBeUndefined();
    expect(bakeInvocations([], now)).toBeUndefined();
  });
});
