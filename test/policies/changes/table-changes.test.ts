import { expect, test } from '@jest/globals';
import { compare, told } from './fixture.ts';

type Properties = Readonly<Record<string, unknown>>;

const table = (properties: Properties) => ({
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: { KeySchema: [{ AttributeName: 'Roll', KeyType: 'HASH' }], ...properties },
  },
});
const defined = (...attributes: [string, string][]) => ({
  AttributeDefinitions: attributes.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
});
const index = (IndexName: string, key: string, ProjectionType = 'ALL') => ({
  IndexName,
  KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
  Projection: { ProjectionType },
});
const indexed = (...GlobalSecondaryIndexes: unknown[]) => ({ GlobalSecondaryIndexes });
const expiring = (AttributeName: string, Enabled: boolean | string = true) => ({
  TimeToLiveSpecification: { AttributeName, Enabled },
});
const streaming = (StreamViewType: string) => ({ StreamSpecification: { StreamViewType } });
const restorable = (on: boolean) => ({
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: on },
});

const ROLL = defined(['Roll', 'S']);
const ROLL_AND_YEAR = defined(['Roll', 'S'], ['Year', 'S']);

const cases: readonly [what: string, before: Properties, after: Properties, expected: string[]][] = [
  [
    'a table key that changes',
    ROLL,
    { ...defined(['Id', 'S']), KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }] },
    ['oneWay replaced:Students/Table', 'oneWay attribute-removed:Students/Table.Roll'],
  ],
  ['a key attribute of another type', ROLL, defined(['Roll', 'N']), ['oneWay replaced:Students/Table']],
  [
    'a local index',
    ROLL_AND_YEAR,
    { ...ROLL_AND_YEAR, LocalSecondaryIndexes: [index('Local', 'Year')] },
    ['oneWay replaced:Students/Table'],
  ],
  [
    'an index that goes',
    { ...ROLL_AND_YEAR, ...indexed(index('ByYear', 'Year')) },
    ROLL,
    ['oneWay index-removed:Students/Table.ByYear'],
  ],
  [
    'an index that comes',
    ROLL,
    { ...ROLL_AND_YEAR, ...indexed(index('ByYear', 'Year')) },
    ['reversible changed:Students/Table'],
  ],
  [
    'an index with another projection',
    { ...ROLL_AND_YEAR, ...indexed(index('ByYear', 'Year')) },
    { ...ROLL_AND_YEAR, ...indexed(index('ByYear', 'Year', 'KEYS_ONLY')) },
    ['oneWay index-replaced:Students/Table.ByYear', 'twoStep several-indexes:Students/Table'],
  ],
  [
    'an index whose key has another type',
    { ...ROLL_AND_YEAR, ...indexed(index('ByYear', 'Year')) },
    { ...defined(['Roll', 'S'], ['Year', 'N']), ...indexed(index('ByYear', 'Year')) },
    ['oneWay index-replaced:Students/Table.ByYear', 'twoStep several-indexes:Students/Table'],
  ],
  [
    'an index with another throughput',
    { ...ROLL_AND_YEAR, ...indexed(index('ByYear', 'Year')) },
    { ...ROLL_AND_YEAR, ...indexed({ ...index('ByYear', 'Year'), ProvisionedThroughput: { ReadCapacityUnits: 1 } }) },
    ['reversible changed:Students/Table'],
  ],
  [
    'two indexes at once',
    ROLL,
    { ...ROLL_AND_YEAR, ...indexed(index('ByYear', 'Year'), index('ByYearToo', 'Year')) },
    ['twoStep several-indexes:Students/Table'],
  ],
  ['an attribute that is defined no longer', ROLL_AND_YEAR, ROLL, ['oneWay attribute-removed:Students/Table.Year']],
  ['a time to live', ROLL, { ...ROLL, ...expiring('Until') }, ['oneWay ttl-changed:Students/Table.Until']],
  [
    'a time to live by another attribute',
    { ...ROLL, ...expiring('Until') },
    { ...ROLL, ...expiring('Expires') },
    ['oneWay ttl-changed:Students/Table.Expires'],
  ],
  [
    'a time to live that is turned on',
    { ...ROLL, ...expiring('Until', 'false') },
    { ...ROLL, ...expiring('Until') },
    ['oneWay ttl-changed:Students/Table.Until'],
  ],
  ['a time to live that ends', { ...ROLL, ...expiring('Until') }, ROLL, ['reversible changed:Students/Table']],
  [
    'a stream of another view',
    { ...ROLL, ...streaming('NEW_IMAGE') },
    { ...ROLL, ...streaming('KEYS_ONLY') },
    ['oneWay stream-replaced:Students/Table'],
  ],
  ['a stream that goes', { ...ROLL, ...streaming('NEW_IMAGE') }, ROLL, ['oneWay stream-removed:Students/Table']],
  ['a stream that comes', ROLL, { ...ROLL, ...streaming('NEW_IMAGE') }, ['reversible changed:Students/Table']],
  [
    'backups that end',
    { ...ROLL, ...restorable(true) },
    { ...ROLL, ...restorable(false) },
    ['oneWay backups-removed:Students/Table'],
  ],
  [
    'the way of paying',
    { ...ROLL, BillingMode: 'PAY_PER_REQUEST' },
    { ...ROLL, BillingMode: 'PROVISIONED' },
    ['reversible changed:Students/Table'],
  ],
];

test.each(cases)('%s', (_, before, after, expected) => {
  expect(told(compare(table(before), table(after)))).toEqual(expected);
});
