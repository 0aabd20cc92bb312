import * as cdk from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { SMOKE_KEY_PREFIX } from '../../hooks/smoke-record.ts';
import { PARTITION_KEY } from './contract.ts';

/** Properties of `studentTable`. */
export interface StudentTableProps {
  readonly tableName: string;
  readonly key: kms.IKey;
  /** Keep the table, and refuse its deletion. */
  readonly retainData: boolean;
}

/** The students' table: encrypted with the customer's key, restorable to any second, with a stream of new images. */
export function studentTable(scope: Construct, id: string, props: StudentTableProps): dynamodb.Table {
  return new dynamodb.Table(scope, id, {
    tableName: props.tableName,
    partitionKey: { name: PARTITION_KEY, type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    stream: dynamodb.StreamViewType.NEW_IMAGE,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: props.key,
    deletionProtection: props.retainData,
    removalPolicy: props.retainData ? cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : cdk.RemovalPolicy.DESTROY,
  });
}

const READ_KEY_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey'];
/** CDK's grant for writers of an encrypted table, with its wildcards spelled out. */
const WRITE_KEY_ACTIONS = [
  ...READ_KEY_ACTIONS,
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/**
 * The key may be used by DynamoDB on the role's behalf, and by the role in no other way.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
function keyStatement(table: dynamodb.Table, key: kms.IKey, actions: string[]): iam.PolicyStatement {
  const { region } = cdk.Stack.of(table);
  return new iam.PolicyStatement({
    actions,
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` } },
  });
}

/** The key, as whoever writes to an encrypted table needs it. */
export const writeKeyStatement = (table: dynamodb.Table, key: kms.IKey): iam.PolicyStatement =>
  keyStatement(table, key, WRITE_KEY_ACTIONS);

/** Lets a role put items, and nothing else. */
export const writeStatements = (table: dynamodb.Table, key: kms.IKey): readonly iam.PolicyStatement[] => [
  new iam.PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [table.tableArn] }),
  writeKeyStatement(table, key),
];

/** Lets a role get items, and nothing else. */
export const readStatements = (table: dynamodb.Table, key: kms.IKey): readonly iam.PolicyStatement[] => [
  new iam.PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [table.tableArn] }),
  keyStatement(table, key, READ_KEY_ACTIONS),
];

/** Only the hooks' own records, told by their key. */
const SMOKE_RECORDS = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${SMOKE_KEY_PREFIX}*`] } };

/** Lets a role delete the hooks' own records, told by their key, and nothing else. */
export const cleanUpStatements = (table: dynamodb.Table, key: kms.IKey): readonly iam.PolicyStatement[] => [
  new iam.PolicyStatement({
    actions: ['dynamodb:DeleteItem'],
    resources: [table.tableArn],
    conditions: SMOKE_RECORDS,
  }),
  writeKeyStatement(table, key),
];

/** Lets a role that may delete the hooks' own records also put them, and nothing else. */
export const seedStatements = (table: dynamodb.Table): readonly iam.PolicyStatement[] => [
  new iam.PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [table.tableArn], conditions: SMOKE_RECORDS }),
];
