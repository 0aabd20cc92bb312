import type * as sdk from '@aws-sdk/client-dynamodb-streams';
import { type Authorization, eachRequires, type Requirements } from '../../kernel/access.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
const operations = {
  ...eachRequires(
    'dynamodb',
    ['DescribeStream', 'GetShardIterator'],
    (input: { StreamArn?: string | undefined }) => input.StreamArn ?? '*',
  ),
  // An iterator begins with the ARN of its stream.
  ...eachRequires(
    'dynamodb',
    ['GetRecords'],
    (input: { ShardIterator?: string | undefined }) => (input.ShardIterator ?? '').split('|')[0] ?? '',
  ),
  ...eachRequires('dynamodb', ['ListStreams'], (input: { TableName?: string | undefined }, context) =>
    context.arn('dynamodb', `table/${input.TableName ?? '*'}/stream/*`),
  ),
} satisfies Requirements<typeof sdk>;

export const authorization: Authorization = { operations };
