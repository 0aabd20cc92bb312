import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { textOf, valueAt } from '../../../policies/template.ts';
import { parseTemplateText } from '../../../rehearsal/services/cloudformation/template/parse.ts';
import { bootstrapTemplate, data, text } from './template.ts';

/** What the CDK's command line would deploy by itself. */
const ofTheCdk = parseTemplateText(
  readFileSync(
    join(import.meta.dirname, '../../../node_modules/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml'),
    'utf8',
  ),
);
const names = (template: unknown, section: string) => Object.keys(Object(valueAt(template, section))).sort();

/** CloudFormation takes no longer template from a client that has no bucket yet. */
const LONGEST_TEMPLATE_BYTES = 51_200;
const LONGEST_POLICY_CHARACTERS = 6_144;

test('parameters and outputs are those of the template of the CDK', () => {
  expect(names(data, 'Parameters')).toEqual(names(ofTheCdk, 'Parameters'));
  expect(names(data, 'Outputs')).toEqual(names(ofTheCdk, 'Outputs'));
});

test('roles, bucket, repository and version parameter have the names that the CDK looks for', () => {
  for (const [logicalId, property] of [
    ['FilePublishingRole', 'RoleName'],
    ['ImagePublishingRole', 'RoleName'],
    ['LookupRole', 'RoleName'],
    ['DeploymentActionRole', 'RoleName'],
    ['CloudFormationExecutionRole', 'RoleName'],
    ['CdkBootstrapVersion', 'Name'],
  ] as const) {
    const nameIn = (template: unknown) => textOf(valueAt(template, 'Resources', logicalId, 'Properties', property));
    expect(nameIn(data)).toBe(nameIn(ofTheCdk));
  }
  const lastOf = (logicalId: string, property: string) => (template: unknown) =>
    textOf(valueAt(template, 'Resources', logicalId, 'Properties', property, 'Fn::If', 2));
  for (const nameIn of [lastOf('StagingBucket', 'BucketName'), lastOf('ContainerAssetsRepository', 'RepositoryName')])
    expect(nameIn(data)).toBe(nameIn(ofTheCdk));
});

test('it stands in for the version of the template that the pinned command line brings', () => {
  const versionOf = (template: unknown) => valueAt(template, 'Outputs', 'BootstrapVersion', 'Value');
  expect(versionOf(data)).toBe(versionOf(ofTheCdk));
  expect(valueAt(data, 'Resources', 'CdkBootstrapVersion', 'Properties', 'Value')).toBe(versionOf(ofTheCdk));
});

test('it tells which text it is, since its version stays', () => {
  const rest = text.split('\n').filter((line) => !/^ +Value: sha256:/.test(line));
  const digest = createHash('sha256').update(rest.join('\n')).digest('hex').slice(0, 16);
  expect(valueAt(data, 'Resources', 'Digest', 'Properties', 'Value')).toBe(`sha256:${digest}`);
});

test('the CDK does not put its own template over it', () => {
  const variantOf = (template: unknown) => valueAt(template, 'Parameters', 'BootstrapVariant', 'Default');
  expect(variantOf(data)).not.toBe(variantOf(ofTheCdk));
});

test('a first bootstrap takes it, and IAM its policies', () => {
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LONGEST_TEMPLATE_BYTES);
  const policies = bootstrapTemplate.resources.filter(({ type }) => type === 'AWS::IAM::ManagedPolicy');
  expect(policies.length).toBeGreaterThan(0);
  for (const { logicalId, properties } of policies) {
    // References and names of a longer account, region and qualifier than most.
    const filled = JSON.stringify(properties.PolicyDocument, (_key, value: unknown) =>
      typeof valueAt(value, 'Fn::Sub') === 'string' || valueAt(value, 'Fn::GetAtt') !== undefined
        ? textOf(value)
        : value,
    )
      .replaceAll('<AWS::Region>', 'ap-southeast-2')
      .replaceAll('<AWS::AccountId>', '111122223333')
      .replaceAll('<AWS::Partition>', 'aws')
      .replaceAll('<Qualifier>', 'hnb659fds1');
    expect([logicalId, filled.length <= LONGEST_POLICY_CHARACTERS]).toEqual([logicalId, true]);
  }
});

test('nobody is an administrator, and no policy of AWS is attached', () => {
  expect(text).not.toMatch(/AdministratorAccess|ReadOnlyAccess|iam::aws:policy/);
});

test('the bucket is versioned, never public, under a key of the customer, and reached by TLS only', () => {
  const bucket = valueAt(data, 'Resources', 'StagingBucket', 'Properties');
  expect(valueAt(bucket, 'VersioningConfiguration', 'Status')).toBe('Enabled');
  expect(Object.values(Object(valueAt(bucket, 'PublicAccessBlockConfiguration')))).toEqual([true, true, true, true]);
  const encryption = valueAt(
    bucket,
    'BucketEncryption',
    'ServerSideEncryptionConfiguration',
    0,
    'ServerSideEncryptionByDefault',
  );
  expect(valueAt(encryption, 'SSEAlgorithm')).toBe('aws:kms');
  expect(textOf(valueAt(encryption, 'KMSMasterKeyID', 'Fn::If', 1))).toBe('<FileAssetsBucketEncryptionKey.Arn>');
  expect(valueAt(data, 'Resources', 'FileAssetsBucketEncryptionKey', 'Properties', 'EnableKeyRotation')).toBe(true);
  const statement = valueAt(data, 'Resources', 'StagingBucketPolicy', 'Properties', 'PolicyDocument', 'Statement', 0);
  expect(statement).toMatchObject({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
});
