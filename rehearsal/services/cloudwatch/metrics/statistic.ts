import { type Distribution, ranked, summarize } from './distribution.ts';

type Ranked = readonly (readonly [value: number, count: number])[];

/** Where a trimmed statistic is cut; an absent end is open. */
interface Bounds {
  readonly percent: boolean;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

export type Statistic =
  | { readonly kind: 'SampleCount' | 'Sum' | 'Average' | 'Minimum' | 'Maximum' }
  | { readonly kind: 'percentile'; readonly percent: number }
  | { readonly kind: 'TM' | 'TC' | 'TS' | 'WM' | 'PR'; readonly bounds: Bounds };

const NUMBER = '\\d{1,12}(?:\\.\\d{1,10})?';
const RANGE = new RegExp(`^(TM|TC|TS|WM|PR)\\((${NUMBER}%?)?:(${NUMBER}%?)?\\)$`);
const SHORT = new RegExp(`^(tm|tc|ts|wm)(${NUMBER})$`);
const PERCENTILE = new RegExp(`^p(${NUMBER})$`);

/**
 * Reads a statistic as CloudWatch writes it: `Sum`, `p99.9`, `tm90`, `TC(0.005:0.030)`, `PR(:300)`, `IQM`.
 * @returns undefined when it is none
 */
export function parseStatistic(text: string): Statistic | undefined {
  if (text === 'SampleCount' || text === 'Sum' || text === 'Average' || text === 'Minimum' || text === 'Maximum')
    return { kind: text };
  if (text === 'IQM') return { kind: 'TM', bounds: { percent: true, low: 25, high: 75 } };
  const percentile = PERCENTILE.exec(text)?.[1];
  if (percentile !== undefined)
    return Number(percentile) <= 100 ? { kind: 'percentile', percent: Number(percentile) } : undefined;
  const short = SHORT.exec(text);
  if (short !== null) {
    const kind = trimmedKind(short[1]?.toUpperCase());
    const high = Number(short[2]);
    return kind === undefined || high > 100 ? undefined : { kind, bounds: { percent: true, low: undefined, high } };
  }
  const range = RANGE.exec(text);
  if (range === null) return undefined;
  const [, name, low, high] = range;
  const kind = trimmedKind(name);
  const ends = [low, high].filter((end) => end !== undefined);
  const percent = ends[0]?.endsWith('%') ?? false;
  if (kind === undefined || ends.length === 0 || ends.some((end) => end.endsWith('%') !== percent)) return undefined;
  if (kind === 'PR' && percent) return undefined;
  return { kind, bounds: { percent, low: bound(low), high: bound(high) } };
}

function trimmedKind(name: string | undefined): 'TM' | 'TC' | 'TS' | 'WM' | 'PR' | undefined {
  return name === 'TM' || name === 'TC' || name === 'TS' || name === 'WM' || name === 'PR' ? name : undefined;
}
const bound = (text: string | undefined) => (text === undefined ? undefined : Number(text.replace('%', '')));

/**
 * A statistic over the samples of one period; undefined when there is none, or when CloudWatch does not give it for them
 * (see `ranked`). Percentiles are of the nearest rank, so that `tm99` is the mean of what `p99` is the maximum of.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function computeStatistic(statistic: Statistic, distribution: Distribution): number | undefined {
  const summary = summarize(distribution);
  if (summary === undefined) return undefined;
  switch (statistic.kind) {
    case 'SampleCount':
      return summary.sampleCount;
    case 'Sum':
      return summary.sum;
    case 'Average':
      return summary.sum / summary.sampleCount;
    case 'Minimum':
      return summary.minimum;
    case 'Maximum':
      return summary.maximum;
    default: {
      const samples = ranked(distribution);
      if (samples === undefined) return undefined;
      return statistic.kind === 'percentile'
        ? valueAtRank(samples, Math.max(1, Math.ceil(exact((statistic.percent / 100) * summary.sampleCount))))
        : trimmed(statistic.kind, statistic.bounds, samples, summary.sampleCount);
    }
  }
}

/** Takes away the binary residue of a decimal percentage: 0.07 * 100 must not need an eighth sample. */
const exact = (rank: number) => Number(rank.toFixed(9));

function valueAtRank(samples: Ranked, rank: number): number | undefined {
  let seen = 0;
  for (const [value, count] of samples) {
    seen += count;
    if (seen >= rank) return value;
  }
  return samples.at(-1)?.[0];
}

function trimmed(kind: 'TM' | 'TC' | 'TS' | 'WM' | 'PR', bounds: Bounds, samples: Ranked, total: number) {
  const kept = bounds.percent ? keptByRank(bounds, samples, total) : keptByValue(bounds, samples);
  const count = kept.reduce((sum, [, times]) => sum + times, 0);
  const sum = kept.reduce((all, [value, times]) => all + value * times, 0);
  switch (kind) {
    case 'TC':
      return count;
    case 'TS':
      return sum;
    case 'PR':
      return (100 * count) / total;
    case 'TM':
      return count === 0 ? undefined : sum / count;
    case 'WM': {
      const low = bounds.percent ? kept[0]?.[0] : bounds.low;
      const high = bounds.percent ? kept.at(-1)?.[0] : bounds.high;
      const clamp = (value: number) => Math.min(Math.max(value, low ?? value), high ?? value);
      return samples.reduce((all, [value, times]) => all + clamp(value) * times, 0) / total;
    }
  }
}

/** Fixed bounds leave out values equal to the lower one and keep those equal to the higher. */
function keptByValue({ low, high }: Bounds, samples: Ranked): Ranked {
  return samples.filter(([value]) => (low === undefined || value > low) && (high === undefined || value <= high));
}

function keptByRank({ low, high }: Bounds, samples: Ranked, total: number): Ranked {
  const after = Math.floor(exact(((low ?? 0) / 100) * total));
  const until = Math.ceil(exact(((high ?? 100) / 100) * total));
  const kept: [number, number][] = [];
  let seen = 0;
  for (const [value, count] of samples) {
    const times = Math.min(seen + count, until) - Math.max(seen, after);
    if (times > 0) kept.push([value, times]);
    seen += count;
  }
  return kept;
}
