import { APIGatewayClient, CreateRestApiCommand, GetRestApiCommand } from '@aws-sdk/client-api-gateway';
import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  BatchGetItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateGrantCommand,
  CreateKeyCommand,
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishCommand, SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HttpRequest } from '@smithy/core/protocols';
import { apigateway } from '../../../rehearsal/services/apigateway/index.ts';
import { dynamodb } from '../../../rehearsal/services/dynamodb/index.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { kms } from '../../../rehearsal/services/kms/index.ts';
import { lambda } from '../../../rehearsal/services/lambda/index.ts';
import { logs } from '../../../rehearsal/services/logs/index.ts';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { sns } from '../../../rehearsal/services/sns/index.ts';
import { ssm } from '../../../rehearsal/services/ssm/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { sessionKeysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([apigateway, dynamodb, iam, kms, lambda, logs, s3, sns, ssm, sts], {
    enforce: 'deny',
  });
  await local
    .client(S3Client)
    .send(new CreateBucketCommand({ Bucket: 'data', CreateBucketConfiguration: { LocationConstraint: REGION } }));
  await local.client(S3Client).send(new PutObjectCommand({ Bucket: 'data', Key: 'a', Body: 'x' }));
});
afterAll(() => local.stop());

const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | string[], Resource = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});

type ClientClass<C> = new (configuration: {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  maxAttempts: number;
  forcePathStyle: boolean;
}) => C;

/** A new role that may do what the statements say, and clients with a session of it. */
async function role(name: string, ...statements: object[]) {
  const trust = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' };
  await local
    .client(IAMClient)
    .send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document(trust) }));
  const put = (...given: object[]) =>
    local
      .client(IAMClient)
      .send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument: document(...given) }));
  if (statements.length > 0) await put(...statements);
  const assume = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}`, RoleSessionName: 'work' });
  const { Credentials: keys } = await local.client(STSClient).send(assume);
  const credentials = sessionKeysOf(keys);
  const client = <C>(clientClass: ClientClass<C>): C =>
    new clientClass({
      region: REGION,
      endpoint: local.rehearsal.endpoint,
      credentials,
      maxAttempts: 1,
      forcePathStyle: true,
    });
  return { client, put, arn: `arn:aws:iam::${ACCOUNT}:role/${name}` };
}
const readA = new GetObjectCommand({ Bucket: 'data', Key: 'a' });

test('what no policy allows is denied in the words of AWS, and a new policy counts at once', async () => {
  const reader = await role('reader');
  await expect(reader.client(S3Client).send(readA)).rejects.toMatchObject({
    name: 'AccessDenied',
    message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/reader/work is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::data/a" because no identity-based policy allows the s3:GetObject action`,
    $metadata: { httpStatusCode: 403 },
  });
  await reader.put(allow('s3:GetObject', 'arn:aws:s3:::data/*'));
  await reader.client(S3Client).send(readA);
  await reader.put(allow('s3:GetObject', 'arn:aws:s3:::data/b'));
  await expect(reader.client(S3Client).send(readA)).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('each protocol has its code and status', async () => {
  const nobody = await role('nobody');
  await expect(nobody.client(KMSClient).send(new CreateKeyCommand({}))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    $metadata: { httpStatusCode: 400 },
  });
  await expect(nobody.client(SNSClient).send(new CreateTopicCommand({ Name: 't' }))).rejects.toMatchObject({
    name: 'AuthorizationErrorException',
    $metadata: { httpStatusCode: 403 },
  });
  await nobody.client(STSClient).send(new GetCallerIdentityCommand({}));
});

test('a deny of the bucket beats an administrator', async () => {
  const deny = { ...allow('s3:GetObject', 'arn:aws:s3:::data/secret'), Effect: 'Deny', Principal: '*' };
  const administrator = local.client(S3Client);
  await administrator.send(new PutObjectCommand({ Bucket: 'data', Key: 'secret', Body: 'x' }));
  await administrator.send(new PutBucketPolicyCommand({ Bucket: 'data', Policy: document(deny) }));
  await expect(administrator.send(new GetObjectCommand({ Bucket: 'data', Key: 'secret' }))).rejects.toMatchObject({
    message: expect.stringMatching(/with an explicit deny in a resource-based policy$/),
  });
});

