import type { TrafficCounts } from '../session/control-client.ts';

/** What was counted between two reports of the traffic. */
export function since(before: TrafficCounts, after: TrafficCounts): TrafficCounts {
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
