import type * as sdk from '@aws-sdk/client-s3';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { tagsByName } from '../../../policy/tag-keys.ts';
import { bodyBytes } from '../body.ts';
import { type Bucket, findBucket } from '../buckets.ts';
import { acceptChecksums, md5 } from '../checksums.ts';
import { checkRead, checkWrite } from '../conditions.ts';
import { readCopySource } from '../copy-source.ts';
import { invalidRequest, noSuchVersion, unsupported } from '../errors.ts';
import { announce } from '../notify.ts';
import {
  latestOf,
  type ObjectHeaders,
  putVersion,
  readBytes,
  removeVersion,
  type StoredObject,
  updateVersion,
  versionOf,
  writeBytes,
} from '../objects.ts';
import { taggingHeader } from '../tagging.ts';
import { type EncryptionInput, encryptionOf, newVersionId, store, visible } from '../write.ts';
import { findObject } from './read-object.ts';

const LONGEST_KEY_BYTES = 1_024;

type HeaderInput = EncryptionInput & {
  readonly ContentType?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly Expires?: Date | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
  readonly StorageClass?: sdk.StorageClass | undefined;
  readonly SSECustomerKey?: string | undefined;
  readonly ObjectLockMode?: string | undefined;
};

/** Headers that a new object keeps. */
export function keptHeaders(context: Context, bucket: Bucket, input: HeaderInput): ObjectHeaders {
  if (input.SSECustomerKey !== undefined) throw unsupported('customer-provided keys');
  if (input.ObjectLockMode !== undefined) throw unsupported('object lock');
  // `aws-chunked` is how the body travelled, not how it is encoded.
  const encoding = input.ContentEncoding?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== 'aws-chunked')
    .join(',');
  return {
    ContentType: input.ContentType,
    ContentEncoding: encoding === '' ? undefined : encoding,
    ContentDisposition: input.ContentDisposition,
    ContentLanguage: input.ContentLanguage,
    CacheControl: input.CacheControl,
    ExpiresString: input.Expires?.toUTCString(),
    WebsiteRedirectLocation: input.WebsiteRedirectLocation,
    StorageClass: input.StorageClass ?? 'STANDARD',
    ...encryptionOf(context, bucket, input),
  };
}

/** @throws ServiceError `KeyTooLongError` */
export function acceptKey(key: string): string {
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES)
    throw new ServiceError('KeyTooLongError', 'Your key is too long', 400, { MaxSizeAllowed: LONGEST_KEY_BYTES });
  return key;
}
const etagOf = (object: StoredObject) => `"${object.etag}"`;
const versionMember = (object: StoredObject) => (object.version === 'null' ? {} : { VersionId: object.version });
const encryptionMembers = (object: StoredObject) => ({
  ServerSideEncryption: object.headers.ServerSideEncryption,
  SSEKMSKeyId: object.headers.SSEKMSKeyId,
  BucketKeyEnabled: object.headers.BucketKeyEnabled,
});

async function putObject(input: sdk.PutObjectCommandInput, context: Context) {
  const bucket = findBucket(context, input.Bucket);
  const key = acceptKey(input.Key ?? '');
  const bytes = await bodyBytes(input.Body);
  checkWrite(key, visible(context, bucket.name, key), input);
  const checksums = acceptChecksums(bytes, { ...input });
  const headers = keptHeaders(context, bucket, input);
  const object = store(
    context,
    {
      bucket: bucket.name,
      key,
      version: newVersionId(bucket),
      deleteMarker: false,
      size: bytes.byteLength,
      etag: md5(bytes),
      modifiedMs: context.clock.now(),
      headers,
      metadata: input.Metadata ?? {},
      tags: taggingHeader(input.Tagging),
      checksums,
      file: writeBytes(context, bytes),
    },
    'PutObject',
  );
  return { ETag: etagOf(object), ...versionMember(object), ...encryptionMembers(object), ...checksums };
}

