import type * as sdk from '@aws-sdk/client-s3';
import type {
  Authorization,
  KeyValues,
  Requirement,
  Requirements,
  RequirementsOf,
  ResourceDescription,
} from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { parsePolicy } from '../../policy/document.ts';
import { tagKeys, tagsByName } from '../../policy/tag-keys.ts';
import { type Bucket, buckets } from './buckets.ts';
import { readCopySource } from './copy-source.ts';
import { latestOf, type StoredObject, versionOf } from './objects.ts';
import { isPublic, restrictedToAccount } from './public-policy.ts';
import { taggingHeader } from './tagging.ts';
import { type EncryptionInput, encryptionOf } from './write.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */

interface OfBucket {
  Bucket?: string | undefined;
}
interface OfObject extends OfBucket {
  Key?: string | undefined;
  VersionId?: string | undefined;
}
const list = (requirements: Requirement | readonly Requirement[]) =>
  'action' in requirements ? [requirements] : requirements;
const bucketArn = ({ Bucket }: OfBucket): string => `arn:aws:s3:::${Bucket}`;
const objectArn = ({ Bucket, Key }: OfObject): string => `arn:aws:s3:::${Bucket}/${Key}`;

const onBucket =
  (action: string): RequirementsOf<OfBucket> =>
  (input) => ({ action: `s3:${action}`, resource: bucketArn(input) });
/** The version that a request means. */
const named = ({ Bucket = '', Key = '', VersionId }: OfObject, context: Context): StoredObject | undefined =>
  VersionId === undefined ? latestOf(context, Bucket, Key) : versionOf(context, Bucket, Key, VersionId);
const onObject =
  (action: string, versioned = action): RequirementsOf<OfObject> =>
  (input) => ({
    action: `s3:${input.VersionId === undefined ? action : versioned}`,
    resource: objectArn(input),
    keys: { 's3:VersionId': input.VersionId },
  });
/**
 * The same of the actions that may depend on the tags of the object.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html
 */
const onTagged =
  (action: string, versioned = action): RequirementsOf<OfObject> =>
  (input, context, request) =>
    list(onObject(action, versioned)(input, context, request)).map((one) => ({
      ...one,
      keys: { ...one.keys, ...tagKeys('s3:ExistingObjectTag', named(input, context)?.tags ?? {}) },
    }));
/** The tags that a request gives an object. */
const givenTags = (tags: Readonly<Record<string, string>>): KeyValues => ({
  's3:RequestObjectTagKeys': Object.keys(tags),
  ...tagKeys('s3:RequestObjectTag', tags),
});

interface Listing extends OfBucket {
  Prefix?: string | undefined;
  Delimiter?: string | undefined;
  MaxKeys?: number | undefined;
}
const listing =
  (action: string): RequirementsOf<Listing> =>
  (input) => ({
    action: `s3:${action}`,
    resource: bucketArn(input),
    keys: {
      's3:prefix': input.Prefix ?? '',
      's3:delimiter': input.Delimiter,
      's3:max-keys': input.MaxKeys === undefined ? undefined : String(input.MaxKeys),
    },
  });

/** What S3 asks KMS for, with the rights of its caller. */
function useOfKey(action: string, key: string, encrypted: string, context: Context): Requirement {
  return {
    action,
    resource: key,
    keys: {
      'kms:ViaService': `s3.${context.region}.amazonaws.com`,
      'kms:EncryptionContextKeys': ['aws:s3:arn'],
      'kms:EncryptionContext:aws:s3:arn': encrypted,
    },
  };
}

function readsKey(input: OfObject, context: Context): Requirement[] {
  const { SSEKMSKeyId: key, BucketKeyEnabled: bucketKey } = named(input, context)?.headers ?? {};
  if (key === undefined) return [];
  return [useOfKey('kms:Decrypt', key, bucketKey === true ? bucketArn(input) : objectArn(input), context)];
}

