import type {
  Datapoint,
  GetMetricStatisticsCommandInput,
  GetMetricStatisticsCommandOutput,
  StandardUnit,
} from '@aws-sdk/client-cloudwatch';
import { StandardUnit as UNITS } from '@aws-sdk/client-cloudwatch';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalidParameterCombination, invalidParameterValue } from '../errors.ts';
import { summarize } from '../metrics/distribution.ts';
import { metricStore } from '../metrics/metric-store.ts';
import { checkPeriod, metricId } from '../metrics/query.ts';
import { computeStatistic, parseStatistic } from '../metrics/statistic.ts';

const MOST_DATAPOINTS = 1440;
const MINUTE_MS = 60_000;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export function getMetricStatistics(
  input: GetMetricStatisticsCommandInput,
  context: Context,
): Output<GetMetricStatisticsCommandOutput> {
  const { Statistics = [], ExtendedStatistics = [], Unit } = input;
  if (Statistics.length + ExtendedStatistics.length === 0)
    throw invalidParameterCombination(
      'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
    );
  const extended = ExtendedStatistics.map((name) => {
    const statistic = parseStatistic(name);
    if (statistic === undefined)
      throw invalidParameterValue(`The value ${name} for parameter ExtendedStatistics is not supported.`);
    return { name, statistic };
  });
  const periodMs = checkPeriod(input.Period ?? 0);
  const startMs = input.StartTime?.getTime() ?? 0;
  const endMs = input.EndTime?.getTime() ?? 0;
  if (startMs >= endMs) throw invalidParameterValue('The parameter StartTime must be less than the parameter EndTime.');
  if ((endMs - startMs) / periodMs > MOST_DATAPOINTS)
    throw invalidParameterCombination(
      `You have requested up to ${Math.ceil((endMs - startMs) / periodMs)} datapoints, which exceeds the limit of ${MOST_DATAPOINTS}.`,
    );
  const step = Math.min(periodMs, MINUTE_MS);
  const id = metricId(context, input);
  const store = metricStore(context);
  const fromMs = Math.floor(startMs / step) * step;
  // Data of one metric in several units is given apart, unit by unit.
  const seen = new Set(store.read(id, Unit, fromMs, endMs, periodMs).flatMap(({ units }) => units));
  const points: Datapoint[] = [];
  for (const unit of seen)
    for (const { startMs: atMs, distribution } of store.read(id, unit, fromMs, endMs, periodMs)) {
      const summary = summarize(distribution);
      if (summary === undefined) continue;
      const values: Record<string, number> = {};
      for (const { name, statistic } of extended) {
        const value = computeStatistic(statistic, distribution);
        if (value !== undefined) values[name] = value;
      }
      points.push({
        Timestamp: new Date(atMs),
        Unit: asUnit(unit),
        ...(Statistics.includes('SampleCount') ? { SampleCount: summary.sampleCount } : {}),
        ...(Statistics.includes('Sum') ? { Sum: summary.sum } : {}),
        ...(Statistics.includes('Average') ? { Average: summary.sum / summary.sampleCount } : {}),
        ...(Statistics.includes('Minimum') ? { Minimum: summary.minimum } : {}),
        ...(Statistics.includes('Maximum') ? { Maximum: summary.maximum } : {}),
        ...(extended.length > 0 ? { ExtendedStatistics: values } : {}),
      });
    }
  return { Label: id.name, Datapoints: points };
}

function asUnit(unit: string): StandardUnit {
  return Object.values(UNITS).find((known) => known === unit) ?? 'None';
}
