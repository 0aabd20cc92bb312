import { expect, test } from '@jest/globals';
import { tallyOf, tallyWords } from '../../../policies/report/tally.ts';
import { report } from './fixture.ts';

test('every finding counts, and every entry once', () => {
  expect(tallyOf(['one', 'one', 'other', undefined])).toEqual({
    findings: 4,
    acknowledged: 3,
    open: 1,
    decisions: 2,
  });
});

test('the totals of a report are counted so', () => {
  const { totals, findings } = report();
  expect(totals).toMatchObject(tallyOf(findings.map(({ acknowledgedBy }) => acknowledgedBy)));
});

test.each([
  [[], '0 findings'],
  [['one'], '1 finding, acknowledged by 1 entry of the ledger'],
  [['one', 'other', 'one'], '3 findings, all acknowledged by 2 entries of the ledger'],
  [['one', undefined], '2 findings, 1 open, 1 acknowledged by 1 entry of the ledger'],
  [[undefined], '1 finding, 1 open'],
] as const)('findings of the entries %j are told as such', (entries, words) => {
  expect(tallyWords(tallyOf(entries))).toBe(words);
});
