import { tableLines } from '../table.ts';
import { describeChange, isGood } from './cases.ts';
import type { Cell } from './cells.ts';
import { ACCEPTABLE_FALSE_ROLLBACKS, type Compared, type Comparison } from './comparison.ts';
import { medianText, percentText, perHundredText } from './format.ts';
import type { SafetyReport } from './report.ts';
import { CANARY, OURS, STRATEGY_TITLES } from './strategies.ts';

const caseText = ({ of }: Cell): string => `${of.requestsPerSecond}/s, ${describeChange(of)}`;

const BAD_HEADINGS = ['bad releases', 'watched by', 'runs', 'detected', 'after, s', 'restored, s', 'failed requests'];
const GOOD_HEADINGS = ['good releases', 'watched by', 'runs', 'false rollbacks per 100'];

const badRow = (cell: Cell): string[] => [
  caseText(cell),
  STRATEGY_TITLES[cell.strategy],
  String(cell.runs),
  percentText(cell.takenBack),
  medianText(cell.detectedSeconds),
  medianText(cell.restoredSeconds),
  medianText(cell.failedRequests),
];
const goodRow = (cell: Cell): string[] => [
  caseText(cell),
  STRATEGY_TITLES[cell.strategy],
  String(cell.runs),
  perHundredText(cell.takenBack),
];

const EXPLANATION = [
  `Canary: ${CANARY.percent} % of the traffic for ${CANARY.minutes} minutes; all at once has no alarm. Times are medians among the releases that were taken`,
  'back, from the start of the release: until an alarm was red, and until the old version had all traffic again. Failed',
  'requests are the median of those that the new version failed until then, or in the five minutes: what is not detected goes',
  'on failing. In brackets: 95 % intervals, of Wilson for shares, by rank for medians (* too few values: least and most).',
];

function comparedLine({ what, of, ours, best, held }: Compared): string {
  const where = `${what}, ${of.requestsPerSecond}/s, ${describeChange(of)}`;
  const text = what === 'detection' ? percentText : perHundredText;
  const other =
    best.strategy === OURS ? 'the best' : `best: ${STRATEGY_TITLES[best.strategy]}, ${text(best.takenBack)}`;
  return `${held ? 'held' : 'MISSED'}  ${where}: ${text(ours.takenBack)}, ${other}`;
}

function comparisonLines({ unusable, compared }: Comparison): string[] {
  const out = [...unusable].flatMap(([rate, strategies]) =>
    strategies.map((strategy) => `  ${rate}/s: ${STRATEGY_TITLES[strategy]}`),
  );
  return [
    `Ours beside the best in each cell. Detection is compared among strategies that were not shown to take back more than`,
    `${100 * ACCEPTABLE_FALSE_ROLLBACKS} of 100 good releases under the same traffic: to take back everything detects everything. Shown to do so:`,
    ...(out.length === 0 ? ['  none'] : out),
    '',
    ...compared.map(comparedLine),
  ];
}

/** For a terminal. */
export function textReport({ releases, requests, cells, comparison }: SafetyReport): string {
  const bad = cells.filter(({ of }) => !isGood(of));
  const good = cells.filter(({ of }) => isGood(of));
  return [
    `${releases} releases and ${requests} requests, run on the rehearsal`,
    '',
    ...tableLines(BAD_HEADINGS, bad.map(badRow)),
    '',
    ...tableLines(GOOD_HEADINGS, good.map(goodRow)),
    '',
    ...EXPLANATION,
    '',
    ...comparisonLines(comparison),
    '',
  ].join('\n');
}