test('a role is passed only by who may pass it to that service', async () => {
  const target = await role('target');
  const create = new CreateFunctionCommand({
    FunctionName: 'f',
    Role: target.arn,
    Runtime: 'nodejs24.x',
    Handler: 'i.h',
    Code: { ZipFile: Buffer.from('') },
  });
  const passes = (to: string) => allow('iam:PassRole', target.arn, { StringEquals: { 'iam:PassedToService': to } });
  const maker = await role('maker', allow('lambda:*'), passes('codebuild.amazonaws.com'));
  await expect(maker.client(LambdaClient).send(create)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(`is not authorized to perform: iam:PassRole on resource: ${target.arn} because`),
    $metadata: { httpStatusCode: 403 },
  });
  await maker.put(allow('lambda:*'), passes('lambda.amazonaws.com'));
  await expect(maker.client(LambdaClient).send(create)).rejects.not.toMatchObject({ name: 'AccessDeniedException' });
});

test('a key opens by its policy, or by a grant and its encryption context, and not without either', async () => {
  const administrator = local.client(KMSClient);
  const { KeyMetadata: key } = await administrator.send(new CreateKeyCommand({}));
  const KeyId = key?.Arn ?? '';
  const user = await role('key-user', allow('kms:*'));
  const stranger = await role('key-stranger');
  const EncryptionContext = { app: 'students' };
  const encrypt = new EncryptCommand({ KeyId, Plaintext: Buffer.from('x'), EncryptionContext });
  const { CiphertextBlob } = await user.client(KMSClient).send(encrypt);
  const decrypt = new DecryptCommand({ CiphertextBlob, EncryptionContext });
  await expect(stranger.client(KMSClient).send(decrypt)).rejects.toMatchObject({
    message: expect.stringMatching(/because no identity-based policy allows the kms:Decrypt action$/),
  });
  const grant = { KeyId, GranteePrincipal: stranger.arn, Operations: ['Decrypt' as const] };
  await administrator.send(
    new CreateGrantCommand({ ...grant, Constraints: { EncryptionContextSubset: { app: 'other' } } }),
  );
  await expect(stranger.client(KMSClient).send(decrypt)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await administrator.send(
    new CreateGrantCommand({ ...grant, Constraints: { EncryptionContextSubset: EncryptionContext } }),
  );
  await stranger.client(KMSClient).send(decrypt);
  const developer = { AWS: `arn:aws:iam::${ACCOUNT}:user/developer` };
  const Policy = document({ ...allow('kms:*'), Principal: developer });
  await administrator.send(new PutKeyPolicyCommand({ KeyId, Policy }));
  await expect(user.client(KMSClient).send(encrypt)).rejects.toMatchObject({
    message: expect.stringMatching(/because no resource-based policy allows the kms:Encrypt action$/),
  });
});

test('an encrypted object takes the key too, by way of S3', async () => {
  const { KeyMetadata: key } = await local.client(KMSClient).send(new CreateKeyCommand({}));
  const KeyId = key?.Arn ?? '';
  const storage = local.client(S3Client);
  await storage.send(
    new CreateBucketCommand({ Bucket: 'sealed', CreateBucketConfiguration: { LocationConstraint: REGION } }),
  );
  const encryption = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: KeyId };
  await storage.send(
    new PutBucketEncryptionCommand({
      Bucket: 'sealed',
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: encryption }] },
    }),
  );
  const objects = allow('s3:*', 'arn:aws:s3:::sealed/*');
  const writer = await role('writer', objects);
  const put = new PutObjectCommand({ Bucket: 'sealed', Key: 'a', Body: 'x' });
  await expect(writer.client(S3Client).send(put)).rejects.toMatchObject({
    message: expect.stringContaining(`is not authorized to perform: kms:GenerateDataKey on resource: ${KeyId}`),
  });
  const viaS3 = { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } };
  await writer.put(objects, allow('kms:GenerateDataKey', KeyId, viaS3));
  await writer.client(S3Client).send(put);
  await expect(
    writer.client(KMSClient).send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' })),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await expect(
    writer.client(S3Client).send(new GetObjectCommand({ Bucket: 'sealed', Key: 'a' })),
  ).rejects.toMatchObject({ message: expect.stringContaining('kms:Decrypt') });
});

