import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dynamodb } from '../../../rehearsal/services/dynamodb/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
let db: DynamoDBClient;
type Item = Record<string, AttributeValue>;

/** One row a case; jest would take a missing last element for its `done` callback. */
const cases = (rows: readonly (readonly [string, Item?, Record<string, string>?])[]) =>
  rows.map(([expression, values, names]) => ({ expression, values, names }));
const refusals = (rows: readonly (readonly [string, string | RegExp, Item?])[]) =>
  rows.map(([expression, message, values]) => ({
    expression,
    values,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  }));

beforeAll(async () => {
  local = await startTestRehearsal([dynamodb]);
  db = local.client(DynamoDBClient);
  await db.send(
    new CreateTableCommand({
      TableName: 'StudentDetails',
      KeySchema: [{ AttributeName: 'Roll', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'Roll', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  await db.send(
    new CreateTableCommand({
      TableName: 'Events',
      KeySchema: [
        { AttributeName: 'who', KeyType: 'HASH' },
        { AttributeName: 'ts', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'who', AttributeType: 'S' },
        { AttributeName: 'ts', AttributeType: 'N' },
        { AttributeName: 'kind', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byKind',
          KeySchema: [
            { AttributeName: 'kind', KeyType: 'HASH' },
            { AttributeName: 'ts', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
        },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: 'byKindOfWho',
          KeySchema: [
            { AttributeName: 'who', KeyType: 'HASH' },
            { AttributeName: 'kind', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
});
afterAll(() => local.stop());

const TableName = 'StudentDetails';
const put = (Item: Item, more: Partial<PutItemCommandInput> = {}) =>
  db.send(new PutItemCommand({ TableName, Item, ...more }));
const get = async (Roll: string) => (await db.send(new GetItemCommand({ TableName, Key: { Roll: { S: Roll } } }))).Item;
const update = (Roll: string, UpdateExpression: string, more: Partial<UpdateItemCommandInput> = {}) =>
  db.send(
    new UpdateItemCommand({
      TableName,
      Key: { Roll: { S: Roll } },
      UpdateExpression,
      ReturnValues: 'ALL_NEW',
      ...more,
    }),
  );

test('every type comes back as it was put', async () => {
  const item: Item = {
    Roll: { S: 'types' },
    n: { N: '12.50' },
    b: { B: new Uint8Array([1, 2, 255]) },
    yes: { BOOL: true },
    none: { NULL: true },
    ss: { SS: ['a', 'b'] },
    ns: { NS: ['1', '2.5'] },
    bs: { BS: [new Uint8Array([1]), new Uint8Array([2])] },
    l: { L: [{ S: 'x' }, { N: '1' }] },
    m: { M: { deep: { M: { er: { S: 'y' } } } } },
    empty: { S: '' },
  };
  await put(item);
  const found = await get('types');
  expect(found).toEqual({ ...item, n: { N: '12.5' }, b: { B: expect.anything() }, bs: { BS: expect.anything() } });
  expect(Buffer.from(found?.b?.B ?? []).toString('hex')).toBe('0102ff');
});

test('what is not there has no Item', async () => expect(await get('nobody')).toBeUndefined());

test.each([
  ['00012', '12'],
  ['1e3', '1000'],
  ['-0', '0'],
  ['0.00001', '0.00001'],
  ['99999999999999999999999999999999999999', '99999999999999999999999999999999999999'],
  ['1E-130', `0.${'0'.repeat(129)}1`],
])('the number %s is kept as %s', async (given, kept) => {
  await put({ Roll: { S: 'number' }, n: { N: given } });
  expect((await get('number'))?.n).toEqual({ N: kept });
});
test.each([
  ['1e126', /overflow/],
  ['1e-131', /underflow/],
  ['123456789012345678901234567890123456789', /38 significant digits/],
  ['abc', /cannot be converted to a numeric value: abc/],
])('the number %s is refused', async (N, message) => {
  await expect(put({ Roll: { S: 'number' }, n: { N } })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(message),
  });
});

describe('keys', () => {
  test.each<[string, Item, string]>([
    ['missing', { a: { S: 'x' } }, 'One or more parameter values were invalid: Missing the key Roll in the item'],
    [
      'mistyped',
      { Roll: { N: '1' } },
      'One or more parameter values were invalid: Type mismatch for key Roll expected: S actual: N',
    ],
    [
      'empty',
      { Roll: { S: '' } },
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: Roll',
    ],
  ])('%s', async (_what, item, message) => {
    await expect(put(item)).rejects.toMatchObject({ name: 'ValidationException', message });
  });
  test('with more than the schema are refused', async () => {
    await expect(
      db.send(new GetItemCommand({ TableName, Key: { Roll: { S: 'x' }, more: { S: 'y' } } })),
    ).rejects.toMatchObject({ message: 'The provided key element does not match the schema' });
  });
  test('of an unknown table', async () => {
    await expect(db.send(new GetItemCommand({ TableName: 'none', Key: { Roll: { S: 'x' } } }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });
});

describe('conditions', () => {
  const item: Item = {
    Roll: { S: 'c' },
    n: { N: '5' },
    s: { S: 'hello' },
    tags: { SS: ['a', 'b'] },
    lists: { L: [{ S: 'x' }] },
    maps: { M: { depth1: { N: '1' } } },
  };
  beforeAll(() => put(item));
  const check = (
    ConditionExpression: string,
    ExpressionAttributeValues?: Item,
    ExpressionAttributeNames?: Record<string, string>,
  ) =>
    put(item, {
      ConditionExpression,
      ...(ExpressionAttributeValues === undefined ? {} : { ExpressionAttributeValues }),
      ...(ExpressionAttributeNames === undefined ? {} : { ExpressionAttributeNames }),
    });
  test.each(
    cases([
      ['attribute_exists(n)'],
      ['attribute_not_exists(nope)'],
      ['n = :v', { ':v': { N: '5.0' } }],
      ['n BETWEEN :a AND :b', { ':a': { N: '1' }, ':b': { N: '9' } }],
      ['n IN (:a, :b)', { ':a': { N: '1' }, ':b': { N: '5' } }],
      ['begins_with(s, :v)', { ':v': { S: 'he' } }],
      [
        'contains(s, :v) AND contains(tags, :t) AND contains(lists, :x)',
        { ':v': { S: 'ell' }, ':t': { S: 'b' }, ':x': { S: 'x' } },
      ],
      ['size(s) = :v', { ':v': { N: '5' } }],
      ['attribute_type(tags, :t)', { ':t': { S: 'SS' } }],
      ['maps.depth1 < n'],
      ['NOT n > :v OR (s = :s AND n <> :v)', { ':v': { N: '9' }, ':s': { S: 'x' } }],
      ['lists[0] = :v', { ':v': { S: 'x' } }],
      ['#n >= :v', { ':v': { N: '5' } }, { '#n': 'n' }],
    ]),
  )('$expression holds', async ({ expression, values, names }) => {
    await expect(check(expression, values, names)).resolves.toBeDefined();
  });
  test.each(
    cases([
      ['attribute_not_exists(Roll)'],
      ['n < :v', { ':v': { S: '9' } }],
      ['nope = :v', { ':v': { S: '9' } }],
      ['n = :v AND attribute_exists(nope)', { ':v': { N: '5' } }],
    ]),
  )('$expression fails', async ({ expression, values }) => {
    await expect(check(expression, values)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
    });
  });
  test('a failure shows the item when asked to', async () => {
    await expect(
      put(
        { Roll: { S: 'c' } },
        { ConditionExpression: 'attribute_not_exists(Roll)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
      ),
    ).rejects.toMatchObject({ Item: expect.objectContaining({ n: { N: '5' } }) });
  });
  test.each(
    refusals([
      ['n =', 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="'],
      [
        'Year = :v',
        'Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: Year',
        { ':v': { S: 'x' } },
      ],
      [
        'n = :nope',
        'Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :nope',
      ],
      [
        'attribute_exists(n)',
        'Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}',
        { ':v': { S: 'x' } },
      ],
      ['exists(n)', 'Invalid ConditionExpression: Invalid function name; function: exists'],
    ]),
  )('$expression is refused', async ({ expression, message, values }) => {
    await expect(check(expression, values)).rejects.toMatchObject({ name: 'ValidationException', message });
  });
});

describe('updates', () => {
  test('SET, REMOVE, ADD and DELETE together, computed from the item as it was', async () => {
    await put({
      Roll: { S: 'u' },
      a: { N: '1' },
      b: { N: '2' },
      gone: { S: 'x' },
      set: { SS: ['a', 'b'] },
      things: { L: [{ N: '1' }] },
    });
    const { Attributes } = await update(
      'u',
      'SET a = b, b = a + :one, things = list_append(things, :more), fresh = if_not_exists(fresh, :one) REMOVE gone ADD sum1 :one DELETE #set :a',
      {
        ExpressionAttributeNames: { '#set': 'set' },
        ExpressionAttributeValues: { ':one': { N: '1' }, ':more': { L: [{ N: '2' }] }, ':a': { SS: ['a'] } },
      },
    );
    expect(Attributes).toEqual({
      Roll: { S: 'u' },
      a: { N: '2' },
      b: { N: '2' },
      set: { SS: ['b'] },
      things: { L: [{ N: '1' }, { N: '2' }] },
      fresh: { N: '1' },
      sum1: { N: '1' },
    });
  });
  test('an item that is not there is made', async () => {
    expect(
      (await update('new', 'ADD hits :one', { ExpressionAttributeValues: { ':one': { N: '1' } } })).Attributes,
    ).toEqual({
      Roll: { S: 'new' },
      hits: { N: '1' },
    });
  });
  test('elements of a list are removed by the indexes they had', async () => {
    await put({ Roll: { S: 'l' }, things: { L: ['0', '1', '2', '3'].map((N) => ({ N })) } });
    expect((await update('l', 'REMOVE things[0], things[2]')).Attributes?.things).toEqual({
      L: [{ N: '1' }, { N: '3' }],
    });
  });
  test('nested paths need what they lead through', async () => {
    await put({ Roll: { S: 'p' }, m: { M: {} } });
    const values = { ExpressionAttributeValues: { ':v': { S: 'x' } } };
    expect((await update('p', 'SET m.a = :v', values)).Attributes?.m).toEqual({ M: { a: { S: 'x' } } });
    await expect(update('p', 'SET nope.a = :v', values)).rejects.toMatchObject({
      message: 'The document path provided in the update expression is invalid for update',
    });
  });
  test.each(
    refusals([
      ['SET Roll = :v', /Cannot update attribute Roll. This attribute is part of the key/, { ':v': { S: 'x' } }],
      ['SET a = :v, a.b = :v', /Two document paths overlap/, { ':v': { S: 'x' } }],
      ['SET a = nope', /refers to an attribute that does not exist/],
      [
        'ADD a :v',
        /Incorrect operand type for operator or function; operator: ADD, operand type: STRING/,
        { ':v': { S: 'x' } },
      ],
    ]),
  )('$expression is refused', async ({ expression, message, values }) => {
    await expect(
      update('x', expression, values === undefined ? {} : { ExpressionAttributeValues: values }),
    ).rejects.toMatchObject({ name: 'ValidationException', message });
  });
  test('UPDATED_OLD and UPDATED_NEW name what was changed only', async () => {
    await put({ Roll: { S: 'r' }, a: { N: '1' }, b: { N: '2' } });
    const values = { ExpressionAttributeValues: { ':v': { N: '9' } } };
    expect((await update('r', 'SET a = :v', { ...values, ReturnValues: 'UPDATED_OLD' })).Attributes).toEqual({
      a: { N: '1' },
    });
    expect((await update('r', 'SET b = :v', { ...values, ReturnValues: 'UPDATED_NEW' })).Attributes).toEqual({
      b: { N: '9' },
    });
  });
});

test('an item of more than 400 KB is refused', async () => {
  await expect(put({ Roll: { S: 'big' }, x: { S: 'x'.repeat(400 * 1024) } })).rejects.toMatchObject({
    message: 'Item size has exceeded the maximum allowed size',
  });
});

describe('queries', () => {
  const query = (more: Partial<QueryCommandInput>) => db.send(new QueryCommand({ TableName: 'Events', ...more }));
  const at = (items: Item[] | undefined) => items?.map((item) => item.ts?.N);
  beforeAll(async () => {
    for (const n of [-10, 2, 10, -1, 1.5, 100])
      await db.send(
        new PutItemCommand({
          TableName: 'Events',
          Item: {
            who: { S: 'ann' },
            ts: { N: String(n) },
            kind: { S: n > 5 ? 'big' : 'small' },
            note: { S: `n${n}` },
            extra: { S: 'e' },
          },
        }),
      );
    await db.send(
      new PutItemCommand({ TableName: 'Events', Item: { who: { S: 'bob' }, ts: { N: '7' }, kind: { S: 'big' } } }),
    );
  });
  const KeyConditionExpression = 'who = :w';
  const ann = { ':w': { S: 'ann' } };
  test('come in the order of numbers', async () => {
    expect(at((await query({ KeyConditionExpression, ExpressionAttributeValues: ann })).Items)).toEqual([
      '-10',
      '-1',
      '1.5',
      '2',
      '10',
      '100',
    ]);
    expect(
      at(
        (await query({ KeyConditionExpression, ExpressionAttributeValues: ann, ScanIndexForward: false, Limit: 2 }))
          .Items,
      ),
    ).toEqual(['100', '10']);
  });
  test.each<[string, Item, string[]]>([
    ['ts > :a', { ':a': { N: '2' } }, ['10', '100']],
    ['ts >= :a', { ':a': { N: '2' } }, ['2', '10', '100']],
    ['ts < :a', { ':a': { N: '1.5' } }, ['-10', '-1']],
    ['ts BETWEEN :a AND :b', { ':a': { N: '-1' }, ':b': { N: '2' } }, ['-1', '1.5', '2']],
    ['ts = :a', { ':a': { N: '10' } }, ['10']],
  ])('%s', async (condition, values, expected) => {
    const { Items } = await query({
      KeyConditionExpression: `who = :w AND ${condition}`,
      ExpressionAttributeValues: { ...ann, ...values },
    });
    expect(at(Items)).toEqual(expected);
  });
  test('filters count what they looked at', async () => {
    const found = await query({
      KeyConditionExpression,
      FilterExpression: 'kind = :k',
      ExpressionAttributeValues: { ...ann, ':k': { S: 'big' } },
    });
    expect(found).toMatchObject({ Count: 2, ScannedCount: 6 });
  });
  test('pages of one see everything once', async () => {
    const seen: (string | undefined)[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await query({
        KeyConditionExpression,
        ExpressionAttributeValues: ann,
        Limit: 1,
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      });
      seen.push(...(at(page.Items) ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    expect(seen).toEqual(['-10', '-1', '1.5', '2', '10', '100']);
  });
  test('a global index holds what it projects, of all partitions', async () => {
    const { Items } = await query({
      IndexName: 'byKind',
      KeyConditionExpression: 'kind = :k',
      ExpressionAttributeValues: { ':k': { S: 'big' } },
    });
    expect(at(Items)).toEqual(['7', '10', '100']);
    expect(Items?.[1]).toEqual({ who: { S: 'ann' }, ts: { N: '10' }, kind: { S: 'big' }, note: { S: 'n10' } });
  });
  test('an index is paged too, and follows an update', async () => {
    const index = {
      IndexName: 'byKind',
      KeyConditionExpression: 'kind = :k',
      ExpressionAttributeValues: { ':k': { S: 'big' } },
    };
    const first = await query({ ...index, Limit: 2 });
    expect(first.LastEvaluatedKey).toEqual({ who: { S: 'ann' }, ts: { N: '10' }, kind: { S: 'big' } });
    const second = await query({
      ...index,
      ...(first.LastEvaluatedKey === undefined ? {} : { ExclusiveStartKey: first.LastEvaluatedKey }),
    });
    expect(at(second.Items)).toEqual(['100']);
    await db.send(
      new UpdateItemCommand({
        TableName: 'Events',
        Key: { who: { S: 'bob' }, ts: { N: '7' } },
        UpdateExpression: 'REMOVE kind',
      }),
    );
    expect(at((await query(index)).Items)).toEqual(['10', '100']);
  });
  test('a local index sorts a partition by its own key and fetches what it does not hold', async () => {
    const { Items } = await query({
      IndexName: 'byKindOfWho',
      KeyConditionExpression: 'who = :w AND begins_with(kind, :k)',
      ProjectionExpression: 'note',
      ExpressionAttributeValues: { ...ann, ':k': { S: 'bi' } },
    });
    expect(Items).toEqual([{ note: { S: 'n10' } }, { note: { S: 'n100' } }]);
  });
  test.each<[string, string, Item]>([
    ['ts = :a', 'Query condition missed key schema element: who', { ':a': { N: '1' } }],
    ['who > :w', 'Query key condition not supported', ann],
    ['who = :w AND note = :n', 'Query condition missed key schema element: ts', { ...ann, ':n': { S: 'x' } }],
  ])('%s is refused', async (condition, message, values) => {
    await expect(query({ KeyConditionExpression: condition, ExpressionAttributeValues: values })).rejects.toMatchObject(
      { name: 'ValidationException', message },
    );
  });
  test('segments of a scan share the items out', async () => {
    const counts = await Promise.all(
      [0, 1, 2].map(
        async (Segment) =>
          (await db.send(new ScanCommand({ TableName: 'Events', Segment, TotalSegments: 3 }))).Count ?? 0,
      ),
    );
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(7);
  });
});

describe('batches and transactions', () => {
  const key = (Roll: string) => ({ Roll: { S: Roll } });
  test('a batch writes and reads', async () => {
    await db.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: ['b1', 'b2'].map((one) => ({ PutRequest: { Item: key(one) } })) },
      }),
    );
    const found = await db.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key('b1'), key('b2'), key('none')] } } }),
    );
    expect(found.Responses?.[TableName]).toHaveLength(2);
    await expect(
      db.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key('b1'), key('b1')] } } })),
    ).rejects.toMatchObject({ message: 'Provided list of item keys contains duplicates' });
  });
  test('a transaction writes all or nothing and says why', async () => {
    await put(key('present'));
    await expect(
      db.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: key('t1') } },
            { Put: { TableName, Item: key('present'), ConditionExpression: 'attribute_not_exists(Roll)' } },
          ],
        }),
      ),
    ).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
      ],
    });
    expect(await get('t1')).toBeUndefined();
  });
  test('a transaction with a token happens once', async () => {
    const once = new TransactWriteItemsCommand({
      ClientRequestToken: 'token',
      TransactItems: [
        {
          Update: {
            TableName,
            Key: key('once'),
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
      ],
    });
    await db.send(once);
    await db.send(once);
    const { Responses } = await db.send(
      new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: key('once') } }] }),
    );
    expect(Responses?.[0]?.Item?.n).toEqual({ N: '1' });
  });
});

test('deleting answers what was there', async () => {
  await put({ Roll: { S: 'd' }, a: { N: '1' } });
  const { Attributes, ConsumedCapacity } = await db.send(
    new DeleteItemCommand({
      TableName,
      Key: { Roll: { S: 'd' } },
      ReturnValues: 'ALL_OLD',
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  expect(Attributes).toEqual({ Roll: { S: 'd' }, a: { N: '1' } });
  expect(ConsumedCapacity).toEqual({ TableName, CapacityUnits: 1 });
  expect(await get('d')).toBeUndefined();
});

test('items outlive a restart', async () => {
  await put({ Roll: { S: 'durable' } });
  local = await local.restart();
  db = local.client(DynamoDBClient);
  expect(await get('durable')).toEqual({ Roll: { S: 'durable' } });
});
