import {
  AssociateKmsKeyCommand,
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DisassociateKmsKeyCommand,
  PutRetentionPolicyCommand,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { integer, tags, text } from './property.ts';
import { tagChanges } from './tag-changes.ts';

const properties = z.strictObject({
  KmsKeyId: text().optional(),
  LogGroupClass: z.literal('STANDARD').optional(),
  LogGroupName: text().optional(),
  RetentionInDays: integer().optional(),
  Tags: tags().optional(),
});
type Properties = z.infer<typeof properties>;

const record = (given: Properties['Tags']) => Object.fromEntries((given ?? []).map((tag) => [tag.Key, tag.Value]));
const provisioned = (name: string, context: ResourceContext) => ({
  physicalId: name,
  attributes: { Arn: `${context.arn('logs', `log-group:${name}`)}:*` },
});

async function create(given: Properties, context: ResourceContext) {
  const logs = context.client(CloudWatchLogsClient);
  const logGroupName = given.LogGroupName ?? context.generateName(512);
  const exists = async () => {
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupIdentifiers: [logGroupName] }));
    return logGroups?.some((group) => group.logGroupName === logGroupName) === true;
  };
  await createOnce(context, logGroupName, exists, () =>
    logs.send(new CreateLogGroupCommand({ logGroupName, kmsKeyId: given.KmsKeyId, tags: record(given.Tags) })),
  );
  if (given.RetentionInDays !== undefined)
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: given.RetentionInDays }));
  return provisioned(logGroupName, context);
}

async function update(logGroupName: string, next: Properties, previous: Properties, context: ResourceContext) {
  const logs = context.client(CloudWatchLogsClient);
  if (next.RetentionInDays !== undefined)
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: next.RetentionInDays }));
  else if (previous.RetentionInDays !== undefined) await logs.send(new DeleteRetentionPolicyCommand({ logGroupName }));
  if (next.KmsKeyId !== undefined)
    await logs.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId: next.KmsKeyId }));
  else if (previous.KmsKeyId !== undefined) await logs.send(new DisassociateKmsKeyCommand({ logGroupName }));
  const resourceArn = context.arn('logs', `log-group:${logGroupName}`);
  const { set, removed } = tagChanges(next.Tags, previous.Tags);
  if (removed.length > 0) await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: removed }));
  if (set.length > 0) await logs.send(new TagResourceCommand({ resourceArn, tags: record(set) }));
  return provisioned(logGroupName, context);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-logs-loggroup.html */
export const logsLogGroup = resourceType<Properties>({
  type: 'AWS::Logs::LogGroup',
  properties,
  replacedBy: ['LogGroupName'],
  create,
  update,
  delete: async (logGroupName, _given, context) => {
    try {
      await context.client(CloudWatchLogsClient).send(new DeleteLogGroupCommand({ logGroupName }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  },
});
