import {
  type AttributeDefinition,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteResourcePolicyCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type GlobalSecondaryIndexUpdate,
  PutResourcePolicyCommand,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateContributorInsightsCommand,
  UpdateTableCommand,
  type UpdateTableCommandInput,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { bool, integer, json, tags, text } from './property.ts';
import { tagChanges } from './tag-changes.ts';

const keySchema = z.array(z.strictObject({ AttributeName: text(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']).optional(),
  NonKeyAttributes: z.array(text()).optional(),
});
const throughput = z.strictObject({ ReadCapacityUnits: integer(), WriteCapacityUnits: integer() });
const onDemand = z.strictObject({
  MaxReadRequestUnits: integer().optional(),
  MaxWriteRequestUnits: integer().optional(),
});
const index = z.strictObject({ IndexName: text(), KeySchema: keySchema, Projection: projection });
const insights = z.strictObject({ Enabled: bool() });

const properties = z.strictObject({
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: text(), AttributeType: z.enum(['S', 'N', 'B']) })),
  BillingMode: z.enum(['PROVISIONED', 'PAY_PER_REQUEST']).optional(),
  ContributorInsightsSpecification: insights.optional(),
  DeletionProtectionEnabled: bool().optional(),
  GlobalSecondaryIndexes: z
    .array(
      index.extend({
        ProvisionedThroughput: throughput.optional(),
        OnDemandThroughput: onDemand.optional(),
      }),
    )
    .optional(),
  KeySchema: keySchema,
  LocalSecondaryIndexes: z.array(index).optional(),
  OnDemandThroughput: onDemand.optional(),
  PointInTimeRecoverySpecification: z
    .strictObject({ PointInTimeRecoveryEnabled: bool(), RecoveryPeriodInDays: integer().optional() })
    .optional(),
  ProvisionedThroughput: throughput.optional(),
  ResourcePolicy: z.strictObject({ PolicyDocument: json() }).optional(),
  SSESpecification: z
    .strictObject({ SSEEnabled: bool(), SSEType: z.literal('KMS').optional(), KMSMasterKeyId: text().optional() })
    .optional(),
  StreamSpecification: z
    .strictObject({
      StreamViewType: z.enum(['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY']),
      ResourcePolicy: z.never().optional(),
    })
    .optional(),
  TableClass: z.enum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS']).optional(),
  TableName: text().optional(),
  Tags: tags().optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: text().optional(), Enabled: bool() }).optional(),
});
type Properties = z.infer<typeof properties>;

const encryption = (given: Properties['SSESpecification']) =>
  given === undefined
    ? undefined
    : { Enabled: given.SSEEnabled, SSEType: given.SSEType, KMSMasterKeyId: given.KMSMasterKeyId };
const stream = (given: Properties['StreamSpecification']) =>
  given === undefined ? undefined : { StreamEnabled: true, StreamViewType: given.StreamViewType };
const defined = <T>(list: readonly T[] | undefined): T[] | undefined =>
  list === undefined || list.length === 0 ? undefined : [...list];

function tableInput(name: string, given: Properties): CreateTableCommandInput {
  return {
    TableName: name,
    AttributeDefinitions: given.AttributeDefinitions,
    KeySchema: given.KeySchema,
    BillingMode: given.BillingMode,
    ProvisionedThroughput: given.ProvisionedThroughput,
    OnDemandThroughput: given.OnDemandThroughput,
    GlobalSecondaryIndexes: defined(given.GlobalSecondaryIndexes),
    LocalSecondaryIndexes: defined(given.LocalSecondaryIndexes),
    SSESpecification: encryption(given.SSESpecification),
    StreamSpecification: stream(given.StreamSpecification),
    TableClass: given.TableClass,
    DeletionProtectionEnabled: given.DeletionProtectionEnabled,
    Tags: given.Tags,
    ...(given.ResourcePolicy === undefined
      ? {}
      : { ResourcePolicy: JSON.stringify(given.ResourcePolicy.PolicyDocument) }),
  };
}

async function describe(dynamodb: DynamoDBClient, TableName: string) {
  try {
    return (await dynamodb.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
async function answer(dynamodb: DynamoDBClient, name: string) {
  const table = await describe(dynamodb, name);
  return {
    physicalId: name,
    attributes: {
      Arn: table?.TableArn,
      ...(table?.LatestStreamArn === undefined ? {} : { StreamArn: table.LatestStreamArn }),
    },
  };
}

/** What has calls of its own beside the table's. */
async function settings(dynamodb: DynamoDBClient, TableName: string, next: Properties, previous?: Properties) {
  const recovery = next.PointInTimeRecoverySpecification;
  if (recovery !== undefined || previous?.PointInTimeRecoverySpecification !== undefined)
    await dynamodb.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: recovery ?? { PointInTimeRecoveryEnabled: false },
      }),
    );
  await changeTimeToLive(dynamodb, TableName, next, previous);
  const enabled = next.ContributorInsightsSpecification?.Enabled === true;
  if (enabled !== (previous?.ContributorInsightsSpecification?.Enabled === true))
    await dynamodb.send(
      new UpdateContributorInsightsCommand({ TableName, ContributorInsightsAction: enabled ? 'ENABLE' : 'DISABLE' }),
    );
}
async function changeTimeToLive(dynamodb: DynamoDBClient, TableName: string, next: Properties, previous?: Properties) {
  const active = (given: Properties | undefined) =>
    given?.TimeToLiveSpecification?.Enabled === true ? given.TimeToLiveSpecification.AttributeName : undefined;
  const from = active(previous);
  const to = active(next);
  if (from === to) return;
  const set = (AttributeName: string, Enabled: boolean) =>
    dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName, Enabled } }));
  if (from !== undefined) await set(from, false);
  if (to !== undefined) await set(to, true);
}

