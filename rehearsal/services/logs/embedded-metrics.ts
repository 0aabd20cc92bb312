import { z } from 'zod';
import type { MetricValue } from '../../kernel/telemetry.ts';

/*
 * Metrics inside of log events:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

const schema = z.looseObject({
  _aws: z.looseObject({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.looseObject({
        Namespace: z.string().min(1),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.looseObject({ Name: z.string().min(1), Unit: z.string().optional() })),
      }),
    ),
  }),
});

/** What Lambda's own console puts before a message. */
const CONSOLE_PREFIX = /^[^\t{]+\t[^\t{]+\t[A-Z]+\t$/;

/** @returns the metrics that a message carries; none when it is not in the format, as CloudWatch does */
export function embeddedMetrics(message: string, region: string): MetricValue[] {
  if (!message.includes('"_aws"')) return [];
  const start = message.indexOf('{');
  if (start > 0 && !CONSOLE_PREFIX.test(message.slice(0, start))) return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(message.slice(start));
  } catch (error) {
    if (error instanceof SyntaxError) return []; // a line that only looks like it stays a line
    throw error;
  }
  const document = schema.safeParse(parsed);
  if (!document.success) return [];
  const { _aws, ...members } = document.data;
  const found: MetricValue[] = [];
  for (const { Namespace: namespace, Dimensions, Metrics } of _aws.CloudWatchMetrics)
    for (const names of Dimensions.length === 0 ? [[]] : Dimensions) {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(members[name] ?? '')]));
      for (const { Name: name, Unit: unit } of Metrics) {
        const given = members[name];
        for (const value of Array.isArray(given) ? given : [given])
          if (typeof value === 'number' && Number.isFinite(value))
            found.push({
              region,
              namespace,
              name,
              dimensions,
              value,
              ...(unit === undefined ? {} : { unit }),
              timestampMs: _aws.Timestamp,
            });
      }
    }
  return found;
}