interface Written extends OfObject, EncryptionInput {
  StorageClass?: string | undefined;
  ACL?: string | undefined;
  Tagging?: string | undefined;
}
function encryptionKeys(input: Written): KeyValues {
  return {
    's3:x-amz-server-side-encryption': input.ServerSideEncryption,
    's3:x-amz-server-side-encryption-aws-kms-key-id': input.SSEKMSKeyId,
    's3:x-amz-storage-class': input.StorageClass,
    's3:x-amz-acl': input.ACL,
  };
}
/** Tags that come with an object take the right to tag too. */
function puts(input: Written): Requirement[] {
  const resource = objectArn(input);
  const tags = givenTags(taggingHeader(input.Tagging));
  const put = { action: 's3:PutObject', resource, keys: { ...encryptionKeys(input), ...tags } };
  return input.Tagging === undefined ? [put] : [put, { action: 's3:PutObjectTagging', resource, keys: tags }];
}
function writes(input: Written, context: Context, kmsActions: readonly string[]): Requirement[] {
  const bucket = buckets(context).get(input.Bucket ?? '');
  if (bucket === undefined) return puts(input);
  const { SSEKMSKeyId: key, BucketKeyEnabled: bucketKey } = encryptionOf(context, bucket, input);
  if (key === undefined) return puts(input);
  const encrypted = bucketKey === true ? bucketArn(input) : objectArn(input);
  return [...puts(input), ...kmsActions.map((action) => useOfKey(action, key, encrypted, context))];
}

const reads: RequirementsOf<OfObject> = (input, context, request) => {
  const get = onTagged('GetObject', 'GetObjectVersion')(input, context, request);
  return [...list(get), ...readsKey(input, context)];
};

