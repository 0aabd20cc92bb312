import type { MetricFilter, StandardUnit } from '@aws-sdk/client-cloudwatch-logs';
import type { Scope } from '../../kernel/service.ts';
import type { MetricValue } from '../../kernel/telemetry.ts';
import { compilePattern, type Matcher, parseJson } from './filter-pattern.ts';
import { valueAt } from './json-pattern.ts';

/* https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html */

export interface StoredFilter {
  readonly groupName: string;
  readonly name: string;
  readonly pattern: string;
  readonly createdMs: number;
  readonly transformation: {
    readonly namespace: string;
    readonly metric: string;
    /** A number, or a path such as `$.latency`. */
    readonly value: string;
    readonly defaultValue?: number;
    readonly unit?: StandardUnit;
    /** Dimension to path. */
    readonly dimensions: Readonly<Record<string, string>>;
  };
}

/** By `<group>\n<filter>`; neither name holds a line feed. */
export const metricFilters = (scope: Scope) => scope.table<StoredFilter>('logs.metricFilters');
export const filterKey = (group: string, name: string): string => `${group}\n${name}`;

const compiled = new Map<string, Matcher>();
function matcherOf(pattern: string): Matcher {
  let matcher = compiled.get(pattern);
  if (matcher === undefined) {
    matcher = compilePattern(pattern);
    compiled.set(pattern, matcher);
  }
  return matcher;
}

/** What one event makes of the metrics of a group's filters. */
export function filterMetrics(scope: Scope, group: string, message: string, timestampMs: number): MetricValue[] {
  const values: MetricValue[] = [];
  for (const { pattern, transformation } of metricFilters(scope).values(`${group}\n`)) {
    const { namespace, metric: name, defaultValue, unit } = transformation;
    const matched = matcherOf(pattern)(message);
    const event = matched ? parseJson(message) : undefined;
    const read = (source: string) => (source.startsWith('$') ? valueAt(event, source) : source);
    const value = matched ? Number(read(transformation.value) ?? Number.NaN) : defaultValue;
    if (value === undefined || !Number.isFinite(value)) continue;
    const dimensions = Object.entries(transformation.dimensions).map(([key, path]) => [key, read(path)] as const);
    // Without a value for each dimension CloudWatch makes no metric of the event.
    if (dimensions.some(([, found]) => found === undefined || found === null)) continue;
    values.push({
      region: scope.region,
      namespace,
      name,
      value,
      timestampMs,
      dimensions: Object.fromEntries(dimensions.map(([key, found]) => [key, String(found)])),
      ...(unit === undefined ? {} : { unit }),
    });
  }
  return values;
}

export function describeFilter({ groupName, name, pattern, createdMs, transformation }: StoredFilter): MetricFilter {
  const { namespace, metric, value, defaultValue, unit, dimensions } = transformation;
  return {
    filterName: name,
    filterPattern: pattern,
    logGroupName: groupName,
    creationTime: createdMs,
    metricTransformations: [
      {
        metricNamespace: namespace,
        metricName: metric,
        metricValue: value,
        ...(defaultValue === undefined ? {} : { defaultValue }),
        ...(unit === undefined ? {} : { unit }),
        ...(Object.keys(dimensions).length === 0 ? {} : { dimensions: { ...dimensions } }),
      },
    ],
  };
}
