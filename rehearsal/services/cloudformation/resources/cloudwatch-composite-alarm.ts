import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  PutCompositeAlarmCommand,
  ResourceNotFound,
} from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { changeAlarmTags } from './cloudwatch-alarm-tags.ts';
import { bool, tags, text } from './property.ts';

const properties = z.strictObject({
  ActionsEnabled: bool().optional(),
  AlarmActions: z.array(text()).optional(),
  AlarmDescription: text().optional(),
  AlarmName: text().optional(),
  AlarmRule: text(),
  InsufficientDataActions: z.array(text()).optional(),
  OKActions: z.array(text()).optional(),
  Tags: tags().optional(),
});
type Properties = z.infer<typeof properties>;

async function put(name: string, given: Properties, context: ResourceContext) {
  await context.client(CloudWatchClient).send(new PutCompositeAlarmCommand({ ...given, AlarmName: name }));
  return { physicalId: name, attributes: { Arn: context.arn('cloudwatch', `alarm:${name}`) } };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudwatch-compositealarm.html */
export const cloudwatchCompositeAlarm = resourceType<Properties>({
  type: 'AWS::CloudWatch::CompositeAlarm',
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
