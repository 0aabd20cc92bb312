import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readOutcomes } from '../../../bench/safety/earlier.ts';
import type { ReleaseOutcome } from '../../../bench/safety/outcome.ts';
import { jsonReport, reportOf } from '../../../bench/safety/report.ts';

const of = { requestsPerSecond: 1, oldPercent: 0.1, newPercent: 5 };
const OUTCOMES: ReleaseOutcome[] = [
  {
    strategy: 'slipway',
    of,
    requests: 90,
    failedRequests: 3,
    takenBack: { detectedSeconds: 80, restoredSeconds: 90, alarms: ['a'] },
  },
  { strategy: 'error-rate-5', of, requests: 300, failedRequests: 2 },
];
const written = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'earlier-')), 'runs.json');
  writeFileSync(file, text);
  return file;
};

test('what --json wrote is read as it was', () => {
  expect(readOutcomes(written(jsonReport(reportOf(OUTCOMES), OUTCOMES)))).toEqual(OUTCOMES);
});

test.each([
  ['{', 'JSON'],
  ['{}', 'it has no list of outcomes'],
])('%s is refused, with the name of the file', (text, why) => {
  const file = written(text);
  expect(() => readOutcomes(file)).toThrow(file);
  expect(() => readOutcomes(file)).toThrow(why);
});