async function copyObject(input: sdk.CopyObjectCommandInput, context: Context) {
  const bucket = findBucket(context, input.Bucket);
  const key = acceptKey(input.Key ?? '');
  const source = findObject(context, readCopySource(input.CopySource));
  checkRead(source, {
    IfMatch: input.CopySourceIfMatch,
    IfNoneMatch: input.CopySourceIfNoneMatch,
    IfModifiedSince: input.CopySourceIfModifiedSince,
    IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
  });
  checkWrite(key, visible(context, bucket.name, key), input);
  const replace = input.MetadataDirective === 'REPLACE';
  const same =
    source.bucket === bucket.name &&
    source.key === key &&
    source.version === (visible(context, bucket.name, key)?.version ?? '');
  if (same && !replace && input.ServerSideEncryption === undefined && input.StorageClass === undefined)
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  const bytes = source.file === undefined ? Buffer.alloc(0) : readBytes(context, source.file);
  const given = keptHeaders(context, bucket, input);
  const object = store(
    context,
    {
      bucket: bucket.name,
      key,
      version: newVersionId(bucket),
      deleteMarker: false,
      size: source.size,
      etag: md5(bytes),
      modifiedMs: context.clock.now(),
      headers: replace
        ? given
        : {
            ...source.headers,
            StorageClass: given.StorageClass,
            ServerSideEncryption: given.ServerSideEncryption,
            SSEKMSKeyId: given.SSEKMSKeyId,
            BucketKeyEnabled: given.BucketKeyEnabled,
          },
      metadata: replace ? (input.Metadata ?? {}) : source.metadata,
      tags: input.TaggingDirective === 'REPLACE' ? taggingHeader(input.Tagging) : source.tags,
      checksums: acceptChecksums(bytes, { ChecksumAlgorithm: input.ChecksumAlgorithm }),
      file: writeBytes(context, bytes),
    },
    'CopyObject',
  );
  return {
    CopyObjectResult: { ETag: etagOf(object), LastModified: new Date(object.modifiedMs), ...object.checksums },
    ...versionMember(object),
    ...(source.version === 'null' ? {} : { CopySourceVersionId: source.version }),
    ...encryptionMembers(object),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html */
export function deleteOne(
  context: Context,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): { VersionId?: string; DeleteMarker?: boolean } {
  if (versionId !== undefined) {
    const version = versionOf(context, bucket.name, key, versionId);
    if (version === undefined) return { VersionId: versionId };
    removeVersion(context, version);
    if (!version.deleteMarker) announce(context, 'Object Deleted', version, 'DeleteObject');
    return { VersionId: versionId, ...(version.deleteMarker ? { DeleteMarker: true } : {}) };
  }
  if (bucket.versioning === undefined) {
    const version = latestOf(context, bucket.name, key);
    if (version === undefined) return {};
    removeVersion(context, version);
    announce(context, 'Object Deleted', version, 'DeleteObject');
    return {};
  }
  const marker = putVersion(context, {
    bucket: bucket.name,
    key,
    version: newVersionId(bucket),
    deleteMarker: true,
    size: 0,
    etag: '',
    modifiedMs: context.clock.now(),
    headers: {},
    metadata: {},
    tags: {},
    checksums: {},
  });
  announce(context, 'Object Deleted', marker, 'DeleteObject');
  return { DeleteMarker: true, VersionId: marker.version };
}

const MOST_DELETED = 1_000;
function deleteObjects(input: sdk.DeleteObjectsCommandInput, context: Context) {
  const bucket = findBucket(context, input.Bucket);
  const wanted = input.Delete?.Objects ?? [];
  if (wanted.length === 0 || wanted.length > MOST_DELETED)
    throw new ServiceError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
      400,
    );
  const deleted = wanted.map(({ Key = '', VersionId }) => {
    const { DeleteMarker, VersionId: version } = deleteOne(context, bucket, Key, VersionId);
    return {
      Key,
      ...(VersionId === undefined ? {} : { VersionId }),
      ...(DeleteMarker === true ? { DeleteMarker, DeleteMarkerVersionId: version } : {}),
    };
  });
  return input.Delete?.Quiet === true ? {} : { Deleted: deleted };
}

function retag(
  context: Context,
  input: { Bucket: string | undefined; Key: string | undefined; VersionId?: string | undefined },
  tags: Record<string, string>,
) {
  const object = findObject(context, input);
  updateVersion(context, { ...object, tags });
  return versionMember(object);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html and its relatives. */
export const writeOperations = {
  PutObject: putObject,
  CopyObject: copyObject,
  DeleteObject: (input, context) => {
    const bucket = findBucket(context, input.Bucket);
    if (
      input.VersionId === 'null' &&
      bucket.versioning !== undefined &&
      versionOf(context, bucket.name, input.Key ?? '', 'null') === undefined
    )
      throw noSuchVersion(input.Key ?? '', 'null');
    return deleteOne(context, bucket, input.Key ?? '', input.VersionId);
  },
  DeleteObjects: deleteObjects,
  PutObjectTagging: (input, context) => retag(context, { ...input }, tagsByName(input.Tagging?.TagSet)),
  DeleteObjectTagging: (input, context) => retag(context, { ...input }, {}),
} satisfies Operations<typeof sdk>;
