import type * as sdk from '@aws-sdk/client-s3';
import { uuid } from '../../kernel/ids.ts';
import { keyArnOf } from '../../kernel/key-arn.ts';
import type { Context } from '../../kernel/service.ts';
import type { Bucket } from './buckets.ts';
import { invalidArgument } from './errors.ts';
import { announce } from './notify.ts';
import { latestOf, type NewObject, type ObjectHeaders, putVersion, type StoredObject } from './objects.ts';

/** The version id of a new object: `null` unless versioning is on. */
export const newVersionId = (bucket: Bucket): string =>
  bucket.versioning === 'Enabled' ? uuid().replaceAll('-', '') : 'null';

/** The current version that a reader would see. */
export function visible(context: Context, bucket: string, key: string): StoredObject | undefined {
  const latest = latestOf(context, bucket, key);
  return latest?.deleteMarker === true ? undefined : latest;
}

export interface EncryptionInput {
  readonly ServerSideEncryption?: sdk.ServerSideEncryption | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
}
export type EncryptionHeaders = Pick<ObjectHeaders, 'ServerSideEncryption' | 'SSEKMSKeyId' | 'BucketKeyEnabled'>;

const SUPPORTED: readonly string[] = ['AES256', 'aws:kms', 'aws:kms:dsse'];

/** What the request says, else the bucket's default, else S3's own keys. Objects are not really encrypted on disk. */
export function encryptionOf(context: Context, bucket: Bucket, input: EncryptionInput): EncryptionHeaders {
  const fallback = defaultEncryption(bucket);
  const algorithm = input.ServerSideEncryption ?? fallback.algorithm;
  if (!SUPPORTED.includes(algorithm))
    throw invalidArgument(
      'The encryption method specified is not supported',
      'x-amz-server-side-encryption',
      algorithm,
    );
  if (algorithm === 'AES256') return { ServerSideEncryption: 'AES256' };
  const key = input.SSEKMSKeyId ?? fallback.key ?? 'alias/aws/s3';
  return {
    ServerSideEncryption: algorithm,
    SSEKMSKeyId: keyArnOf(context, key),
    ...((input.BucketKeyEnabled ?? fallback.bucketKey) ? { BucketKeyEnabled: true } : {}),
  };
}

function defaultEncryption(bucket: Bucket): { algorithm: sdk.ServerSideEncryption; key?: string; bucketKey: boolean } {
  const [rule] = bucket.configuration.encryption?.Rules ?? [];
  const { SSEAlgorithm: algorithm = 'AES256', KMSMasterKeyID: key } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  return { algorithm, ...(key === undefined ? {} : { key }), bucketKey: rule?.BucketKeyEnabled === true };
}

/** Stores a new current version and tells those who listen. */
export function store(
  context: Context,
  object: NewObject,
  reason: 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload',
) {
  const stored = putVersion(context, object);
  announce(context, 'Object Created', stored, reason);
  return stored;
}
