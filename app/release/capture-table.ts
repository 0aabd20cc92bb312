import * as cdk from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { CAPTURE_ATTRIBUTES } from '../../hooks/pre-traffic/shadow/captured.ts';

/** Properties of `captureTable`. */
export interface CaptureTableProps {
  readonly tableName: string;
  readonly key: kms.IKey;
}

/**
 * The table of captured requests: encrypted with the customer's key, and each item deleted when its time is over. It goes with the
 * stack: nothing in it is the only one of its kind.
 */
export function captureTable(scope: Construct, id: string, { tableName, key }: CaptureTableProps): dynamodb.Table {
  return new dynamodb.Table(scope, id, {
    tableName,
    partitionKey: { name: CAPTURE_ATTRIBUTES.functionName, type: dynamodb.AttributeType.STRING },
    sortKey: { name: CAPTURE_ATTRIBUTES.slot, type: dynamodb.AttributeType.STRING },
    timeToLiveAttribute: CAPTURE_ATTRIBUTES.expires,
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    // One day, so that what has expired does not live on in backups.
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 1 },
    encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: key,
    removalPolicy: cdk.RemovalPolicy.DESTROY,
  });
}

/** One function's own requests, and no other's. */
function ownRequests(table: dynamodb.Table, functionName: string, action: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: [action],
    resources: [table.tableArn],
    conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [functionName] } },
  });
}

/** Lets a function store its own requests, and read none. */
export const captureStatement = (table: dynamodb.Table, functionName: string): iam.PolicyStatement =>
  ownRequests(table, functionName, 'dynamodb:PutItem');

/** Lets a function's hook read the function's requests, and change none. */
export const readCapturedStatement = (table: dynamodb.Table, functionName: string): iam.PolicyStatement =>
  ownRequests(table, functionName, 'dynamodb:Query');
