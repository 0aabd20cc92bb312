import type * as sdk from '@aws-sdk/client-dynamodb';
import {
  type Authorization,
  anyResource,
  eachRequires,
  type Requirement,
  type Requirements,
  type ResourceDescription,
} from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags, tagsByName } from '../../policy/tag-keys.ts';
import { type Attributes, type ItemRequest, itemKeys } from './access-keys.ts';
import { grantsKey, type NamedTable, readsTableKey, tableOf, withTableKey } from './table-key.ts';
import { nameOf, tables } from './tables.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */

type OfTable = ItemRequest & NamedTable;
/** Of the table that the operation will find, however the request spells it. */
const tableArn = ({ TableName = '' }: OfTable, context: Context): string =>
  context.arn('dynamodb', `table/${nameOf(TableName)}`);
/** A query of an index is about the index. */
const tableOrIndex = (input: OfTable, context: Context): string =>
  `${tableArn(input, context)}${input.IndexName === undefined ? '' : `/index/${input.IndexName}`}`;
const keysOf = (input: OfTable, context: Context) => itemKeys(tableOf(input, context), input);
const byArn = (input: { ResourceArn?: string | undefined }) => input.ResourceArn ?? '';

/** A part of a transaction requires the action of the operation that it is like. */
function part(action: string, enclosing: string, input: OfTable, context: Context): Requirement[] {
  return [
    {
      action: `dynamodb:${action}`,
      resource: tableArn(input, context),
      keys: itemKeys(tableOf(input, context), input, enclosing),
    },
    ...readsTableKey(input, context),
  ];
}

const operations = {
  ...eachRequires(
    'dynamodb',
    [
      'DeleteTable',
      'DescribeContinuousBackups',
      'DescribeContributorInsights',
      'DescribeTable',
      'DescribeTimeToLive',
      'UpdateContinuousBackups',
      'UpdateContributorInsights',
      'UpdateTimeToLive',
    ],
    tableArn,
  ),
  ...withTableKey(eachRequires('dynamodb', ['CreateTable', 'UpdateTable'], tableArn), grantsKey),
  ...withTableKey(
    eachRequires('dynamodb', ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'], tableArn, keysOf),
    readsTableKey,
  ),
  ...withTableKey(eachRequires('dynamodb', ['Query', 'Scan'], tableOrIndex, keysOf), readsTableKey),
  BatchGetItem: (input, context) =>
    Object.entries(input.RequestItems ?? {}).flatMap(([TableName, request]) =>
      part('BatchGetItem', 'BatchGetItem', { TableName, ...request }, context),
    ),
  BatchWriteItem: (input, context) =>
    Object.entries(input.RequestItems ?? {}).flatMap(([TableName, requests]) => {
      const Keys = requests.flatMap(({ PutRequest, DeleteRequest }): Attributes[] => {
        const item = PutRequest?.Item ?? DeleteRequest?.Key;
        return item === undefined ? [] : [item];
      });
      return part('BatchWriteItem', 'BatchWriteItem', { TableName, Keys }, context);
    }),
  TransactGetItems: (input, context) =>
    (input.TransactItems ?? []).flatMap(({ Get }) =>
      Get === undefined ? [] : part('GetItem', 'TransactGetItems', Get, context),
    ),
  TransactWriteItems: (input, context) =>
    (input.TransactItems ?? []).flatMap(({ Put, Update, Delete, ConditionCheck }) => [
      ...(Put === undefined ? [] : part('PutItem', 'TransactWriteItems', Put, context)),
      ...(Update === undefined ? [] : part('UpdateItem', 'TransactWriteItems', Update, context)),
      ...(Delete === undefined ? [] : part('DeleteItem', 'TransactWriteItems', Delete, context)),
      ...(ConditionCheck === undefined
        ? []
        : part('ConditionCheckItem', 'TransactWriteItems', ConditionCheck, context)),
    ]),
  ...eachRequires(
    'dynamodb',
    [
      'DeleteResourcePolicy',
      'GetResourcePolicy',
      'ListTagsOfResource',
      'PutResourcePolicy',
      'TagResource',
      'UntagResource',
    ],
    byArn,
  ),
  ...eachRequires('dynamodb', ['DescribeLimits', 'ListTables'], anyResource),
} satisfies Requirements<typeof sdk>;

const tableAt = (scope: Scope, arn: string) => tables(scope).get(arn.split(':')[5]?.split('/')[1] ?? '');

/** A table, or one of its indexes under the table's policy. */
function resource(scope: Scope, arn: string): ResourceDescription | undefined {
  const [, , , , account = scope.account] = arn.split(':');
  const table = tableAt(scope, arn);
  return {
    arn,
    account: account === '' ? scope.account : account,
    document: table?.policy?.document,
    type: 'resource-based',
    required: false,
  };
}

/** An index has its table's tags. */
const resourceKeys = (scope: Scope, arn: string) => resourceTags(tagsByName(tableAt(scope, arn)?.tags));

export const authorization: Authorization = { operations, resource, resourceKeys };
