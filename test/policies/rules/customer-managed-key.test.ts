import { expect, test } from '@jest/globals';
import { customerManagedKey as rule } from '../../../policies/rules/customer-managed-key.ts';
import { findingsOf } from '../check-rule.ts';

const key = { 'Fn::GetAtt': ['Key', 'Arn'] };
const encrypted = (byDefault: object) => ({
  BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: byDefault }] },
});

test.each([
  ['AWS::CodeBuild::Project', 'EncryptionKey', {}, { EncryptionKey: key }],
  [
    'AWS::CodePipeline::Pipeline',
    'ArtifactStore.EncryptionKey',
    { ArtifactStore: { Type: 'S3', Location: 'bucket' } },
    { ArtifactStore: { Type: 'S3', Location: 'bucket', EncryptionKey: { Type: 'KMS', Id: key } } },
  ],
  [
    'AWS::DynamoDB::Table',
    'SSESpecification.KMSMasterKeyId',
    { SSESpecification: { SSEEnabled: true } },
    { SSESpecification: { SSEEnabled: true, KMSMasterKeyId: key } },
  ],
  [
    'AWS::DynamoDB::GlobalTable',
    'Replicas.SSESpecification.KMSMasterKeyId',
    { Replicas: [{ Region: 'eu-west-1' }] },
    { Replicas: [{ Region: 'eu-west-1', SSESpecification: { KMSMasterKeyId: key } }] },
  ],
  [
    'AWS::ECR::Repository',
    'EncryptionConfiguration.KmsKey',
    { EncryptionConfiguration: { EncryptionType: 'AES256' } },
    { EncryptionConfiguration: { EncryptionType: 'KMS', KmsKey: key } },
  ],
  ['AWS::EFS::FileSystem', 'KmsKeyId', { Encrypted: true }, { Encrypted: true, KmsKeyId: key }],
  [
    'AWS::Kinesis::Stream',
    'StreamEncryption.KeyId',
    { StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } },
    { StreamEncryption: { EncryptionType: 'KMS', KeyId: key } },
  ],
  ['AWS::Logs::LogGroup', 'KmsKeyId', {}, { KmsKeyId: key }],
  [
    'AWS::S3::Bucket',
    'BucketEncryption',
    encrypted({ SSEAlgorithm: 'AES256' }),
    encrypted({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key }),
  ],
  ['AWS::SNS::Topic', 'KmsMasterKeyId', { KmsMasterKeyId: 'alias/aws/sns' }, { KmsMasterKeyId: key }],
  ['AWS::SQS::Queue', 'KmsMasterKeyId', {}, { KmsMasterKeyId: key }],
  ['AWS::SecretsManager::Secret', 'KmsKeyId', {}, { KmsKeyId: key }],
])('a %s needs a key of ours', (type, property, wrong, right) => {
  expect(findingsOf(rule, { Thing: [type, wrong] })).toEqual([`Thing ${property}`]);
  expect(findingsOf(rule, { Thing: [type, right] })).toEqual([]);
});

test('a bucket that takes access logs is under the key of S3, which alone can deliver there', () => {
  const logging = { LoggingConfiguration: { DestinationBucketName: { Ref: 'AccessLogs' } } };
  expect(
    findingsOf(rule, {
      AccessLogs: ['AWS::S3::Bucket', encrypted({ SSEAlgorithm: 'AES256' })],
      Artifacts: ['AWS::S3::Bucket', { ...logging, ...encrypted({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key }) }],
    }),
  ).toEqual([]);
});

test('a pipeline with a store for each region needs a key for each', () => {
  const store = (EncryptionKey?: object) => ({ Region: 'eu-west-1', ArtifactStore: { Type: 'S3', EncryptionKey } });
  const stores = [store({ Type: 'KMS', Id: key }), store()];
  expect(findingsOf(rule, { Pipeline: ['AWS::CodePipeline::Pipeline', { ArtifactStores: stores }] })).toEqual([
    'Pipeline ArtifactStore.EncryptionKey',
  ]);
});

test('a key that is AWS::NoValue is none', () => {
  const none = { Ref: 'AWS::NoValue' };
  expect(findingsOf(rule, { Queue: ['AWS::SQS::Queue', { KmsMasterKeyId: none }] })).toEqual(['Queue KmsMasterKeyId']);
  expect(findingsOf(rule, { Bucket: ['AWS::S3::Bucket', encrypted({ KMSMasterKeyID: none })] })).toEqual([
    'Bucket BucketEncryption',
  ]);
});

test('a key that is there under a condition only is not there, unless the resource is under the same', () => {
  const KmsMasterKeyId = { 'Fn::If': ['Encrypts', key, { Ref: 'AWS::NoValue' }] };
  expect(findingsOf(rule, { Queue: ['AWS::SQS::Queue', { KmsMasterKeyId }] })).toEqual(['Queue KmsMasterKeyId']);
  expect(findingsOf(rule, { Queue: ['AWS::SQS::Queue', { KmsMasterKeyId }, { Condition: 'Encrypts' }] })).toEqual([]);
});

test('a bucket that may never log does not make another one a bucket of access logs', () => {
  const logging = { LoggingConfiguration: { DestinationBucketName: { Ref: 'AccessLogs' } } };
  const artifacts = { ...logging, ...encrypted({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key }) };
  expect(
    findingsOf(rule, {
      AccessLogs: ['AWS::S3::Bucket', encrypted({ SSEAlgorithm: 'AES256' })],
      Artifacts: ['AWS::S3::Bucket', artifacts, { Condition: 'Never' }],
    }),
  ).toEqual(['AccessLogs BucketEncryption']);
});
