import { type Case, isGood } from './cases.ts';
import type { Cell } from './cells.ts';
import { OURS, type Strategy } from './strategies.ts';

/** Share of good releases that may be taken back for nothing: what the product promises, and holds every alarm against. */
export const ACCEPTABLE_FALSE_ROLLBACKS = 0.01;

/** Ours in one cell, against the best of those that it is compared with. */
export interface Compared {
  readonly what: 'detection' | 'false rollbacks';
  readonly of: Case;
  readonly ours: Cell;
  readonly best: Cell;
  /** Ours is the best, or within the interval of the best. */
  readonly held: boolean;
}

export interface Comparison {
  /** By requests a second: strategies that were shown to take back more good releases than is acceptable. */
  readonly unusable: ReadonlyMap<number, readonly Strategy[]>;
  readonly compared: readonly Compared[];
}

/**
 * Strategies whose false rollbacks are above what is acceptable beyond doubt: the whole interval is, for some good release
 * under this traffic. To take back everything detects everything, so what they detect is not compared.
 */
function unusableAt(cells: readonly Cell[]): Strategy[] {
  const bad = cells.filter((cell) => isGood(cell.of) && cell.takenBack.low > ACCEPTABLE_FALSE_ROLLBACKS);
  return [...new Set(bad.map(({ strategy }) => strategy))].filter((strategy) => strategy !== OURS);
}

const caseKey = ({ oldPercent, newPercent }: Case): string => `${oldPercent} ${newPercent}`;

function compareCase(cells: readonly Cell[], unusable: readonly Strategy[]): Compared[] {
  const ours = cells.find(({ strategy }) => strategy === OURS);
  if (ours === undefined) return [];
  const good = isGood(ours.of);
  const candidates = good ? cells : cells.filter(({ strategy }) => !unusable.includes(strategy));
  const better = (a: Cell, b: Cell) =>
    good ? a.takenBack.value < b.takenBack.value : a.takenBack.value > b.takenBack.value;
  const best = candidates.reduce((leader, cell) => (better(cell, leader) ? cell : leader), ours);
  const held = good ? ours.takenBack.value <= best.takenBack.high : ours.takenBack.value >= best.takenBack.low;
  return [{ what: good ? 'false rollbacks' : 'detection', of: ours.of, ours, best, held }];
}

/** Holds ours against the others, case by case. Nothing is compared where ours has no run. */
export function compare(cells: readonly Cell[]): Comparison {
  const unusable = new Map<number, readonly Strategy[]>();
  const compared = [...new Set(cells.map(({ of }) => of.requestsPerSecond))].flatMap((rate) => {
    const atRate = cells.filter(({ of }) => of.requestsPerSecond === rate);
    const out = unusableAt(atRate);
    unusable.set(rate, out);
    const cases = [...new Set(atRate.map(({ of }) => caseKey(of)))];
    return cases.flatMap((name) =>
      compareCase(
        atRate.filter(({ of }) => caseKey(of) === name),
        out,
      ),
    );
  });
  return { unusable, compared };
}
