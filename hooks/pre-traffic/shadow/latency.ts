import type { ShadowRules } from './contract.ts';

/** The middle value of an odd number of values; undefined where there are none or one is not a number. */
export function median(values: readonly number[]): number | undefined {
  if (values.some((value) => !Number.isFinite(value))) return undefined;
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/**
 * Longest median that the new version may have beside this one of the old, in milliseconds. Pure.
 *
 * The floor is there because a ratio says nothing about two times of a few milliseconds.
 */
export function latencyLimitMs(oldMedianMs: number, { ratio, floorMs }: ShadowRules['latency']): number {
  return Math.max(floorMs, ratio * oldMedianMs);
}
