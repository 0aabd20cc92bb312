import { describeChange, isGood } from './cases.ts';
import type { Cell } from './cells.ts';
import { medianText, percentText, perHundredText } from './format.ts';
import type { SafetyReport } from './report.ts';
import { STRATEGIES, STRATEGY_TITLES, type Strategy } from './strategies.ts';

/** Such as `57 % [39, 73], 180 s [120, 240], 9 [4, 12] failed (30 runs)`. */
function badText(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  const after = cell.detectedSeconds === undefined ? '' : `, ${medianText(cell.detectedSeconds, ' s')}`;
  return `${percentText(cell.takenBack)}${after}, ${medianText(cell.failedRequests)} failed (${cell.runs})`;
}
const goodText = (cell: Cell | undefined): string =>
  cell === undefined ? '' : `${perHundredText(cell.takenBack)} (${cell.runs})`;

/** A row for each case, a column for each strategy that has a cell. */
function table(cells: readonly Cell[], text: (cell: Cell | undefined) => string): string[] {
  const strategies = STRATEGIES.filter((strategy) => cells.some((cell) => cell.strategy === strategy));
  const names = ({ of }: Cell): string => `${of.requestsPerSecond} | ${describeChange(of).replace('->', '→')}`;
  const of = (row: string, strategy: Strategy): Cell | undefined =>
    cells.find((cell) => names(cell) === row && cell.strategy === strategy);
  const rows = [...new Set(cells.map(names))];
  return [
    `| requests/s | errors | ${strategies.map((strategy) => STRATEGY_TITLES[strategy]).join(' | ')} |`,
    `|---|---|${'---|'.repeat(strategies.length)}`,
    ...rows.map((row) => `| ${row} | ${strategies.map((strategy) => text(of(row, strategy))).join(' | ')} |`),
  ];
}

/** For documents: shorter than the text, without the times until the old version had all traffic again. */
export function markdownReport({ releases, requests, cells }: SafetyReport): string {
  return [
    `${releases} releases, ${requests} requests. Bad releases: detected, median time until then, failed requests (runs).`,
    '',
    ...table(
      cells.filter(({ of }) => !isGood(of)),
      badText,
    ),
    '',
    'Good releases: false rollbacks per 100 (runs).',
    '',
    ...table(
      cells.filter(({ of }) => isGood(of)),
      goodText,
    ),
    '',
  ].join('\n');
}
