import type { TrafficCounts } from '../session/control-client.ts';

const NONE: TrafficCounts = { sent: 0, answered: 0, failed: 0, byVersion: {}, byStatus: {} };

/** What was counted between two reports of the traffic. A count that is lower than before was begun anew in between. */
export function since(earlier: TrafficCounts, after: TrafficCounts): TrafficCounts {
  const before = after.sent < earlier.sent ? NONE : earlier;
  const difference = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) =>
    Object.fromEntries(
      Object.entries(b)
        .map(([key, count]): [string, number] => [key, count - (a[key] ?? 0)])
        .filter(([, count]) => count > 0),
    );
  return {
    sent: after.sent - before.sent,
    answered: after.answered - before.answered,
    failed: after.failed - before.failed,
    byVersion: difference(before.byVersion, after.byVersion),
    byStatus: difference(before.byStatus, after.byStatus),
  };
}