const operations = {
  AbortMultipartUpload: onObject('AbortMultipartUpload'),
  CompleteMultipartUpload: (input) => ({ action: 's3:PutObject', resource: objectArn(input) }),
  CopyObject: (input, context, request) => [
    ...list(reads(readCopySource(input.CopySource), context, request)),
    // Of a copy that keeps the source's tags, the header says nothing.
    ...writes({ ...input, Tagging: input.TaggingDirective === 'REPLACE' ? input.Tagging : undefined }, context, [
      'kms:GenerateDataKey',
    ]),
  ],
  CreateBucket: onBucket('CreateBucket'),
  CreateMultipartUpload: (input, context) => writes(input, context, ['kms:GenerateDataKey']),
  DeleteBucket: onBucket('DeleteBucket'),
  DeleteBucketCors: onBucket('PutBucketCORS'),
  DeleteBucketEncryption: onBucket('PutEncryptionConfiguration'),
  DeleteBucketLifecycle: onBucket('PutLifecycleConfiguration'),
  DeleteBucketOwnershipControls: onBucket('PutBucketOwnershipControls'),
  DeleteBucketPolicy: onBucket('DeleteBucketPolicy'),
  DeleteBucketTagging: onBucket('PutBucketTagging'),
  DeleteBucketWebsite: onBucket('DeleteBucketWebsite'),
  DeleteObject: onObject('DeleteObject', 'DeleteObjectVersion'),
  DeleteObjectTagging: onTagged('DeleteObjectTagging', 'DeleteObjectVersionTagging'),
  DeleteObjects: ({ Bucket, Delete }, context, request) =>
    (Delete?.Objects ?? []).flatMap(({ Key, VersionId }) =>
      list(onObject('DeleteObject', 'DeleteObjectVersion')({ Bucket, Key, VersionId }, context, request)),
    ),
  DeletePublicAccessBlock: onBucket('PutBucketPublicAccessBlock'),
  GetBucketAccelerateConfiguration: onBucket('GetAccelerateConfiguration'),
  GetBucketAcl: onBucket('GetBucketAcl'),
  GetBucketCors: onBucket('GetBucketCORS'),
  GetBucketEncryption: onBucket('GetEncryptionConfiguration'),
  GetBucketLifecycleConfiguration: onBucket('GetLifecycleConfiguration'),
  GetBucketLocation: onBucket('GetBucketLocation'),
  GetBucketLogging: onBucket('GetBucketLogging'),
  GetBucketNotificationConfiguration: onBucket('GetBucketNotification'),
  GetBucketOwnershipControls: onBucket('GetBucketOwnershipControls'),
  GetBucketPolicy: onBucket('GetBucketPolicy'),
  GetBucketPolicyStatus: onBucket('GetBucketPolicyStatus'),
  GetBucketRequestPayment: onBucket('GetBucketRequestPayment'),
  GetBucketTagging: onBucket('GetBucketTagging'),
  GetBucketVersioning: onBucket('GetBucketVersioning'),
  GetBucketWebsite: onBucket('GetBucketWebsite'),
  GetObject: reads,
  GetObjectAcl: onTagged('GetObjectAcl', 'GetObjectVersionAcl'),
  GetObjectAttributes: (input, context, request) =>
    [onTagged('GetObject', 'GetObjectVersion'), onTagged('GetObjectAttributes', 'GetObjectVersionAttributes')].flatMap(
      (one) => list(one(input, context, request)),
    ),
  GetObjectTagging: onTagged('GetObjectTagging', 'GetObjectVersionTagging'),
  GetPublicAccessBlock: onBucket('GetBucketPublicAccessBlock'),
  HeadBucket: onBucket('ListBucket'),
  HeadObject: onTagged('GetObject', 'GetObjectVersion'),
  ListBuckets: () => ({ action: 's3:ListAllMyBuckets', resource: '*' }),
  ListMultipartUploads: onBucket('ListBucketMultipartUploads'),
  ListObjectVersions: listing('ListBucketVersions'),
  ListObjects: listing('ListBucket'),
  ListObjectsV2: listing('ListBucket'),
  ListParts: onObject('ListMultipartUploadParts'),
  PutBucketAcl: onBucket('PutBucketAcl'),
  PutBucketCors: onBucket('PutBucketCORS'),
  PutBucketEncryption: onBucket('PutEncryptionConfiguration'),
  PutBucketLifecycleConfiguration: onBucket('PutLifecycleConfiguration'),
  PutBucketLogging: onBucket('PutBucketLogging'),
  PutBucketNotificationConfiguration: onBucket('PutBucketNotification'),
  PutBucketOwnershipControls: onBucket('PutBucketOwnershipControls'),
  PutBucketPolicy: onBucket('PutBucketPolicy'),
  PutBucketTagging: onBucket('PutBucketTagging'),
  PutBucketVersioning: onBucket('PutBucketVersioning'),
  PutBucketWebsite: onBucket('PutBucketWebsite'),
  PutObject: (input, context) => writes(input, context, ['kms:GenerateDataKey']),
  PutObjectTagging: (input, context, request) =>
    list(onTagged('PutObjectTagging', 'PutObjectVersionTagging')(input, context, request)).map((one) => ({
      ...one,
      keys: { ...one.keys, ...givenTags(tagsByName(input.Tagging?.TagSet)) },
    })),
  PutPublicAccessBlock: onBucket('PutBucketPublicAccessBlock'),
  // The parts of an upload are encrypted with the data key of its beginning, which is opened again for each.
  UploadPart: (input, context) => writes(input, context, ['kms:GenerateDataKey', 'kms:Decrypt']),
  UploadPartCopy: (input, context, request) => [
    ...list(reads(readCopySource(input.CopySource), context, request)),
    ...writes({ Bucket: input.Bucket, Key: input.Key }, context, ['kms:GenerateDataKey', 'kms:Decrypt']),
  ],
} satisfies Requirements<typeof sdk>;

/** The bucket's policy as it counts: a public one under `RestrictPublicBuckets` lets in no other accounts. */
function policyOf({ account, configuration: { policy, publicAccess } }: Bucket): string | undefined {
  if (policy === undefined || publicAccess?.RestrictPublicBuckets !== true) return policy;
  const document = parsePolicy(policy);
  return isPublic(document) ? JSON.stringify(restrictedToAccount(document, account)) : policy;
}

/** A bucket, or an object under its bucket's policy. */
function resource(scope: Scope, arn: string): ResourceDescription | undefined {
  const name = arn.split(':')[5]?.split('/')[0] ?? '';
  const bucket = buckets(scope).get(name);
  if (name === '' || name === '*') return undefined;
  return {
    arn,
    account: bucket?.account ?? scope.account,
    document: bucket === undefined ? undefined : policyOf(bucket),
    type: 'resource-based',
    required: false,
  };
}

export const authorization: Authorization = { operations, resource };