test('items are told apart by their partition key, and their attributes', async () => {
  await local.client(DynamoDBClient).send(
    new CreateTableCommand({
      TableName: 'grades',
      AttributeDefinitions: [{ AttributeName: 'student', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'student', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const own = {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'ana', 'dynamodb:Attributes': ['student', 'grade'] },
  };
  const ana = await role('ana', allow('dynamodb:GetItem', `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/grades`, own));
  const get = (student: string, attribute: string) =>
    ana.client(DynamoDBClient).send(
      new GetItemCommand({
        TableName: 'grades',
        Key: { student: { S: student } },
        ProjectionExpression: '#a',
        ExpressionAttributeNames: { '#a': attribute },
      }),
    );
  await get('ana', 'grade');
  await expect(get('bob', 'grade')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await expect(get('ana', 'salary')).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('an encrypted table takes the key too, by way of DynamoDB: to make it, and to read and write its items', async () => {
  const { KeyMetadata: key } = await local.client(KMSClient).send(new CreateKeyCommand({}));
  const KMSMasterKeyId = key?.Arn ?? '';
  const viaDynamo = { StringEquals: { 'kms:ViaService': `dynamodb.${REGION}.amazonaws.com` } };
  const create = (KeyId: string) =>
    new CreateTableCommand({
      TableName: 'encrypted',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: KeyId },
    });
  const denied = (action: string) => ({
    name: 'AccessDeniedException',
    message: expect.stringMatching(new RegExp(`perform: ${action} on resource: "?${KMSMasterKeyId}`)),
  });

  const maker = await role('table-maker', allow('dynamodb:*'), allow('kms:DescribeKey', KMSMasterKeyId));
  for (const name of [KMSMasterKeyId, key?.KeyId ?? ''])
    await expect(maker.client(DynamoDBClient).send(create(name))).rejects.toMatchObject(denied('kms:CreateGrant'));
  const forAws = { Bool: { 'kms:GrantIsForAWSResource': 'true' } };
  await maker.put(
    allow('dynamodb:*'),
    allow('kms:DescribeKey', KMSMasterKeyId),
    allow('kms:CreateGrant', KMSMasterKeyId, forAws),
  );
  await maker.client(DynamoDBClient).send(create(KMSMasterKeyId));

  const items = allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:BatchGetItem']);
  const user = await role('table-user', items);
  const Key = { id: { S: '1' } };
  const requests = [
    () => user.client(DynamoDBClient).send(new GetItemCommand({ TableName: 'encrypted', Key })),
    () => user.client(DynamoDBClient).send(new PutItemCommand({ TableName: 'encrypted', Item: Key })),
    () =>
      user.client(DynamoDBClient).send(
        new QueryCommand({
          TableName: 'encrypted',
          KeyConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': { S: '1' } },
        }),
      ),
    () => user.client(DynamoDBClient).send(new BatchGetItemCommand({ RequestItems: { encrypted: { Keys: [Key] } } })),
    () =>
      user
        .client(DynamoDBClient)
        .send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName: 'encrypted', Key } }] })),
  ];
  for (const request of requests) await expect(request()).rejects.toMatchObject(denied('kms:Decrypt'));
  await user.put(items, allow('kms:Decrypt', KMSMasterKeyId, { StringEquals: { 'kms:ViaService': 's3' } }));
  for (const request of requests) await expect(request()).rejects.toMatchObject(denied('kms:Decrypt'));
  await user.put(items, allow('kms:Decrypt', KMSMasterKeyId, viaDynamo));
  for (const request of requests) await request();
});

test('an encrypted topic takes the key too, by way of SNS: of a role by its own policy, of a service by the key’s', async () => {
  const { KeyMetadata: key } = await local.client(KMSClient).send(new CreateKeyCommand({}));
  const KeyId = key?.Arn ?? '';
  const { TopicArn } = await local
    .client(SNSClient)
    .send(new CreateTopicCommand({ Name: 'encrypted', Attributes: { KmsMasterKeyId: KeyId } }));
  const publish = new PublishCommand({ TopicArn, Message: 'x' });
  const denied = (action: string) => ({ message: expect.stringContaining(`is not authorized to perform: ${action}`) });

  const publisher = await role('publisher', allow('sns:Publish'));
  await expect(publisher.client(SNSClient).send(publish)).rejects.toMatchObject(denied('kms:GenerateDataKey'));
  await publisher.put(allow('sns:Publish'), allow('kms:GenerateDataKey', KeyId));
  await expect(publisher.client(SNSClient).send(publish)).rejects.toMatchObject(denied('kms:Decrypt'));
  await publisher.put(allow('sns:Publish'), allow(['kms:GenerateDataKey', 'kms:Decrypt'], KeyId));
  await publisher.client(SNSClient).send(publish);

  const alarms = 'cloudwatch.amazonaws.com';
  const service = local.rehearsal.kernel.clients.asService(SNSClient, alarms, REGION);
  const toService = (Action: string | string[]) => ({ ...allow(Action), Principal: { Service: alarms } });
  const ofAccount = { ...allow('kms:*'), Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } };
  await local.client(SNSClient).send(
    new SetTopicAttributesCommand({
      TopicArn,
      AttributeName: 'Policy',
      AttributeValue: document(toService('sns:Publish')),
    }),
  );
  await expect(service.send(publish)).rejects.toMatchObject(denied('kms:GenerateDataKey'));
  const Policy = document(ofAccount, toService(['kms:GenerateDataKey', 'kms:Decrypt']));
  await local.client(KMSClient).send(new PutKeyPolicyCommand({ KeyId, Policy }));
  await service.send(publish);
});

