import {
  CloudWatchLogsClient,
  DeleteMetricFilterCommand,
  PutMetricFilterCommand,
  ResourceNotFoundException,
  StandardUnit,
} from '@aws-sdk/client-cloudwatch-logs';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { number, text } from './property.ts';

const properties = z.strictObject({
  FilterName: text().optional(),
  FilterPattern: text(),
  LogGroupName: text(),
  MetricTransformations: z.array(
    z.strictObject({
      DefaultValue: number().optional(),
      Dimensions: z.array(z.strictObject({ Key: text(), Value: text() })).optional(),
      MetricName: text(),
      MetricNamespace: text(),
      MetricValue: text(),
      Unit: z.enum(StandardUnit).optional(),
    }),
  ),
});
type Properties = z.infer<typeof properties>;

/** A put replaces all of it, so that create and update are the same, however often they are tried. */
async function put(name: string, given: Properties, context: ResourceContext) {
  await context.client(CloudWatchLogsClient).send(
    new PutMetricFilterCommand({
      filterName: name,
      filterPattern: given.FilterPattern,
      logGroupName: given.LogGroupName,
      metricTransformations: given.MetricTransformations.map((one) => ({
        metricName: one.MetricName,
        metricNamespace: one.MetricNamespace,
        metricValue: one.MetricValue,
        defaultValue: one.DefaultValue,
        unit: one.Unit,
        dimensions: one.Dimensions && Object.fromEntries(one.Dimensions.map(({ Key, Value }) => [Key, Value])),
      })),
    }),
  );
  return { physicalId: name, attributes: {} };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-logs-metricfilter.html */
export const logsMetricFilter = resourceType<Properties>({
  type: 'AWS::Logs::MetricFilter',
  properties,
  replacedBy: ['FilterName', 'LogGroupName'],
  create: (given, context) => put(given.FilterName ?? context.generateName(512), given, context),
  update: (physicalId, next, _previous, context) => put(physicalId, next, context),
  delete: async (filterName, { LogGroupName: logGroupName }, context) => {
    try {
      await context.client(CloudWatchLogsClient).send(new DeleteMetricFilterCommand({ filterName, logGroupName }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error; // gone with its group
    }
  },
});
