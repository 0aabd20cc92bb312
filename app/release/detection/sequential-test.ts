import { logEvidence } from '../../../hooks/bake-judge/evidence.ts';
import type { Look } from './looks.ts';
import { poisson } from './poisson.ts';

// Taken out once: a simulation asks for them millions of times, and test runners look globals up slowly.
const { log } = Math;

/** Bad answers a second that all traffic would have on the one or the other version. */
export interface BadRates {
  readonly newPerSecond: number;
  readonly oldPerSecond: number;
}

/** Counts and states that are less likely than this are left out: as not fired. */
const NEGLIGIBLE = 1e-9;

/**
 * For each number of the old version's bad answers the least number of the new version's at which the evidence reaches
 * `1 / alpha`. With one share throughout, the evidence depends on the two sums alone.
 */
function rejectionBounds(share: number, alpha: number, mostOld: number): number[] {
  const rejects = (bad: number, oldBad: number) =>
    logEvidence([{ newVersion: { invocations: share, bad }, oldVersion: { invocations: 1 - share, bad: oldBad } }]) >=
    log(1 / alpha);
  let bound = 0;
  return Array.from({ length: mostOld + 1 }, (_, old) => {
    while (!rejects(bound, old)) bound++;
    return bound;
  });
}

/** Probabilities of consecutive counts, from `first` on. */
interface Row {
  readonly first: number;
  readonly chances: Float64Array;
}

/** The counts of `row` that are not negligible, or undefined where none is. */
function trim({ first, chances }: Row): Row | undefined {
  const from = chances.findIndex((chance) => chance >= NEGLIGIBLE);
  const to = chances.findLastIndex((chance) => chance >= NEGLIGIBLE);
  return from < 0 ? undefined : { first: first + from, chances: chances.subarray(from, to + 1) };
}

function likely(mean: number): Row {
  const { first, probabilities } = poisson(mean);
  const row = { first, chances: Float64Array.from(probabilities) };
  return trim(row) ?? row;
}

/** The counts after independent increments. */
function add(row: Row, increments: Row): Row {
  const chances = new Float64Array(row.chances.length + increments.chances.length - 1);
  for (let at = 0; at < row.chances.length; at++) {
    const chance = row.chances[at] ?? 0;
    for (let by = 0; by < increments.chances.length; by++) {
      chances[at + by] = (chances[at + by] ?? 0) + chance * (increments.chances[by] ?? 0);
    }
  }
  return { first: row.first + increments.first, chances };
}

/**
 * Probability that the sequential test rejects at one of the looks: the joint distribution of both versions' bad answers
 * is carried from look to look, and what has reached the bound leaves it. The time that this takes grows with the square
 * of the bad answers.
 *
 * @param looks all with the same share
 * @param alpha the test rejects when its evidence reaches `1 / alpha`
 */
export function rejectionProbability(looks: readonly Look[], rates: BadRates, alpha: number): number {
  const share = looks[0]?.share ?? 0;
  const newMean = rates.newPerSecond * share;
  const oldMean = rates.oldPerSecond * (1 - share);
  const steps = looks.map(({ seconds }) => ({ ofNew: likely(newMean * seconds), ofOld: likely(oldMean * seconds) }));
  const mostOld = steps.reduce((total, { ofOld }) => total + ofOld.first + ofOld.chances.length - 1, 0);
  const bounds = looks.length === 0 ? [] : rejectionBounds(share, alpha, mostOld);

  // Of each number of the old version's bad answers: the new version's, with nothing rejected so far.
  let quiet = new Map<number, Row>([[0, { first: 0, chances: Float64Array.of(1) }]]);
  let fired = 0;
  for (const { ofNew, ofOld } of steps) {
    const next = new Map<number, Row>();
    for (const [old, row] of quiet) {
      const moved = add(row, ofNew);
      for (let by = 0; by < ofOld.chances.length; by++) {
        const chance = ofOld.chances[by] ?? 0;
        const count = old + ofOld.first + by;
        const bound = bounds[count] ?? 0;
        let target = next.get(count);
        if (target === undefined) {
          target = { first: 0, chances: new Float64Array(bound) };
          next.set(count, target);
        }
        for (let at = 0; at < moved.chances.length; at++) {
          const both = (moved.chances[at] ?? 0) * chance;
          const bad = moved.first + at;
          if (bad >= bound) fired += both;
          else target.chances[bad] = (target.chances[bad] ?? 0) + both;
        }
      }
    }
    quiet = new Map();
    for (const [count, row] of next) {
      const kept = trim(row);
      if (kept !== undefined) quiet.set(count, kept);
    }
  }
  return fired;
}
