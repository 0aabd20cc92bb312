import type { MetricDatum, PutMetricDataCommandInput, PutMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalidParameterCombination, invalidParameterValue, missingParameter, notSupported } from '../errors.ts';
import { metricStore } from '../metrics/metric-store.ts';
import { metricId } from '../metrics/query.ts';

const OLDEST_MS = 14 * 24 * 3600 * 1000;
const NEWEST_MS = 2 * 3600 * 1000;
const MOST_DIMENSIONS = 30;
const MOST_VALUES = 150;
const LARGEST_VALUE = 2 ** 360;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export function putMetricData(input: PutMetricDataCommandInput, context: Context): Output<PutMetricDataCommandOutput> {
  const namespace = input.Namespace ?? '';
  if (/^AWS\//.test(namespace))
    throw invalidParameterValue(
      `The value ${namespace} for parameter Namespace is invalid: 'AWS/' is for AWS services.`,
    );
  if (!/^[^:][A-Za-z0-9._\-/#:() ]{0,254}$/.test(namespace))
    throw invalidParameterValue(`The value ${namespace} for parameter Namespace is invalid.`);
  if (input.EntityMetricData !== undefined) throw notSupported('PutMetricData', 'EntityMetricData');
  const data = input.MetricData ?? [];
  if (data.length === 0) throw missingParameter('MetricData');
  if (data.length > 1000)
    throw invalidParameterValue(
      `The collection MetricData must not have a size greater than 1000, not ${data.length}.`,
    );
  data.forEach((datum, index) => {
    checkDatum(datum, `MetricData.member.${index + 1}`, context.clock.now());
  });

  const store = metricStore(context);
  for (const datum of data) add(store, context, namespace, datum);
  store.flush();
  return {};
}

function add(store: ReturnType<typeof metricStore>, context: Context, namespace: string, datum: MetricDatum): void {
  const metric = metricId(context, {
    Namespace: namespace,
    MetricName: datum.MetricName,
    Dimensions: datum.Dimensions,
  });
  const unit = datum.Unit ?? 'None';
  const atMs = datum.Timestamp?.getTime() ?? context.clock.now();
  const resolutionMs = datum.StorageResolution === 1 ? 1000 : 60_000;
  if (datum.Value !== undefined) store.addValue(metric, unit, atMs, datum.Value, 1, resolutionMs);
  (datum.Values ?? []).forEach((value, index) => {
    store.addValue(metric, unit, atMs, value, datum.Counts?.[index] ?? 1, resolutionMs);
  });
  if (datum.StatisticValues === undefined) return;
  const { SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 } = datum.StatisticValues;
  store.addSet(
    metric,
    unit,
    atMs,
    { sampleCount: SampleCount, sum: Sum, minimum: Minimum, maximum: Maximum },
    resolutionMs,
  );
}

function checkDatum(datum: MetricDatum, where: string, nowMs: number): void {
  const { MetricName, Dimensions = [], Value, Values, Counts, StatisticValues, StorageResolution, Timestamp } = datum;
  if (!MetricName) throw missingParameter(`${where}.MetricName`);
  if (Dimensions.length > MOST_DIMENSIONS)
    throw invalidParameterValue(
      `The collection ${where}.Dimensions must not have a size greater than ${MOST_DIMENSIONS}.`,
    );
  for (const { Name, Value: value } of Dimensions)
    if (!Name || !value) throw invalidParameterValue(`The dimension '${Name}' of ${where} needs a name and a value.`);
  const forms = [Value, Values, StatisticValues].filter((form) => form !== undefined).length;
  if (forms === 0) throw missingParameter(`${where}.Value`);
  if (forms > 1)
    throw invalidParameterCombination(
      `The parameters ${where}.Value, Values and StatisticValues are mutually exclusive.`,
    );
  if (Counts !== undefined && Counts.length !== Values?.length)
    throw invalidParameterValue(`The parameters ${where}.Values and ${where}.Counts must be of the same size.`);
  if (Values !== undefined && Values.length > MOST_VALUES)
    throw invalidParameterValue(`The collection ${where}.Values must not have a size greater than ${MOST_VALUES}.`);
  const { SampleCount, Sum, Minimum, Maximum } = StatisticValues ?? {};
  for (const number of [Value, ...(Values ?? []), ...(Counts ?? []), SampleCount, Sum, Minimum, Maximum])
    if (number !== undefined && !(Math.abs(number) <= LARGEST_VALUE))
      throw invalidParameterValue(`The value ${number} for parameter ${where} is invalid.`);
  if (StorageResolution !== undefined && StorageResolution !== 1 && StorageResolution !== 60)
    throw invalidParameterValue(
      `The value ${StorageResolution} for parameter ${where}.StorageResolution must be 1 or 60.`,
    );
  const age = nowMs - (Timestamp?.getTime() ?? nowMs);
  if (age > OLDEST_MS || age < -NEWEST_MS)
    throw invalidParameterValue(
      `The parameter ${where}.Timestamp must specify a time no more than two weeks in the past and two hours in the future; it is ${Timestamp?.toISOString()}, and now is ${new Date(nowMs).toISOString()}.`,
    );
}
