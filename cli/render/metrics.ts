import type { HistoryView } from '../../console/model/history-view.ts';
import { columns } from './columns.ts';
import { formatDuration, formatPercent, orDash } from './format.ts';

/** The four figures, each with what it is of. */
export function metricsLines({ dora, lastStage }: HistoryView): string[] {
  const { days, released, releasesPerDay, medianLeadMs, changeFailureRate, medianRestoreMs } = dora;
  const within = days === 1 ? 'the last day' : `the last ${days} days`;
  return columns([
    [
      'Deployment frequency',
      `${releasesPerDay.toFixed(releasesPerDay < 10 ? 1 : 0)} a day`,
      `${released} to ${lastStage} in ${within}`,
    ],
    ['Lead time for changes', orDash(medianLeadMs, formatDuration), `median, from the push to the end of ${lastStage}`],
    [
      'Change failure rate',
      orDash(changeFailureRate, (rate) => formatPercent(rate * 100)),
      `taken back, of those that came to ${lastStage}`,
    ],
    ['Time to restore', orDash(medianRestoreMs, formatDuration), 'median, until a release stayed again'],
  ]);
}
