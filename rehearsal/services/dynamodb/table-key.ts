import type { SSESpecification } from '@aws-sdk/client-dynamodb';
import type { KeyValues, Requirement, RequirementsOf } from '../../kernel/access.ts';
import { keyArnOf } from '../../kernel/key-arn.ts';
import type { Context } from '../../kernel/service.ts';
import { type DynamoTable, nameOf, tables } from './tables.ts';

/* The customer's key of an encrypted table, and who needs which use of it. */

/** A request that names a table, by its name or ARN. */
export interface NamedTable {
  TableName?: string | undefined;
}
export const tableOf = ({ TableName = '' }: NamedTable, context: Context): DynamoTable | undefined =>
  tables(context).get(nameOf(TableName));

/** Under what a table's key is used: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
const keyContext = (tableName: string, context: Context): KeyValues => ({
  'kms:ViaService': `dynamodb.${context.region}.amazonaws.com`,
  'kms:EncryptionContextKeys': ['aws:dynamodb:tableName', 'aws:dynamodb:subscriberId'],
  'kms:EncryptionContext:aws:dynamodb:tableName': tableName,
  'kms:EncryptionContext:aws:dynamodb:subscriberId': context.account,
});

/**
 * Whoever reads or writes an encrypted table lets DynamoDB decrypt the table's key in its name. AWS asks at most every five
 * minutes for each caller; here every request is asked about, so that a right that is taken away is missed at once.
 */
export function readsTableKey(input: NamedTable, context: Context): Requirement[] {
  const table = tableOf(input, context);
  if (table?.encryption === undefined) return [];
  return [{ action: 'kms:Decrypt', resource: table.encryption.keyArn, keys: keyContext(table.name, context) }];
}

/** A table that is encrypted from now on has the key by a grant of its own, which its maker gives to DynamoDB. */
export const grantsKey = (
  { TableName = '', SSESpecification: given }: NamedTable & { SSESpecification?: SSESpecification | undefined },
  context: Context,
): Requirement[] =>
  given?.Enabled !== true || given.KMSMasterKeyId === undefined
    ? []
    : [
        {
          action: 'kms:CreateGrant',
          resource: keyArnOf(context, given.KMSMasterKeyId),
          keys: { ...keyContext(nameOf(TableName), context), 'kms:GrantIsForAWSResource': 'true' },
        },
      ];

/** What the operations require, and of whoever calls them the use of the table's key. */
export const withTableKey = <const Name extends string, I extends NamedTable>(
  operations: Record<Name, RequirementsOf<I>>,
  ofKey: (input: I, context: Context) => Requirement[],
): Record<Name, RequirementsOf<I>> => {
  const entries = Object.entries<RequirementsOf<I>>(operations).map(([name, requirementsOf]) => {
    const both: RequirementsOf<I> = (input, context, request) => [
      ...[requirementsOf(input, context, request)].flat(),
      ...ofKey(input, context),
    ];
    return [name, both];
  });
  return Object.fromEntries(entries);
};
