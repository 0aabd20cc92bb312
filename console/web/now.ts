import { useEffect, useState } from 'preact/hooks';
import type { ClockView } from '../model/clock.ts';

const TICK_MS = 1000;

/** The time of AWS, going on between two messages at the rate of its clock. */
export function useNow(clock: ClockView | undefined): number {
  const [now, setNow] = useState(clock?.nowMs ?? Date.now());
  useEffect(() => {
    if (clock === undefined) return;
    const readMs = performance.now();
    const tick = () => setNow(clock.nowMs + (performance.now() - readMs) * clock.rate);
    tick();
    const ticking = setInterval(tick, TICK_MS);
    return () => clearInterval(ticking);
  }, [clock]);
  return now;
}
