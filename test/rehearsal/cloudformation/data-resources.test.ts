import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeRepositoriesCommand, ECRClient, GetLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { GetRoleCommand, GetRolePolicyCommand, IAMClient, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, GetKeyRotationStatusCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AnyResourceType, ResourceContext } from '../../../rehearsal/services/cloudformation/resource-type.ts';
import { dynamodbTable } from '../../../rehearsal/services/cloudformation/resources/dynamodb-table.ts';
import { ecrRepository } from '../../../rehearsal/services/cloudformation/resources/ecr-repository.ts';
import { iamManagedPolicy } from '../../../rehearsal/services/cloudformation/resources/iam-managed-policy.ts';
import { iamPolicy } from '../../../rehearsal/services/cloudformation/resources/iam-policy.ts';
import { iamRole } from '../../../rehearsal/services/cloudformation/resources/iam-role.ts';
import { kmsAlias } from '../../../rehearsal/services/cloudformation/resources/kms-alias.ts';
import { kmsKey } from '../../../rehearsal/services/cloudformation/resources/kms-key.ts';
import { s3Bucket } from '../../../rehearsal/services/cloudformation/resources/s3-bucket.ts';
import { s3BucketPolicy } from '../../../rehearsal/services/cloudformation/resources/s3-bucket-policy.ts';
import { secretsManagerSecret } from '../../../rehearsal/services/cloudformation/resources/secretsmanager-secret.ts';
import { ssmParameter } from '../../../rehearsal/services/cloudformation/resources/ssm-parameter.ts';
import { dynamodb } from '../../../rehearsal/services/dynamodb/index.ts';
import { ecr } from '../../../rehearsal/services/ecr/index.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { kms } from '../../../rehearsal/services/kms/index.ts';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { secretsmanager } from '../../../rehearsal/services/secretsmanager/index.ts';
import { ssm } from '../../../rehearsal/services/ssm/index.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
beforeEach(async () => {
  local = await startTestRehearsal([dynamodb, ecr, iam, kms, s3, secretsmanager, ssm]);
});
afterEach(() => local.stop());

