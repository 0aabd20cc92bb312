import { clockTime, duration, fullInstant, instant } from '../format.ts';

/** An instant in the viewer's zone, exact on demand. */
export function Instant({ ms, day = true }: { readonly ms: number | undefined; readonly day?: boolean }) {
  if (ms === undefined) return <span>–</span>;
  return (
    <time dateTime={new Date(ms).toISOString()} title={fullInstant(ms)}>
      {day ? instant(ms) : clockTime(ms)}
    </time>
  );
}

interface SpanProps {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly now: number;
}

/** How long something took, or has taken so far. */
export function Span({ from, to, now }: SpanProps) {
  if (from === undefined) return null;
  return <span class="span">{duration((to ?? now) - from)}</span>;
}
