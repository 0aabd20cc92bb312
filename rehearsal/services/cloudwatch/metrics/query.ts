import type { Metric, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Scope } from '../../../kernel/service.ts';
import { validationError } from '../errors.ts';
import { evaluateExpression } from '../math/evaluate.ts';
import { parseExpression, references } from '../math/parse.ts';
import { longestPeriod, type MathValue, seriesOf, type TimeSeries } from '../math/time-series.ts';
import { type MetricId, metricStore } from './metric-store.ts';
import { computeStatistic, parseStatistic } from './statistic.ts';

const ID = /^[a-z][a-zA-Z0-9_]*$/;
const DEFAULT_PERIOD_MS = 60_000;

export interface QueryRange {
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
  /** True: periods begin at `startMs`; false: at multiples of the period since the epoch. */
  readonly fromStart: boolean;
}

export function metricId(scope: Scope, { Namespace, MetricName, Dimensions }: Metric): MetricId {
  return {
    account: scope.account,
    region: scope.region,
    namespace: Namespace ?? '',
    name: MetricName ?? '',
    dimensions: Object.fromEntries((Dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? ''])),
  };
}

/** @throws ServiceError ValidationError unless it is 1, 5, 10, 20, 30 or a multiple of 60 seconds */
export function checkPeriod(periodSeconds: number): number {
  if (![1, 5, 10, 20, 30].includes(periodSeconds) && !(periodSeconds >= 60 && periodSeconds % 60 === 0))
    throw validationError(`Invalid period ${periodSeconds}: it must be 1, 5, 10, 20, 30 or a multiple of 60`);
  return periodSeconds * 1000;
}

/**
 * The result of each query by its id, in the order of the queries; one series, or several for an array.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
 * @throws ServiceError ValidationError
 */
export function queryMetrics(
  scope: Scope,
  queries: readonly MetricDataQuery[],
  range: QueryRange,
): Map<string, readonly TimeSeries[]> {
  const byId = checkQueries(queries, scope.account);
  const metrics = new Map<string, TimeSeries>();
  for (const [id, query] of byId) if (query.MetricStat !== undefined) metrics.set(id, readMetric(scope, query, range));
  const expressions = new Map<string, MathValue>();
  const underWay: string[] = [];
  const defaultPeriodMs = longestPeriod([...metrics.values()]) ?? DEFAULT_PERIOD_MS;

  const resultOf = (id: string): MathValue => {
    const known = metrics.get(id) ?? expressions.get(id);
    if (known !== undefined) return known;
    const query = byId.get(id);
    if (query?.Expression === undefined) throw validationError(`The id '${id}' is not among the queries`);
    if (underWay.includes(id)) throw validationError(`The expressions ${underWay.join(', ')} refer to each other`);
    underWay.push(id);
    const periodMs = query.Period === undefined ? defaultPeriodMs : checkPeriod(query.Period);
    const value = evaluateExpression(parse(query.Expression), {
      lookUp: resultOf,
      metrics,
      startMs: aligned(range, periodMs),
      endMs: range.endMs,
      defaultPeriodMs: periodMs,
    });
    underWay.pop();
    expressions.set(id, value);
    return value;
  };

  const results = new Map<string, readonly TimeSeries[]>();
  for (const [id, query] of byId) {
    const value = resultOf(id);
    if (value.kind === 'scalar')
      throw validationError(`The expression '${query.Expression}' gives a number; a result must be a time series`);
    const items = value.kind === 'list' ? value.items : [value];
    results.set(
      id,
      query.MetricStat === undefined
        ? items.map((one) => ({ ...one, label: labelOf(query, id, value.kind === 'list' ? one : undefined) }))
        : items,
    );
  }
  return results;
}

/** Of an array, the expression's label before each series' own. */
function labelOf(query: MetricDataQuery, id: string, member: TimeSeries | undefined): string {
  const own = query.Label ?? id;
  return member === undefined ? own : `${own} ${member.label}`.trim();
}

function checkQueries(queries: readonly MetricDataQuery[], account: string): Map<string, MetricDataQuery> {
  const byId = new Map<string, MetricDataQuery>();
  for (const query of queries) {
    const id = query.Id ?? '';
    if (!ID.test(id))
      throw validationError(
        `Invalid metrics list: Id '${id}' must start with a lower-case letter and hold only letters, numbers and underscores`,
      );
    if (byId.has(id)) throw validationError(`Invalid metrics list: Id '${id}' is used twice`);
    if ((query.MetricStat === undefined) === (query.Expression === undefined))
      throw validationError(`Invalid metrics list: '${id}' must have either MetricStat or Expression`);
    if (query.AccountId !== undefined && query.AccountId !== account)
      throw validationError(
        `Invalid metrics list: '${id}' is of account ${query.AccountId}; the rehearsal has no cross-account metrics`,
      );
    if (query.Label?.includes('${'))
      throw validationError(`The rehearsal does not implement dynamic labels such as '${query.Label}'`);
    byId.set(id, query);
  }
  return byId;
}

function aligned({ startMs, fromStart }: QueryRange, periodMs: number): number {
  return fromStart ? startMs : Math.floor(startMs / periodMs) * periodMs;
}

function readMetric(scope: Scope, query: MetricDataQuery, range: QueryRange): TimeSeries {
  const { Metric: metric, Period, Stat, Unit } = query.MetricStat ?? {};
  const statistic = parseStatistic(Stat ?? '');
  if (statistic === undefined) throw validationError(`The value ${Stat} for parameter Stat is not supported`);
  const periodMs = checkPeriod(Period ?? 0);
  const id = metricId(scope, metric ?? {});
  const bins = metricStore(scope).read(id, Unit, aligned(range, periodMs), range.endMs, periodMs);
  return seriesOf(
    query.Label ?? id.name,
    periodMs,
    bins.map(({ startMs, distribution }) => [startMs, computeStatistic(statistic, distribution)] as const),
  );
}

const parsed = new Map<string, ReturnType<typeof parseExpression>>();
const PARSED_KEPT = 1000;

/** Alarms evaluate the same few expressions every minute. */
function parse(source: string): ReturnType<typeof parseExpression> {
  if (/^\s*SELECT\s/i.test(source))
    throw validationError(`The rehearsal does not implement Metrics Insights queries such as '${source}'`);
  const known = parsed.get(source);
  if (known !== undefined) return known;
  if (parsed.size >= PARSED_KEPT) parsed.clear();
  const expression = parseExpression(source);
  parsed.set(source, expression);
  return expression;
}

/** The ids that an expression depends on, directly. @throws ServiceError ValidationError for bad syntax */
export const referencesOf = (source: string): string[] => references(parse(source));
