import type { TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';

/** How the traffic moves, and how far that is. */
export interface ShiftPlan {
  /** In words, such as `10 % for 5 minutes, then all`. */
  readonly says: string;
  /** From the first shift to the last; 0 where all moves at once. */
  readonly bakeMs: number;
  /** From one shift to the next: of a canary the whole bake. */
  readonly stepMs: number;
  /** When the first traffic went to the new version. */
  readonly startedMs: number | undefined;
  /** When the last traffic was moved, or it was moved back. */
  readonly endedMs: number | undefined;
  /** Until the last shift; undefined before the first and after the end. */
  readonly leftMs: number | undefined;
}

const MINUTE_MS = 60_000;
const minutes = (count: number) => `${count} minute${count === 1 ? '' : 's'}`;

function bakeOf(routing: TrafficRoutingConfig | undefined): Pick<ShiftPlan, 'says' | 'bakeMs' | 'stepMs'> {
  const { timeBasedCanary: canary, timeBasedLinear: linear } = routing ?? {};
  if (canary !== undefined) {
    const { canaryPercentage: percent = 0, canaryInterval: interval = 0 } = canary;
    const bakeMs = interval * MINUTE_MS;
    return { says: `${percent} % for ${minutes(interval)}, then all`, bakeMs, stepMs: bakeMs };
  }
  if (linear !== undefined) {
    const { linearPercentage: percent = 100, linearInterval: interval = 0 } = linear;
    const steps = Math.ceil(100 / percent) - 1;
    const stepMs = interval * MINUTE_MS;
    return { says: `${percent} % more every ${minutes(interval)}`, bakeMs: steps * stepMs, stepMs };
  }
  return { says: 'all at once', bakeMs: 0, stepMs: 0 };
}

/**
 * @param startedMs when traffic was first allowed
 * @param endedMs when the last traffic moved; undefined while it goes on
 */
export function shiftPlan(
  routing: TrafficRoutingConfig | undefined,
  startedMs: number | undefined,
  endedMs: number | undefined,
  nowMs: number,
): ShiftPlan {
  const { says, bakeMs, stepMs } = bakeOf(routing);
  const left = startedMs === undefined || endedMs !== undefined ? undefined : startedMs + bakeMs - nowMs;
  return { says, bakeMs, stepMs, startedMs, endedMs, leftMs: left === undefined ? undefined : Math.max(0, left) };
}

/**
 * When the weight that is set now was set.
 * @param startedMs when traffic was first allowed
 */
export function weightSetMs({ stepMs, bakeMs, endedMs }: ShiftPlan, startedMs: number, nowMs: number): number {
  if (endedMs !== undefined) return endedMs;
  return stepMs === bakeMs ? startedMs : startedMs + Math.floor((nowMs - startedMs) / stepMs) * stepMs;
}
