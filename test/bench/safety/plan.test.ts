import { expect, test } from '@jest/globals';
import { planRounds } from '../../../bench/safety/plan.ts';

const CHANGES = [
  { oldPercent: 0.1, newPercent: 1 },
  { oldPercent: 1, newPercent: 1 },
];

test('every case has its number of runs, and wherever the plan is cut all cases have got on alike', () => {
  const rates = [
    { requestsPerSecond: 1, runs: 8 },
    { requestsPerSecond: 100, runs: 2 },
  ];
  const rounds = planRounds(rates, CHANGES, ['slipway']);
  const runsOf = (part: typeof rounds, rate: number, newPercent: number, oldPercent: number) =>
    part.filter(
      ({ of }) => of.requestsPerSecond === rate && of.newPercent === newPercent && of.oldPercent === oldPercent,
    ).length;
  for (const { oldPercent, newPercent } of CHANGES) {
    expect(runsOf(rounds, 1, newPercent, oldPercent)).toBe(8);
    expect(runsOf(rounds, 100, newPercent, oldPercent)).toBe(2);
    const half = rounds.slice(0, rounds.length / 2);
    expect(runsOf(half, 1, newPercent, oldPercent)).toBe(4);
    expect(runsOf(half, 100, newPercent, oldPercent)).toBe(1);
  }
});

test('all at once takes part in every fourth run, and a run with nothing in it is none', () => {
  const rates = [{ requestsPerSecond: 10, runs: 6 }];
  const [change = { oldPercent: 0, newPercent: 0 }] = CHANGES;
  const both = planRounds(rates, [change], ['all-at-once', 'slipway']);
  expect(both.map(({ strategies }) => strategies.length)).toEqual([2, 1, 1, 1, 2, 1]);
  expect(planRounds(rates, [change], ['all-at-once'])).toHaveLength(2);
});
