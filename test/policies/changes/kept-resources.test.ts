import { describe, expect, test } from '@jest/globals';
import { compareTemplates } from '../../../policies/changes/compare-templates.ts';
import { parseTemplate } from '../../../policies/changes/template.ts';
import { compare, type Fixture, type Resources, STAGE, templateOf, told } from './fixture.ts';

const resource = (type: string, properties: Record<string, unknown> = {}, policy?: string): Fixture => ({
  Type: type,
  Properties: properties,
  ...(policy === undefined ? {} : { DeletionPolicy: policy, UpdateReplacePolicy: policy }),
});
const queue = (properties: Record<string, unknown> = {}, policy?: string) =>
  resource('AWS::SQS::Queue', properties, policy);

const cases: readonly [what: string, before: Resources, after: Resources, expected: string[]][] = [
  ['nothing', { A: queue() }, { A: queue() }, []],
  [
    'the order of keys',
    { A: queue({ QueueName: 'q', DelaySeconds: 1 }) },
    { A: queue({ DelaySeconds: 1, QueueName: 'q' }) },
    [],
  ],
  ['a dropped queue', { A: queue() }, {}, ['oneWay removed:Students/A']],
  ['a dropped queue that is kept', { A: queue({}, 'Retain') }, {}, ['twoStep removed:Students/A']],
  ['a dropped database with a snapshot', { A: resource('AWS::RDS::DBCluster') }, {}, ['oneWay removed:Students/A']],
  ['a dropped alarm', { A: resource('AWS::CloudWatch::Alarm') }, {}, ['reversible removed:Students/A']],
  ['a new queue', {}, { A: queue({ QueueName: 'q' }) }, ['reversible added:Students/A']],
  ['a new queue that outlives a rollback', {}, { A: queue({}, 'Retain') }, ['reversible added:Students/A']],
  [
    'a new queue that outlives a rollback under its name',
    {},
    { A: queue({ QueueName: 'q' }, 'Retain') },
    ['twoStep added:Students/A'],
  ],
  [
    'a new queue that does not outlive the rollback of its creation',
    {},
    { A: queue({ QueueName: 'q' }, 'RetainExceptOnCreate') },
    ['reversible added:Students/A'],
  ],
  [
    'a property that can change in place',
    { A: queue({ DelaySeconds: 1 }) },
    { A: queue({ DelaySeconds: 2 }) },
    ['reversible changed:Students/A'],
  ],
  ['another name', { A: queue({ QueueName: 'a' }) }, { A: queue({ QueueName: 'b' }) }, ['oneWay replaced:Students/A']],
  ['another type', { A: queue() }, { A: resource('AWS::SNS::Topic') }, ['oneWay replaced:Students/A']],
  [
    'another logical id',
    { A: queue({ DelaySeconds: 7 }) },
    { B: queue({ DelaySeconds: 7 }) },
    ['oneWay removed:Students/A', 'reversible added:Students/B'],
  ],
  [
    'a stage whose API is replaced',
    {
      Api: resource('AWS::ApiGatewayV2::Api', { ProtocolType: 'HTTP' }),
      Stage: resource('AWS::ApiGateway::Stage', { RestApiId: { Ref: 'Api' } }),
    },
    {
      Api: resource('AWS::ApiGatewayV2::Api', { ProtocolType: 'WEBSOCKET' }),
      Stage: resource('AWS::ApiGateway::Stage', { RestApiId: { Ref: 'Api' } }),
    },
    ['oneWay replaced:Students/Api', 'oneWay replaced:Students/Stage'],
  ],
  [
    'retention of the data given up',
    { A: queue({}, 'Retain') },
    { A: queue({}, 'Delete') },
    ['twoStep net-removed:Students/A'],
  ],
  ['retention of the data begun', { A: queue() }, { A: queue({}, 'Retain') }, ['reversible changed:Students/A']],
  ['a condition', { A: queue() }, { A: { ...queue(), Condition: 'IsProd' } }, ['oneWay condition-changed:Students/A']],
  [
    'the value of a key',
    { A: resource('AWS::ApiGateway::ApiKey', { Value: 'a' }) },
    { A: resource('AWS::ApiGateway::ApiKey', { Value: 'b' }) },
    ['oneWay replaced:Students/A'],
  ],
  [
    'log events kept for less long',
    { A: resource('AWS::Logs::LogGroup', { RetentionInDays: 365 }) },
    { A: resource('AWS::Logs::LogGroup', { RetentionInDays: 30 }) },
    ['oneWay retention-lowered:Students/A'],
  ],
  [
    'log events no longer kept for ever',
    { A: resource('AWS::Logs::LogGroup') },
    { A: resource('AWS::Logs::LogGroup', { RetentionInDays: '3653' }) },
    ['oneWay retention-lowered:Students/A'],
  ],
  [
    'log events kept longer',
    { A: resource('AWS::Logs::LogGroup', { RetentionInDays: 30 }) },
    { A: resource('AWS::Logs::LogGroup') },
    ['reversible changed:Students/A'],
  ],
  [
    'a retention that is known at deployment',
    { A: queue({ MessageRetentionPeriod: 60 }) },
    { A: queue({ MessageRetentionPeriod: { Ref: 'Days' } }) },
    ['oneWay retention-lowered:Students/A'],
  ],
  [
    'an archive that kept events for ever',
    { A: resource('AWS::Events::Archive', { RetentionDays: 0 }) },
    { A: resource('AWS::Events::Archive', { RetentionDays: 400 }) },
    ['oneWay retention-lowered:Students/A'],
  ],
  [
    'objects that expire',
    { A: resource('AWS::S3::Bucket') },
    {
      A: resource('AWS::S3::Bucket', {
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Prefix: 'logs/', ExpirationInDays: 7 }] },
      }),
    },
    ['oneWay expiry-shortened:Students/A.logs/'],
  ],
  [
    'objects that expire later',
    {
      A: resource('AWS::S3::Bucket', {
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 7 }] },
      }),
    },
    {
      A: resource('AWS::S3::Bucket', {
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 8 }] },
      }),
    },
    ['reversible changed:Students/A'],
  ],
  [
    'versions of objects',
    { A: resource('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' } }) },
    { A: resource('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Suspended' } }) },
    ['twoStep versioning-suspended:Students/A'],
  ],
  [
    'a newer engine',
    { A: resource('AWS::RDS::DBInstance', { EngineVersion: '16' }) },
    { A: resource('AWS::RDS::DBInstance', { EngineVersion: '17' }) },
    ['oneWay engine-upgraded:Students/A'],
  ],
];

