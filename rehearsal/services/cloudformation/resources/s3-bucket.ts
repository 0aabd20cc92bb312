import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketTaggingCommand,
  DeleteBucketWebsiteCommand,
  HeadBucketCommand,
  type LifecycleRule,
  NotFound,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutBucketWebsiteCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { type BucketProperties, bucketProperties, type lifecycleRule } from './s3-bucket-properties.ts';

/** A bucket's private by default: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
const ALL_BLOCKED = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

/** From the form of templates to that of the API. */
function asLifecycleRule(rule: z.infer<typeof lifecycleRule>): LifecycleRule {
  const noncurrentDays = rule.NoncurrentVersionExpiration?.NoncurrentDays ?? rule.NoncurrentVersionExpirationInDays;
  const conditions = [
    rule.Prefix,
    rule.ObjectSizeGreaterThan,
    rule.ObjectSizeLessThan,
    ...(rule.TagFilters ?? []),
  ].filter((one) => one !== undefined).length;
  const all = {
    Prefix: rule.Prefix,
    ObjectSizeGreaterThan: rule.ObjectSizeGreaterThan,
    ObjectSizeLessThan: rule.ObjectSizeLessThan,
  };
  const expires =
    rule.ExpirationInDays !== undefined ||
    rule.ExpirationDate !== undefined ||
    rule.ExpiredObjectDeleteMarker !== undefined;
  return {
    ID: rule.Id,
    Status: rule.Status,
    Filter:
      conditions > 1
        ? { And: { ...all, Tags: rule.TagFilters } }
        : conditions === 0
          ? { Prefix: '' }
          : { ...all, Tag: rule.TagFilters?.[0] },
    AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
    Expiration: expires
      ? {
          Days: rule.ExpirationInDays,
          Date: rule.ExpirationDate === undefined ? undefined : new Date(rule.ExpirationDate),
          ExpiredObjectDeleteMarker: rule.ExpiredObjectDeleteMarker,
        }
      : undefined,
    NoncurrentVersionExpiration:
      noncurrentDays === undefined
        ? undefined
        : {
            NoncurrentDays: noncurrentDays,
            NewerNoncurrentVersions: rule.NoncurrentVersionExpiration?.NewerNoncurrentVersions,
          },
    NoncurrentVersionTransitions: rule.NoncurrentVersionTransitions?.map((one) => ({
      NoncurrentDays: one.TransitionInDays,
      StorageClass: one.StorageClass,
      NewerNoncurrentVersions: one.NewerNoncurrentVersions,
    })),
    Transitions: rule.Transitions?.map((one) => ({
      StorageClass: one.StorageClass,
      Days: one.TransitionInDays,
      Date: one.TransitionDate === undefined ? undefined : new Date(one.TransitionDate),
    })),
  };
}

