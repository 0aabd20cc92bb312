import {
  CloudWatchClient,
  DeleteDashboardsCommand,
  PutDashboardCommand,
  ResourceNotFound,
} from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { text } from './property.ts';

const properties = z.strictObject({ DashboardBody: text(), DashboardName: text().optional() });
type Properties = z.infer<typeof properties>;

async function put(DashboardName: string, { DashboardBody }: Properties, context: ResourceContext) {
  await context.client(CloudWatchClient).send(new PutDashboardCommand({ DashboardName, DashboardBody }));
  return { physicalId: DashboardName, attributes: {} };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudwatch-dashboard.html */
export const cloudwatchDashboard = resourceType<Properties>({
  type: 'AWS::CloudWatch::Dashboard',
  properties,
  replacedBy: ['DashboardName'],
  create: (given, context) => put(given.DashboardName ?? context.generateName(255), given, context),
  update: (name, given, _previous, context) => put(name, given, context),
  delete: async (name, _given, context) => {
    try {
      await context.client(CloudWatchClient).send(new DeleteDashboardsCommand({ DashboardNames: [name] }));
    } catch (error) {
      // The SDK tells a missing dashboard by its older, common code.
      if (!(error instanceof ResourceNotFound)) throw error;
    }
  },
});