async function create(given: Properties, context: ResourceContext) {
  const dynamodb = context.client(DynamoDBClient);
  const name = given.TableName ?? context.generateName(255);
  await createOnce(
    context,
    name,
    async () => (await describe(dynamodb, name)) !== undefined,
    () => dynamodb.send(new CreateTableCommand(tableInput(name, given))),
  );
  await settings(dynamodb, name, given);
  return answer(dynamodb, name);
}

/** Index by index, as the service takes one change of an index in a call. */
function indexUpdates(next: Properties, previous: Properties): GlobalSecondaryIndexUpdate[] {
  const before = new Map((previous.GlobalSecondaryIndexes ?? []).map((one) => [one.IndexName, JSON.stringify(one)]));
  const after = new Map((next.GlobalSecondaryIndexes ?? []).map((one) => [one.IndexName, JSON.stringify(one)]));
  const removed = [...before]
    .filter(([name, one]) => after.get(name) !== one)
    .map(([IndexName]) => ({ Delete: { IndexName } }));
  const added = (next.GlobalSecondaryIndexes ?? [])
    .filter((one) => before.get(one.IndexName) !== JSON.stringify(one))
    .map((one) => ({ Create: one }));
  return [...removed, ...added];
}

async function update(name: string, next: Properties, previous: Properties, context: ResourceContext) {
  const dynamodb = context.client(DynamoDBClient);
  const AttributeDefinitions: AttributeDefinition[] = next.AttributeDefinitions;
  const change = (input: Omit<UpdateTableCommandInput, 'TableName'>) =>
    dynamodb.send(new UpdateTableCommand({ TableName: name, AttributeDefinitions, ...input }));
  const differs = (what: keyof Properties) => JSON.stringify(next[what]) !== JSON.stringify(previous[what]);

  for (const one of indexUpdates(next, previous)) await change({ GlobalSecondaryIndexUpdates: [one] });
  const view = next.StreamSpecification?.StreamViewType;
  const active = (await describe(dynamodb, name))?.StreamSpecification?.StreamViewType;
  if (active !== view) {
    if (active !== undefined) await change({ StreamSpecification: { StreamEnabled: false } });
    if (view !== undefined) await change({ StreamSpecification: { StreamEnabled: true, StreamViewType: view } });
  }
  if (differs('BillingMode') || differs('ProvisionedThroughput') || differs('OnDemandThroughput'))
    await change({
      BillingMode: next.BillingMode ?? 'PROVISIONED',
      ProvisionedThroughput: next.ProvisionedThroughput,
      OnDemandThroughput: next.OnDemandThroughput,
    });
  if (differs('SSESpecification'))
    await change({ SSESpecification: encryption(next.SSESpecification) ?? { Enabled: false } });
  if (differs('TableClass')) await change({ TableClass: next.TableClass ?? 'STANDARD' });
  if (differs('DeletionProtectionEnabled'))
    await change({ DeletionProtectionEnabled: next.DeletionProtectionEnabled ?? false });
  await settings(dynamodb, name, next, previous);
  const answered = await answer(dynamodb, name);
  const ResourceArn = answered.attributes.Arn;
  const { set, removed } = tagChanges(next.Tags, previous.Tags);
  if (set.length > 0) await dynamodb.send(new TagResourceCommand({ ResourceArn, Tags: set }));
  if (removed.length > 0) await dynamodb.send(new UntagResourceCommand({ ResourceArn, TagKeys: removed }));
  if (next.ResourcePolicy !== undefined) {
    const Policy = JSON.stringify(next.ResourcePolicy.PolicyDocument);
    await dynamodb.send(new PutResourcePolicyCommand({ ResourceArn, Policy }));
  } else if (previous.ResourcePolicy !== undefined)
    await dynamodb.send(new DeleteResourcePolicyCommand({ ResourceArn }));
  return answered;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html; imports from S3 and Kinesis streams are not kept. */
export const dynamodbTable = resourceType<Properties>({
  type: 'AWS::DynamoDB::Table',
  properties,
  replacedBy: ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  create,
  update,
  delete: async (TableName, _given, context) => {
    const dynamodb = context.client(DynamoDBClient);
    if ((await describe(dynamodb, TableName)) !== undefined) await dynamodb.send(new DeleteTableCommand({ TableName }));
  },
});