/** Sets what the template says and takes away what it does not say any more. */
async function configure(s3: S3Client, Bucket: string, next: BucketProperties, previous: BucketProperties | undefined) {
  const gone = (what: keyof BucketProperties) => next[what] === undefined && previous?.[what] !== undefined;

  if (next.VersioningConfiguration !== undefined || gone('VersioningConfiguration'))
    await s3.send(
      new PutBucketVersioningCommand({
        Bucket,
        VersioningConfiguration: next.VersioningConfiguration ?? { Status: 'Suspended' },
      }),
    );
  if (next.BucketEncryption !== undefined)
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: next.BucketEncryption.ServerSideEncryptionConfiguration.map((rule) => ({
            ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault,
            BucketKeyEnabled: rule.BucketKeyEnabled ?? false,
          })),
        },
      }),
    );
  else if (gone('BucketEncryption')) await s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
  if (next.PublicAccessBlockConfiguration !== undefined || gone('PublicAccessBlockConfiguration'))
    await s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: next.PublicAccessBlockConfiguration ?? ALL_BLOCKED,
      }),
    );
  if (next.OwnershipControls !== undefined || gone('OwnershipControls'))
    await s3.send(
      new PutBucketOwnershipControlsCommand({
        Bucket,
        OwnershipControls: next.OwnershipControls ?? { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      }),
    );
  if (next.LifecycleConfiguration !== undefined)
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: { Rules: next.LifecycleConfiguration.Rules.map(asLifecycleRule) },
      }),
    );
  else if (gone('LifecycleConfiguration')) await s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
  const logging = next.LoggingConfiguration;
  if (logging !== undefined || gone('LoggingConfiguration'))
    await s3.send(
      new PutBucketLoggingCommand({
        Bucket,
        BucketLoggingStatus:
          logging === undefined
            ? {}
            : {
                LoggingEnabled: {
                  // Without a destination a bucket logs to itself.
                  TargetBucket: logging.DestinationBucketName ?? Bucket,
                  TargetPrefix: logging.LogFilePrefix ?? '',
                },
              },
      }),
    );
  if (next.CorsConfiguration !== undefined)
    await s3.send(
      new PutBucketCorsCommand({
        Bucket,
        CORSConfiguration: {
          CORSRules: next.CorsConfiguration.CorsRules.map((rule) => ({
            ID: rule.Id,
            AllowedHeaders: rule.AllowedHeaders,
            AllowedMethods: rule.AllowedMethods,
            AllowedOrigins: rule.AllowedOrigins,
            ExposeHeaders: rule.ExposedHeaders,
            MaxAgeSeconds: rule.MaxAge,
          })),
        },
      }),
    );
  else if (gone('CorsConfiguration')) await s3.send(new DeleteBucketCorsCommand({ Bucket }));
  const website = next.WebsiteConfiguration;
  if (website !== undefined)
    await s3.send(
      new PutBucketWebsiteCommand({
        Bucket,
        WebsiteConfiguration: {
          IndexDocument: website.IndexDocument === undefined ? undefined : { Suffix: website.IndexDocument },
          ErrorDocument: website.ErrorDocument === undefined ? undefined : { Key: website.ErrorDocument },
          RedirectAllRequestsTo: website.RedirectAllRequestsTo,
        },
      }),
    );
  else if (gone('WebsiteConfiguration')) await s3.send(new DeleteBucketWebsiteCommand({ Bucket }));
  if (next.NotificationConfiguration !== undefined || gone('NotificationConfiguration')) {
    const bridge = next.NotificationConfiguration?.EventBridgeConfiguration;
    const wanted = bridge !== undefined && bridge.EventBridgeEnabled !== false;
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: wanted ? { EventBridgeConfiguration: {} } : {},
      }),
    );
  }
  if (next.Tags !== undefined && next.Tags.length > 0)
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: next.Tags } }));
  else if (previous?.Tags !== undefined) await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
}

function answer(name: string, region: string) {
  return {
    physicalId: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
    },
  };
}

async function exists(s3: S3Client, Bucket: string): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket }));
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}

async function create(given: BucketProperties, context: ResourceContext) {
  const s3 = context.client(S3Client);
  const name = given.BucketName ?? context.generateName(63).toLowerCase();
  const region = context.region;
  const bucket = new CreateBucketCommand(
    region === 'us-east-1'
      ? { Bucket: name }
      : { Bucket: name, CreateBucketConfiguration: { LocationConstraint: locationOf(region) } },
  );
  await createOnce(
    context,
    name,
    () => exists(s3, name),
    () => s3.send(bucket),
  );
  await configure(s3, name, given, undefined);
  return answer(name, region);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html */
export const s3Bucket = resourceType<BucketProperties>({
  type: 'AWS::S3::Bucket',
  properties: bucketProperties,
  replacedBy: ['BucketName'],
  create,
  update: async (name, next, previous, context) => {
    await configure(context.client(S3Client), name, next, previous);
    return answer(name, context.region);
  },
  delete: async (name, _given, context) => {
    const s3 = context.client(S3Client);
    if (await exists(s3, name)) await s3.send(new DeleteBucketCommand({ Bucket: name }));
  },
});

type Location = NonNullable<ConstructorParameters<typeof CreateBucketCommand>[0]['CreateBucketConfiguration']>;
function locationOf(region: string): NonNullable<Location['LocationConstraint']> {
  // The model lists the regions it knew when it was written; S3 takes any that exists.
  return region as NonNullable<Location['LocationConstraint']>;
}
