import type { ClockView } from './clock.ts';

/** What the times on a page are of, in a sentence; undefined where they are of the wall clock. Pure. */
export function clockWords({ virtual, speed }: Pick<ClockView, 'virtual' | 'speed'>): string | undefined {
  if (!virtual) return undefined;
  const faster =
    speed === undefined ? 'faster than' : speed > 1 ? `up to ${Math.round(speed)} times faster than` : 'as fast as';
  return `All times here are of the rehearsal’s clock: waiting (for a bake, an alarm, an answer) passes ${faster} on the wall clock, and work takes the time that it takes.`;
}
