import type { Dimension, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  PutMetricAlarmCommand,
  ResourceNotFound,
} from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { changeAlarmTags } from './cloudwatch-alarm-tags.ts';
import { bool, integer, number, tags, text } from './property.ts';

const dimensions = () => z.array(z.strictObject({ Name: text(), Value: text() }));
const unit = () => z.enum(UNITS);
const UNITS = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  'Bytes',
  'Kilobytes',
  'Megabytes',
  'Gigabytes',
  'Terabytes',
  'Bits',
  'Kilobits',
  'Megabits',
  'Gigabits',
  'Terabits',
  'Percent',
  'Count',
  'Bytes/Second',
  'Kilobytes/Second',
  'Megabytes/Second',
  'Gigabytes/Second',
  'Terabytes/Second',
  'Bits/Second',
  'Kilobits/Second',
  'Megabits/Second',
  'Gigabits/Second',
  'Terabits/Second',
  'Count/Second',
  'None',
] as const;
const query = z.strictObject({
  Id: text(),
  Label: text().optional(),
  Expression: text().optional(),
  Period: integer().optional(),
  ReturnData: bool().optional(),
  AccountId: text().optional(),
  MetricStat: z
    .strictObject({
      Metric: z.strictObject({
        Namespace: text().optional(),
        MetricName: text().optional(),
        Dimensions: dimensions().optional(),
      }),
      Period: integer(),
      Stat: text(),
      Unit: unit().optional(),
    })
    .optional(),
});
const properties = z.strictObject({
  ActionsEnabled: bool().optional(),
  AlarmActions: z.array(text()).optional(),
  AlarmDescription: text().optional(),
  AlarmName: text().optional(),
  ComparisonOperator: z
    .enum(['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold'])
    .optional(),
  DatapointsToAlarm: integer().optional(),
  Dimensions: dimensions().optional(),
  EvaluateLowSampleCountPercentile: text().optional(),
  EvaluationPeriods: integer(),
  ExtendedStatistic: text().optional(),
  InsufficientDataActions: z.array(text()).optional(),
  MetricName: text().optional(),
  Metrics: z.array(query).optional(),
  Namespace: text().optional(),
  OKActions: z.array(text()).optional(),
  Period: integer().optional(),
  Statistic: z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']).optional(),
  Tags: tags().optional(),
  Threshold: number().optional(),
  TreatMissingData: text().optional(),
  Unit: unit().optional(),
});
type Properties = z.infer<typeof properties>;

async function put(name: string, { Dimensions, Metrics, ...given }: Properties, context: ResourceContext) {
  const metrics: MetricDataQuery[] | undefined = Metrics;
  const named: Dimension[] | undefined = Dimensions;
  const input = { ...given, Metrics: metrics, Dimensions: named, AlarmName: name };
  await context.client(CloudWatchClient).send(new PutMetricAlarmCommand(input));
  return { physicalId: name, attributes: { Arn: context.arn('cloudwatch', `alarm:${name}`) } };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudwatch-alarm.html */
export const cloudwatchAlarm = resourceType<Properties>({
  type: 'AWS::CloudWatch::Alarm',
  properties,
  replacedBy: ['AlarmName'],
  create: (given, context) => put(given.AlarmName ?? context.generateName(255), given, context),
  update: async (name, given, previous, context) => {
    const { Tags: _tags, ...others } = given;
    const provisioned = await put(name, others, context);
    await changeAlarmTags(context, provisioned.attributes.Arn, given.Tags, previous.Tags);
    return provisioned;
  },
  delete: async (name, _given, context) => {
    try {
      await context.client(CloudWatchClient).send(new DeleteAlarmsCommand({ AlarmNames: [name] }));
    } catch (error) {
      if (!(error instanceof ResourceNotFound)) throw error;
    }
  },
});
