import { tableLines } from '../table.ts';
import { describeChange, isGood } from './cases.ts';
import { type Cell, cellsOf } from './cells.ts';
import { ACCEPTABLE_FALSE_ROLLBACKS, type Compared, type Comparison, compare } from './comparison.ts';
import { medianText, percentText, perHundredText } from './format.ts';
import type { ReleaseOutcome } from './outcome.ts';
import { CANARY, OURS, STRATEGY_TITLES } from './strategies.ts';

export interface SafetyReport {
  readonly releases: number;
  readonly requests: number;
  readonly cells: readonly Cell[];
  readonly comparison: Comparison;
}

export function reportOf(outcomes: readonly ReleaseOutcome[]): SafetyReport {
  const cells = cellsOf(outcomes);
  return {
    releases: outcomes.length,
    requests: outcomes.reduce((total, { requests }) => total + requests, 0),
    cells,
    comparison: compare(cells),
  };
}

/** Ours is the best, or within the interval of the best, wherever it was compared. */
export const allHeld = ({ comparison }: SafetyReport): boolean => comparison.compared.every(({ held }) => held);

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

const markdownTable = (headings: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  [headings, headings.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);

/** For documents. */
export function markdownReport({ releases, requests, cells }: SafetyReport): string {
  const bad = cells.filter(({ of }) => !isGood(of));
  const good = cells.filter(({ of }) => isGood(of));
  return [
    `${releases} releases and ${requests} requests, run on the rehearsal.`,
    '',
    ...markdownTable(BAD_HEADINGS, bad.map(badRow)),
    '',
    ...markdownTable(GOOD_HEADINGS, good.map(goodRow)),
    '',
  ].join('\n');
}

/** For a program. */
export function jsonReport(report: SafetyReport, outcomes: readonly ReleaseOutcome[]): string {
  const { comparison, ...rest } = report;
  const unusable = Object.fromEntries(comparison.unusable);
  const compared = comparison.compared.map(({ what, of, ours, best, held }) => ({
    what,
    of,
    held,
    ours: ours.takenBack,
    best: { strategy: best.strategy, ...best.takenBack },
  }));
  return `${JSON.stringify({ ...rest, comparison: { unusable, compared }, outcomes }, null, 2)}\n`;
}
