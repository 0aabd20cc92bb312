/** A time series: instants (milliseconds since the Unix epoch, ascending) at which there is a value. */
export interface TimeSeries {
  readonly kind: 'series';
  readonly label: string;
  /** Undefined for a series that comes from no metric, such as `TIME_SERIES(5)`. */
  readonly periodMs: number | undefined;
  readonly points: ReadonlyMap<number, number>;
}
export interface Scalar {
  readonly kind: 'scalar';
  readonly value: number;
}
export interface SeriesList {
  readonly kind: 'list';
  readonly items: readonly TimeSeries[];
}
/** What a metric math expression is made of: S, TS and TS[] in the documentation. */
export type MathValue = Scalar | TimeSeries | SeriesList;

export const scalar = (value: number): Scalar => ({ kind: 'scalar', value });
export const list = (items: readonly TimeSeries[]): SeriesList => ({ kind: 'list', items });

/** All instants of several series, ascending. */
export function instants(all: readonly TimeSeries[]): number[] {
  if (all.length === 1) return [...(all[0]?.points.keys() ?? [])];
  return [...new Set(all.flatMap(({ points }) => [...points.keys()]))].sort((a, b) => a - b);
}

/** Keeps what is a number: dividing by zero drops the point. */
export function seriesOf(
  label: string,
  periodMs: number | undefined,
  points: Iterable<readonly [number, number | undefined]>,
): TimeSeries {
  const kept = new Map<number, number>();
  for (const [atMs, value] of points) if (value !== undefined && Number.isFinite(value)) kept.set(atMs, value);
  return { kind: 'series', label, periodMs, points: kept };
}

export function mapSeries(one: TimeSeries, change: (value: number) => number): TimeSeries {
  return seriesOf(
    one.label,
    one.periodMs,
    [...one.points].map(([atMs, value]) => [atMs, change(value)] as const),
  );
}

/** The period of a result: the longest of what went in. */
export function longestPeriod(all: readonly TimeSeries[]): number | undefined {
  const periods = all.map(({ periodMs }) => periodMs).filter((period) => period !== undefined);
  return periods.length === 0 ? undefined : Math.max(...periods);
}