test('a service acts by the policy of the resource', async () => {
  const { TopicArn = '' } = await local.client(SNSClient).send(new CreateTopicCommand({ Name: 'alarms' }));
  const { clients } = local.rehearsal.kernel;
  const alarm = `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:a`;
  const publish = new PublishCommand({ TopicArn, Message: 'm' });
  await clients.asService(SNSClient, 'cloudwatch.amazonaws.com', REGION, alarm).send(publish);
  const Policy = document({
    ...allow('sns:Publish', TopicArn, { ArnLike: { 'aws:SourceArn': `${alarm}-other` } }),
    Principal: { Service: 'cloudwatch.amazonaws.com' },
  });
  const { SetTopicAttributesCommand } = await import('@aws-sdk/client-sns');
  await local
    .client(SNSClient)
    .send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue: Policy }));
  await expect(
    clients.asService(SNSClient, 'cloudwatch.amazonaws.com', REGION, alarm).send(publish),
  ).rejects.toMatchObject({ message: expect.stringMatching(/^User: cloudwatch.amazonaws.com is not authorized/) });
});

test('a role of the account needs both its own policy and the other role’s trust', async () => {
  const chained = await role('chained');
  const target = await role('chained-target');
  const assume = new AssumeRoleCommand({ RoleArn: target.arn, RoleSessionName: 'next' });
  await expect(chained.client(STSClient).send(assume)).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringMatching(/because no identity-based policy allows the sts:AssumeRole action$/),
  });
  await chained.put(allow('sts:AssumeRole', target.arn));
  await chained.client(STSClient).send(assume);
});

test('a managed policy of AWS counts', async () => {
  const managed = await role('managed');
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await local.client(IAMClient).send(new AttachRolePolicyCommand({ RoleName: 'managed', PolicyArn }));
  await managed.client(S3Client).send(readA);
});

test('decisions are written down and can be asked for', async () => {
  const answer = await local.ask('access');
  const { mode, decisions } = JSON.parse(await answer.text());
  expect(mode).toBe('deny');
  expect(decisions).toContainEqual({
    principal: `arn:aws:iam::${ACCOUNT}:role/reader`,
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::data/a',
    decision: 'denied',
    because: 'because no identity-based policy allows the s3:GetObject action',
    count: 2,
  });
});

test('in the mode log everything goes through, and what would be denied is written down', async () => {
  const logging = await startTestRehearsal([iam, s3, sts], {
    enforce: 'log',
    organisation: [[{ name: 'everything is denied', document: document({ ...allow('*'), Effect: 'Deny' }) }]],
  });
  try {
    const create = new CreateBucketCommand({
      Bucket: 'logged',
      CreateBucketConfiguration: { LocationConstraint: REGION },
    });
    await logging.client(S3Client).send(create);
    const answer = await logging.ask('access');
    expect(JSON.parse(await answer.text()).decisions).toEqual([
      {
        principal: `arn:aws:iam::${ACCOUNT}:user/developer`,
        action: 's3:CreateBucket',
        resource: 'arn:aws:s3:::logged',
        decision: 'denied',
        because: 'with an explicit deny in a service control policy',
        count: 1,
      },
    ]);
  } finally {
    await logging.stop();
  }
});

test('the mode can be changed while requests come, and says what it was', async () => {
  const switched = await startTestRehearsal([iam, s3, sts], {
    enforce: 'log',
    organisation: [[{ name: 'everything is denied', document: document({ ...allow('*'), Effect: 'Deny' }) }]],
  });
  const setMode = async (mode: string) => {
    const answer = await switched.ask('access', { method: 'PATCH', body: JSON.stringify({ mode }) });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  const create = (Bucket: string) => {
    const command = new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } });
    return switched.client(S3Client).send(command);
  };
  try {
    await create('logged');
    expect(await setMode('deny')).toEqual({ status: 200, body: { mode: 'deny', was: 'log' } });
    await expect(create('denied')).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await setMode('log')).toEqual({ status: 200, body: { mode: 'log', was: 'deny' } });
    await create('logged-again');
    expect((await setMode('never')).status).toBe(400);
  } finally {
    await switched.stop();
  }
});