function contextOf(token: string): ResourceContext {
  const scope = local.rehearsal.kernel.scope(REGION);
  return Object.assign(Object.create(scope), {
    stackId: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/s/1`,
    stackName: 's',
    logicalId: 'Resource',
    token,
    generateName: (longest: number) => `s-Resource-${token}`.slice(0, longest),
    client: (clientClass: Parameters<typeof scope.clients.asService>[0]) =>
      scope.clients.asService(clientClass, 'cloudformation.amazonaws.com', REGION),
  });
}

/** A create that is tried again under its token makes nothing new, and a delete succeeds twice. */
async function lifecycle(
  type: AnyResourceType,
  given: object,
  changed: object,
  check: (id: string, attributes: object) => Promise<void>,
  checkChanged: (id: string) => Promise<void>,
) {
  const first = await type.create(given, contextOf(`${type.type} A`));
  const again = await type.create(given, contextOf(`${type.type} A`));
  expect(again).toEqual(first);
  await check(first.physicalId, first.attributes);
  const updated = await type.update(first.physicalId, changed, given, contextOf(`${type.type} B`));
  expect(updated.physicalId).toBe(first.physicalId);
  await checkChanged(first.physicalId);
  await type.update(first.physicalId, given, changed, contextOf(`${type.type} C`));
  await check(first.physicalId, first.attributes);
  await type.delete(first.physicalId, given, contextOf(`${type.type} D`));
  await type.delete(first.physicalId, given, contextOf(`${type.type} D`));
}

const trust = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: service } }],
});
const rights = { Version: '2012-10-17', Statement: [{ Action: 's3:GetObject', Effect: 'Allow', Resource: '*' }] };

test('a role', async () => {
  const client = local.client(IAMClient);
  const admin = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await lifecycle(
    iamRole,
    {
      AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
      ManagedPolicyArns: [admin],
      Policies: [{ PolicyName: 'default', PolicyDocument: rights }],
      RoleName: 'worker',
      MaxSessionDuration: '7200',
      Tags: [{ Key: 'aws-cdk:bootstrap-role', Value: 'deploy' }],
    },
    { AssumeRolePolicyDocument: trust('codebuild.amazonaws.com'), RoleName: 'worker', Description: 'builds' },
    async (RoleName, attributes) => {
      const { Role: role } = await client.send(new GetRoleCommand({ RoleName }));
      expect(attributes).toEqual({ Arn: `arn:aws:iam::${ACCOUNT}:role/worker`, RoleId: role?.RoleId });
      expect(role).toMatchObject({
        MaxSessionDuration: 7200,
        Tags: [{ Key: 'aws-cdk:bootstrap-role', Value: 'deploy' }],
      });
      expect(
        (await client.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'default' }))).PolicyDocument,
      ).toContain('s3%3AGetObject');
    },
    async (RoleName) => {
      const { Role: role } = await client.send(new GetRoleCommand({ RoleName }));
      expect(role).toMatchObject({ MaxSessionDuration: 3600, Description: 'builds' });
      expect(role?.AssumeRolePolicyDocument).toContain('codebuild');
      expect((await client.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies).toEqual([]);
      await expect(client.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'default' }))).rejects.toMatchObject({
        name: 'NoSuchEntityException',
      });
    },
  );
});

test('a role that somebody else made is not taken over', async () => {
  const given = { AssumeRolePolicyDocument: trust('lambda.amazonaws.com'), RoleName: 'taken' };
  await iamRole.create(given, contextOf('A'));
  await expect(iamRole.create(given, contextOf('other'))).rejects.toMatchObject({
    name: 'EntityAlreadyExistsException',
  });
});

test('inline and managed policies follow their roles', async () => {
  const client = local.client(IAMClient);
  for (const name of ['one', 'two'])
    await iamRole.create({ AssumeRolePolicyDocument: trust('lambda.amazonaws.com'), RoleName: name }, contextOf(name));
  const holds = async (RoleName: string) =>
    client.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'p' })).then(
      () => true,
      () => false,
    );
  const policy = (role: string) => ({ PolicyName: 'p', PolicyDocument: rights, Roles: [role] });
  await lifecycle(
    iamPolicy,
    policy('one'),
    policy('two'),
    async () => expect([await holds('one'), await holds('two')]).toEqual([true, false]),
    async () => expect([await holds('one'), await holds('two')]).toEqual([false, true]),
  );
  const attached = async (RoleName: string) =>
    (await client.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies?.map(
      (one) => one.PolicyName,
    );
  const managed = (role: string) => ({
    ManagedPolicyName: 'm',
    PolicyDocument: { ...rights, Id: role },
    Roles: [role],
  });
  await lifecycle(
    iamManagedPolicy,
    managed('one'),
    managed('two'),
    async () => expect([await attached('one'), await attached('two')]).toEqual([['m'], []]),
    async () => expect([await attached('one'), await attached('two')]).toEqual([[], ['m']]),
  );
});

test("a bucket as the bootstrap stack and CDK's construct have it", async () => {
  const client = local.client(S3Client);
  const given = {
    BucketName: 'cdk-hnb659fds-assets-111122223333-eu-west-1',
    AccessControl: 'Private',
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'arn:aws:kms:eu-west-1:1:key/k' },
        },
      ],
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: 'true',
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    VersioningConfiguration: { Status: 'Enabled' },
    LifecycleConfiguration: {
      Rules: [
        { Id: 'CleanupOldVersions', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
        {
          Id: 'Abort',
          Status: 'Enabled',
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: '1' },
          ExpirationInDays: 90,
        },
      ],
    },
    LoggingConfiguration: { DestinationBucketName: 'logs', LogFilePrefix: 'p/' },
  };
  await lifecycle(
    s3Bucket,
    given,
    { BucketName: given.BucketName },
    async (Bucket, attributes) => {
      expect(attributes).toMatchObject({
        Arn: `arn:aws:s3:::${Bucket}`,
        RegionalDomainName: `${Bucket}.s3.eu-west-1.amazonaws.com`,
      });
      expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
      const { ServerSideEncryptionConfiguration: encryption } = await client.send(
        new GetBucketEncryptionCommand({ Bucket }),
      );
      expect(encryption?.Rules).toEqual([
        {
          BucketKeyEnabled: true,
          ApplyServerSideEncryptionByDefault: {
            SSEAlgorithm: 'aws:kms',
            KMSMasterKeyID: 'arn:aws:kms:eu-west-1:1:key/k',
          },
        },
      ]);
      const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      expect(Rules).toMatchObject([
        { ID: 'CleanupOldVersions', NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
        { ID: 'Abort', Expiration: { Days: 90 }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      ]);
      expect(
        (await client.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration
          ?.BlockPublicPolicy,
      ).toBe(true);
    },
    async (Bucket) => {
      expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Suspended');
      await expect(client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
        name: 'NoSuchLifecycleConfiguration',
      });
    },
  );
});

test('a property that is not known is refused by name', () => {
  expect(() => s3Bucket.create({ ReplicationConfiguration: {} }, contextOf('A'))).toThrow(/ReplicationConfiguration/);
});

test("a bucket's policy", async () => {
  const client = local.client(S3Client);
  await s3Bucket.create({ BucketName: 'with-policy' }, contextOf('bucket'));
  const policy = (sid: string) => ({
    Bucket: 'with-policy',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: sid,
          Action: 's3:*',
          Effect: 'Deny',
          Principal: '*',
          Resource: ['arn:aws:s3:::with-policy', 'arn:aws:s3:::with-policy/*'],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
  });
  const sid = async () =>
    JSON.parse((await client.send(new GetBucketPolicyCommand({ Bucket: 'with-policy' }))).Policy ?? '').Statement[0]
      .Sid;
  await lifecycle(
    s3BucketPolicy,
    policy('One'),
    policy('Two'),
    async () => expect(await sid()).toBe('One'),
    async () => expect(await sid()).toBe('Two'),
  );
});

test('a key and its alias', async () => {
  const client = local.client(KMSClient);
  const KeyPolicy = { Statement: [{ Action: 'kms:*', Effect: 'Allow', Principal: { AWS: ACCOUNT }, Resource: '*' }] };
  const key = await kmsKey.create({ KeyPolicy, EnableKeyRotation: true, Description: 'd' }, contextOf('key'));
  expect(key.attributes).toMatchObject({ Arn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/${key.physicalId}` });
  const alias = (TargetKeyId: string) => ({ AliasName: 'alias/cdk-assets-key', TargetKeyId });
  const other = await kmsKey.create({ KeyPolicy }, contextOf('other'));
  const target = async () =>
    (await client.send(new DescribeKeyCommand({ KeyId: 'alias/cdk-assets-key' }))).KeyMetadata?.KeyId;
  await lifecycle(
    kmsAlias,
    alias(key.physicalId),
    alias(other.physicalId),
    async () => expect(await target()).toBe(key.physicalId),
    async () => expect(await target()).toBe(other.physicalId),
  );
  await lifecycle(
    kmsKey,
    { KeyPolicy, EnableKeyRotation: true, PendingWindowInDays: 7 },
    { KeyPolicy, Enabled: false },
    async (KeyId) =>
      expect((await client.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled).toBe(true),
    async (KeyId) => expect((await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.Enabled).toBe(false),
  );
});

test('a parameter', async () => {
  const client = local.client(SSMClient);
  const value = async (Name: string) => (await client.send(new GetParameterCommand({ Name }))).Parameter?.Value;
  const parameter = (Value: string) => ({
    Type: 'String',
    Name: '/cdk-bootstrap/x/version',
    Value,
    Tags: { a: Value },
  });
  await lifecycle(
    ssmParameter,
    parameter('33'),
    parameter('34'),
    async (id) => expect(await value(id)).toBe('33'),
    async (id) => expect(await value(id)).toBe('34'),
  );
});

test('an image repository', async () => {
  const client = local.client(ECRClient);
  const puller = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'ecr:BatchGetImage' };
  const repository = (ImageTagMutability: string, more: object = {}) => ({
    RepositoryName: 'cdk-container-assets',
    ImageTagMutability,
    RepositoryPolicyText: { Version: '2012-10-17', Statement: [puller] },
    ...more,
  });
  const mutability = async (name: string) =>
    (await client.send(new DescribeRepositoriesCommand({ repositoryNames: [name] }))).repositories?.[0]
      ?.imageTagMutability;
  await lifecycle(
    ecrRepository,
    repository('IMMUTABLE', { LifecyclePolicy: { LifecyclePolicyText: '{"rules":[]}' } }),
    repository('MUTABLE'),
    async (name) => expect(await mutability(name)).toBe('IMMUTABLE'),
    async (name) => {
      expect(await mutability(name)).toBe('MUTABLE');
      await expect(client.send(new GetLifecyclePolicyCommand({ repositoryName: name }))).rejects.toMatchObject({
        name: 'LifecyclePolicyNotFoundException',
      });
    },
  );
});

