import { expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { artifactKeyPrefix } from '../../pipeline/renderer/artifact-names.ts';
import { resourceStatements } from './read-template.ts';
import { synthesize } from './synthesize.ts';

const template = synthesize();
const buckets = Object.values(template.findResources('AWS::S3::Bucket'));

test('the key rotates, has an alias, and goes with the stack', () => {
  template.hasResource('AWS::KMS::Key', {
    Properties: Match.objectLike({ EnableKeyRotation: true }),
    DeletionPolicy: 'Delete',
  });
  const encrypting = template.findResources('AWS::KMS::Key', { Properties: { EnableKeyRotation: true } });
  expect(Object.keys(encrypting)).toHaveLength(1);
  template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/slipway-pipeline' });
});

test('the artifacts are encrypted with the key', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        {
          ServerSideEncryptionByDefault: {
            SSEAlgorithm: 'aws:kms',
            KMSMasterKeyID: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] },
          },
        },
      ],
    },
  });
  template.hasResourceProperties('AWS::CodePipeline::Pipeline', {
    ArtifactStore: { Type: 'S3', EncryptionKey: { Type: 'KMS', Id: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] } } },
  });
});

test('every bucket is encrypted, versioned, private, has a life cycle, and goes with the stack', () => {
  expect(buckets).toHaveLength(2);
  for (const { Properties: properties, DeletionPolicy: deletionPolicy } of buckets) {
    expect(properties.BucketEncryption).toBeDefined();
    expect(properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(properties.LifecycleConfiguration.Rules).toEqual([
      expect.objectContaining({
        Status: 'Enabled',
        ExpirationInDays: expect.any(Number),
        NoncurrentVersionExpiration: { NoncurrentDays: 7 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      }),
    ]);
    expect(deletionPolicy).toBe('Delete');
  }
});

test('what expires are the artifacts, and not the passports beside them', () => {
  const prefixes = buckets.map(({ Properties }) => Properties.LifecycleConfiguration.Rules[0].Prefix);
  expect(prefixes).toContain('slipway/');
});

test('every bucket refuses requests without TLS', () => {
  const refusals = resourceStatements(template, 'AWS::S3::BucketPolicy', 'PolicyDocument').filter(
    ({ Effect, Action }) => Effect === 'Deny' && Action.includes('s3:*'),
  );
  expect(refusals).toHaveLength(buckets.length);
  for (const refusal of refusals) {
    expect(refusal.Action).toEqual(['s3:*']);
    expect(refusal.Principal).toEqual({ AWS: '*' });
    expect(refusal.Condition).toEqual({ Bool: { 'aws:SecureTransport': 'false' } });
  }
});

test('access to the artifacts is logged, and only S3 may write the log', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    LoggingConfiguration: { DestinationBucketName: { Ref: Match.anyValue() }, LogFilePrefix: 'artifacts/' },
  });
  const writers = resourceStatements(template, 'AWS::S3::BucketPolicy', 'PolicyDocument').filter(
    ({ Effect, Action }) => Effect === 'Allow' && Action.includes('s3:PutObject'),
  );
  expect(writers.map((statement) => statement.Principal)).toEqual([{ Service: 'logging.s3.amazonaws.com' }]);
});

test.each([
  ['slipway', 'Assembly', 'slipway/Assembly/'],
  ['a-pipeline-with-a-long-name', 'AnArtifactWithALongName', 'a-pipeline-with-a-lo/AnArtifact/'],
])('artifact %s/%s lies where CodePipeline puts it: %s', (pipeline, artifact, prefix) => {
  expect(artifactKeyPrefix(pipeline, artifact)).toBe(prefix);
});
