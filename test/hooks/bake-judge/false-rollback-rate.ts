import { parentPort, workerData } from 'node:worker_threads';
import { evidenceOf } from '../../../hooks/bake-judge/decide.ts';
import { runBake, type SimulatedBake, seededRandom } from './simulated-bake.ts';

/*
 * Thousands of bakes of a version that is as good as the old one, in a thread of their own: a test runner that counts what
 * is covered slows loops like these down five times, and counts nothing in a thread.
 */

export const ALPHA = 0.01;
const BAKES = 2_000;

/** Takes one after the other. */
const pick = <T>(values: readonly [T, ...T[]], index: number): T => values[index % values.length] ?? values[0];

function ofEveryKind(index: number): SimulatedBake {
  const quality = {
    errors: pick([0.0001, 0.001, 0.01, 0.05, 0.3], index),
    slow: pick([0.5, 0.1, 0.01, 0.001], index),
  };
  const percent = pick([1, 5, 10, 25, 50], Math.floor(index / 7));
  const isLinear = index % 3 === 0;
  return {
    requestsPerSecond: pick([0.1, 0.5, 2, 5, 20], Math.floor(index / 5)),
    minutes: 5,
    secondsBetweenLooks: pick([3, 5, 10, 30, 60], Math.floor(index / 3)),
    weight: (minute) => (isLinear ? Math.min(1, ((minute + 1) * 10) / 100) : percent / 100),
    newVersion: quality,
    oldVersion: quality,
  };
}

/** Bakes that are all of one kind. */
export interface OneKind {
  readonly requestsPerSecond: number;
  readonly weight: number;
  /** Share of the answers that are errors, and share of those that are slow. */
  readonly bad: number;
  readonly secondsBetweenLooks: number;
}

function of({ weight, bad, ...one }: OneKind): SimulatedBake {
  const quality = { errors: bad, slow: bad };
  return { ...one, minutes: 5, weight: () => weight, newVersion: quality, oldVersion: quality };
}

/** What a thread is asked for. */
export type Asked = 'ofEveryKind' | OneKind;

function rateOf(asked: Asked): number {
  const random = seededRandom(asked === 'ofEveryKind' ? 1 : 2);
  const takesBack = (minutes: Parameters<typeof evidenceOf>[0]) => evidenceOf(minutes).combined >= Math.log(1 / ALPHA);
  let stopped = 0;
  for (let index = 0; index < BAKES; index++) {
    const bake = asked === 'ofEveryKind' ? ofEveryKind(index) : of(asked);
    if (runBake(bake, random, takesBack) !== undefined) stopped++;
  }
  return stopped / BAKES;
}

parentPort?.postMessage(rateOf(workerData));
