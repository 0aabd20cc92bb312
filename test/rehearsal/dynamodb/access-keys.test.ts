import { expect, test } from '@jest/globals';
import { itemKeys } from '../../../rehearsal/services/dynamodb/access-keys.ts';
import type { DynamoTable } from '../../../rehearsal/services/dynamodb/tables.ts';

const table: DynamoTable = {
  id: 'id',
  name: 'Requests',
  arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Requests',
  createdMs: 0,
  keys: { hash: { name: 'Function', type: 'S' } },
  indexes: [],
  billing: 'PAY_PER_REQUEST',
  throughput: { read: 0, write: 0 },
  tableClass: 'STANDARD',
  deletionProtection: false,
  recovery: { enabled: false, days: 35 },
  tags: [],
};

test('the leading key of a query is what its key condition compares with, as a whole', () => {
  const keys = itemKeys(table, {
    KeyConditionExpression: '#function = :function',
    ExpressionAttributeNames: { '#function': 'Function' },
    ExpressionAttributeValues: { ':function': { S: 'Beta-getStudentDetails' } },
  });
  expect(keys['dynamodb:LeadingKeys']).toEqual(['Beta-getStudentDetails']);
});

test('the leading keys of a request for items are those of the items', () => {
  const keys = itemKeys(table, { Keys: [{ Function: { S: 'a' } }, { Function: { S: 'b' } }] });
  expect(keys['dynamodb:LeadingKeys']).toEqual(['a', 'b']);
});

test('a request that names no key has none', () => {
  expect(itemKeys(table, {})['dynamodb:LeadingKeys']).toBeUndefined();
});
