import { z } from 'zod';

/** What time it is for AWS. */
export interface ClockView {
  readonly nowMs: number;
  /** Whether it is the clock of a rehearsal, which compresses waiting. */
  readonly virtual: boolean;
  /** How many times faster than the wall clock it goes at the moment. */
  readonly rate: number;
  /** How many times faster waiting passes. @default - the clock is the wall clock, or does not tell */
  readonly speed?: number;
}

/** Time between two looks at AWS while somebody watches: a rehearsal's time runs faster, and AWS counts calls. */
export const lookEveryMs = ({ virtual }: ClockView): number => (virtual ? 1000 : 4000);

const answer = z.object({ nowMs: z.number(), rate: z.number().nullable(), speed: z.number().nullish() });

/**
 * Reads the clock that AWS's instants are of: the endpoint's own, where it has one, or the wall clock.
 *
 * @param endpoint the address that the clients are given instead of AWS's own; undefined: AWS
 */
export function createClock(endpoint: string | undefined): () => Promise<ClockView> {
  return async () => {
    const wall = { nowMs: Date.now(), virtual: false, rate: 1 };
    if (endpoint === undefined) return wall;
    const response = await fetch(new URL('/_slipway/clock', endpoint));
    // Another endpoint, such as a proxy of a company: it has no clock of its own.
    if (!response.ok) return wall;
    const read = answer.safeParse(await response.json());
    if (!read.success) return wall;
    const { nowMs, rate, speed } = read.data;
    return { nowMs, virtual: true, rate: rate ?? 1, ...(typeof speed === 'number' ? { speed } : {}) };
  };
}
