import { type Cell, cellsOf } from './cells.ts';
import { type Comparison, compare } from './comparison.ts';
import type { ReleaseOutcome } from './outcome.ts';

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
