import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { askedMinutes, pointsOf, syntheticQueries } from '../synthetic-traffic/counts.ts';
import { type CountedMetric, type ShiftedAlias, versionQueries } from '../version-counts.ts';
import type { AnswerCounts, Layer, Minute } from './decide.ts';

/** What is counted, and of what. */
export interface Watched extends ShiftedAlias {
  /** Duration beyond which an answer is slow, in milliseconds. */
  readonly slowMs: number;
  /** The alias by which synthetic traffic asks the old version. @default - there is none */
  readonly baselineAliasName?: string;
}

type Count = keyof AnswerCounts;
const COUNTS: readonly Count[] = ['invocations', 'errors', 'slow'];

/** Queries by the minute for the answers of the alias and of the new version behind it, and for those to synthetic requests. */
export function bakeQueries({ baselineAliasName, slowMs, ...alias }: Watched): MetricDataQuery[] {
  const counted: (CountedMetric & { id: Count })[] = [
    { id: 'invocations', metricName: 'Invocations', statistic: 'Sum' },
    { id: 'errors', metricName: 'Errors', statistic: 'Sum' },
    // How many values were above the limit.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
    { id: 'slow', metricName: 'Duration', statistic: `TC(${slowMs}:)` },
  ];
  const synthetic = baselineAliasName === undefined ? [] : syntheticQueries({ ...alias, baselineAliasName }, counted);
  return [...versionQueries(alias, counted), ...synthetic];
}

/**
 * The minutes of both versions from the answer, in the order of time.
 *
 * A complete result without a point is zero: Lambda emits nothing without traffic.
 * @param hasSynthetic whether synthetic requests were asked for too
 * @throws Error where a result is absent or not complete: half of the counts is no observation
 */
export function toMinutes(results: readonly MetricDataResult[], hasSynthetic = false): Minute[] {
  const points = (id: string) => pointsOf(results, id);
  const synthetic = hasSynthetic ? askedMinutes<Count>(results, 'invocations', COUNTS) : undefined;
  const read = (of: 'alias' | 'new') => ({
    invocations: points(`${of}_invocations`),
    errors: points(`${of}_errors`),
    slow: points(`${of}_slow`),
  });
  const [alias, version] = [read('alias'), read('new')];
  const starts = [...alias.invocations.keys(), ...version.invocations.keys(), ...(synthetic?.keys() ?? [])];
  return [...new Set(starts)]
    .sort((a, b) => a - b)
    .map((start) => {
      const of = (count: Count): { all: number; own: number } => {
        const own = version[count].get(start) ?? 0;
        // The two are not written at one instant: what is ahead of the other must not make a negative count.
        return { own, all: Math.max(own, alias[count].get(start) ?? 0) };
      };
      const [invocations, errors, slow] = [of('invocations'), of('errors'), of('slow')];
      const newVersion: AnswerCounts = { invocations: invocations.own, errors: errors.own, slow: slow.own };
      const asked = synthetic?.get(start);
      return {
        ...(asked === undefined ? {} : { synthetic: toLayer(asked) }),
        newVersion,
        oldVersion: {
          invocations: invocations.all - invocations.own,
          errors: errors.all - errors.own,
          slow: slow.all - slow.own,
        },
      };
    });
}

function toLayer(asked: Readonly<Record<'new' | 'old', ReadonlyMap<Count, number>>>): Layer {
  const answers = (of: ReadonlyMap<Count, number>): AnswerCounts => ({
    invocations: of.get('invocations') ?? 0,
    errors: of.get('errors') ?? 0,
    slow: of.get('slow') ?? 0,
  });
  return { newVersion: answers(asked.new), oldVersion: answers(asked.old) };
}