describe('what is denied by its name is denied by every other name of it', () => {
  const deny = (Action: string, Resource: string) => ({ ...allow(Action, Resource), Effect: 'Deny' });
  const EXPLICIT = expect.stringContaining('with an explicit deny in an identity-based policy');

  test('a table, by an ARN with more behind it', async () => {
    const create = new CreateTableCommand({
      TableName: 'named',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
    });
    await local.client(DynamoDBClient).send(create);
    const arn = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/named`;
    const reader = await role('table-reader', allow('dynamodb:GetItem'), deny('dynamodb:GetItem', arn));
    const get = (TableName: string) =>
      reader.client(DynamoDBClient).send(new GetItemCommand({ TableName, Key: { k: { S: '1' } } }));
    for (const name of ['named', arn, arn.replace(REGION, 'us-east-1')])
      await expect(get(name)).rejects.toMatchObject({ name: 'AccessDeniedException', message: EXPLICIT });
    await expect(get(`${arn}/index/x`)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('a log group, by the ARN of another region', async () => {
    await local.client(CloudWatchLogsClient).send(new CreateLogGroupCommand({ logGroupName: 'named' }));
    const arn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:named`;
    const reader = await role('log-reader', allow('logs:FilterLogEvents'), deny('logs:FilterLogEvents', `${arn}:*`));
    for (const logGroupIdentifier of ['named', arn, `${arn}:*`, arn.replace(REGION, 'us-east-1')])
      await expect(
        reader.client(CloudWatchLogsClient).send(new FilterLogEventsCommand({ logGroupIdentifier })),
      ).rejects.toMatchObject({ name: 'AccessDeniedException', message: EXPLICIT });
  });

  test('a parameter, by the ARN of something else', async () => {
    await local.client(SSMClient).send(new PutParameterCommand({ Name: 'named', Value: 'v', Type: 'String' }));
    const arn = `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/named`;
    const reader = await role('parameter-reader', allow('ssm:GetParameter'), deny('ssm:GetParameter', arn));
    for (const Name of ['named', 'named:1', arn, `${arn}:1`, 'arn:aws:other:::parameter/named'])
      await expect(reader.client(SSMClient).send(new GetParameterCommand({ Name }))).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: EXPLICIT,
      });
  });

  test('a REST API, by a path in another spelling', async () => {
    const { id = '' } = await local.client(APIGatewayClient).send(new CreateRestApiCommand({ name: 'named' }));
    const arn = `arn:aws:apigateway:${REGION}::/restapis/${id}`;
    const reader = await role('api-reader', allow('apigateway:GET'), deny('apigateway:GET', arn));
    const client = reader.client(APIGatewayClient);
    await expect(client.send(new GetRestApiCommand({ restApiId: id }))).rejects.toMatchObject({ message: EXPLICIT });
    for (const path of [`/restapis/%${id.charCodeAt(0).toString(16)}${id.slice(1)}`, `/restapis/${id}/`]) {
      const respelled = reader.client(APIGatewayClient);
      respelled.middlewareStack.add(
        (next) => (args) => {
          const { request } = args;
          if (!HttpRequest.isInstance(request)) throw new Error('no request');
          request.path = path;
          return next(args);
        },
        { step: 'build', priority: 'low' },
      );
      await expect(respelled.send(new GetRestApiCommand({ restApiId: id }))).rejects.toMatchObject({
        message: EXPLICIT,
      });
    }
  });

  test('a version of an object, by a source of a copy that is written in another way', async () => {
    const s3Client = local.client(S3Client);
    await s3Client.send(
      new CreateBucketCommand({ Bucket: 'versioned', CreateBucketConfiguration: { LocationConstraint: REGION } }),
    );
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3Client.send(new PutBucketVersioningCommand({ Bucket: 'versioned', VersioningConfiguration }));
    const { VersionId } = await s3Client.send(new PutObjectCommand({ Bucket: 'versioned', Key: 'k', Body: 'old' }));
    await s3Client.send(new PutObjectCommand({ Bucket: 'versioned', Key: 'k', Body: 'new' }));
    const copier = await role(
      'copier',
      allow(['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], 'arn:aws:s3:::versioned/*'),
      deny('s3:GetObjectVersion', 'arn:aws:s3:::versioned/k'),
    );
    const copy = (CopySource: string) =>
      copier.client(S3Client).send(new CopyObjectCommand({ Bucket: 'versioned', Key: 'copy', CopySource }));
    await copy('versioned/k');
    for (const query of [`versionId=${VersionId}`, `x&versionId=${VersionId}`, `x=%3F&versionId=${VersionId}`])
      await expect(copy(`versioned/k?${query}`)).rejects.toMatchObject({ name: 'AccessDenied', message: EXPLICIT });
  });
});