test('a secret with a generated password keeps it', async () => {
  const client = local.client(SecretsManagerClient);
  const secret = (Description: string) => ({
    Description,
    GenerateSecretString: { SecretStringTemplate: '{"user":"a"}', GenerateStringKey: 'password', PasswordLength: '16' },
  });
  const { physicalId } = await secretsManagerSecret.create(secret('one'), contextOf('A'));
  const read = async () => (await client.send(new GetSecretValueCommand({ SecretId: physicalId }))).SecretString;
  const before = await read();
  expect(JSON.parse(before ?? '')).toEqual({ user: 'a', password: expect.stringMatching(/^.{16}$/) });
  await secretsManagerSecret.update(physicalId, secret('two'), secret('one'), contextOf('B'));
  expect(await read()).toBe(before);
  await secretsManagerSecret.delete(physicalId, secret('two'), contextOf('C'));
  await expect(read()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a table as CDK has it', async () => {
  const client = local.client(DynamoDBClient);
  const key = await kmsKey.create({}, contextOf('key'));
  const table = {
    TableName: 'StudentDetails',
    AttributeDefinitions: [{ AttributeName: 'Roll', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'Roll', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key.attributes.Arn },
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    DeletionProtectionEnabled: false,
  };
  const changed = {
    ...table,
    StreamSpecification: undefined,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
    AttributeDefinitions: [...table.AttributeDefinitions, { AttributeName: 'Year', AttributeType: 'N' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byYear',
        KeySchema: [{ AttributeName: 'Year', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    TimeToLiveSpecification: { AttributeName: 'ends', Enabled: true },
  };
  const describe = async (TableName: string) => (await client.send(new DescribeTableCommand({ TableName }))).Table;
  const recovery = async (TableName: string) =>
    (await client.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription
      ?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  await lifecycle(
    dynamodbTable,
    table,
    changed,
    async (name, attributes) => {
      expect(attributes).toMatchObject({
        Arn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/StudentDetails`,
        StreamArn: expect.stringContaining('/stream/'),
      });
      expect(await describe(name)).toMatchObject({
        SSEDescription: { KMSMasterKeyArn: key.attributes.Arn },
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      });
      expect(await recovery(name)).toBe('ENABLED');
    },
    async (name) => {
      const found = await describe(name);
      expect(found?.StreamSpecification).toBeUndefined();
      expect(found?.GlobalSecondaryIndexes).toMatchObject([{ IndexName: 'byYear', IndexStatus: 'ACTIVE' }]);
      expect(await recovery(name)).toBe('DISABLED');
    },
  );
});
