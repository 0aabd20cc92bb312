import type { DeploymentView } from '../../model/deployment-view.ts';
import type { ShiftSeries, VersionSeries } from '../../model/shift-series.ts';
import { Chart, type Line } from './chart.tsx';

interface ShiftChartProps {
  readonly series: ShiftSeries;
  readonly limit: number | undefined;
  readonly shift: DeploymentView;
}

const errorRate = ({ invocations, errors }: VersionSeries): (number | null)[] =>
  invocations.map((all, index) => (all === null || all === 0 ? null : (100 * (errors[index] ?? 0)) / all));

const MEASURES = {
  errors: { title: 'Error rate, minute by minute', unit: '%', of: errorRate, digits: 1 },
  latency: {
    title: 'Slowest 1 % of answers, minute by minute',
    unit: 'ms',
    of: ({ p99Ms }: VersionSeries) => [...p99Ms],
    digits: 0,
  },
} as const;

interface VersionChartProps extends ShiftChartProps {
  readonly measure: keyof typeof MEASURES;
}

/** Both versions minute by minute, with the threshold of the alarm that watches the new one. */
export function VersionChart({ series, measure, limit, shift }: VersionChartProps) {
  const { title, unit, of, digits } = MEASURES[measure];
  const lines: Line[] = [
    { name: `Version ${shift.oldVersion} (old)`, tone: 'old', values: of(series.oldVersion) },
    { name: `Version ${shift.newVersion} (new)`, tone: 'new', values: of(series.newVersion) },
  ];
  return (
    <Chart
      title={title}
      unit={unit}
      digits={digits}
      timesMs={series.timesMs}
      lines={lines}
      limit={limit}
      fromMs={shift.plan.startedMs}
    />
  );
}

/** The judge's evidence that the new version is worse, as odds against chance, with the limit at which it is taken back. */
export function EvidenceChart({ series: { evidence }, limit, shift }: ShiftChartProps) {
  // Natural logarithms are for machines: people read how many times likelier.
  const odds = (value: number) => Math.exp(value);
  const lines: Line[] = [{ name: 'Evidence against the new version', tone: 'new', values: evidence.values.map(odds) }];
  return (
    <Chart
      title="Evidence that it is worse"
      unit=": 1"
      digits={1}
      timesMs={evidence.timesMs}
      lines={lines}
      limit={limit === undefined ? undefined : odds(limit)}
      fromMs={shift.plan.startedMs}
      logarithmic
    />
  );
}