test.each(cases)('%s', (_, before, after, expected) => {
  expect(told(compare(before, after))).toEqual(expected);
});

describe('what is said', () => {
  test('a one-way change says what is lost and how to do it in two steps', () => {
    const [change] = compare({ A: queue({ QueueName: 'a' }) }, { A: queue({ QueueName: 'b' }) });
    expect(change?.reason).toBe(
      'A change of QueueName replaces the queue: with the old one goes the messages that nobody has received yet.',
    );
    expect(change?.remedy).toMatch(/^First release: .* Second release: /);
    expect(change?.path).toBe('SlipwayPipeline/Beta/Students/A/Resource');
  });

  test('a resource that only moved in the code is told with the logical id that keeps it', () => {
    const [change] = compare({ A: queue({ DelaySeconds: 7 }) }, { B: queue({ DelaySeconds: 7 }) });
    expect(change?.reason).toContain("'B' is added and looks like it");
    expect(change?.remedy).toContain("overrideLogicalId('A')");
  });

  test('a replacement that CloudFormation refuses, because of the name, says so', () => {
    const fifo = (on: boolean) => ({ A: queue({ QueueName: 'a.fifo', FifoQueue: on }) });
    expect(compare(fifo(false), fifo(true))[0]?.reason).toContain('two of them cannot have the same QueueName');
  });
});

test('what is replaced takes with it what is bound to it', () => {
  const keys = (value: string): Resources => ({
    Key: resource('AWS::ApiGateway::ApiKey', { Value: value }),
    Place: resource('AWS::ApiGateway::UsagePlanKey', { KeyId: { Ref: 'Key' }, KeyType: 'API_KEY' }),
  });
  expect(told(compare(keys('a'), keys('b')))).toEqual([
    'oneWay replaced:Students/Key',
    'oneWay replaced:Students/Place',
  ]);
});

test('an export that goes needs two releases', () => {
  const exported = parseTemplate(templateOf({}, { Arn: { Value: 'x', Export: { Name: 'TableArn' } } }));
  expect(told(compareTemplates(exported, parseTemplate(templateOf({})), STAGE))).toEqual([
    'twoStep export-removed:TableArn',
  ]);
});

test('names are the same in every stage', () => {
  const inStage = (stage: string) =>
    compareTemplates(
      parseTemplate({
        Resources: { A: { ...queue(), Metadata: { 'aws:cdk:path': `App/${stage}/Students/A/Resource` } } },
      }),
      parseTemplate({}),
      `App/${stage}`,
    ).map(({ name }) => name);
  expect(inStage('Beta')).toEqual(inStage('Prod'));
});
