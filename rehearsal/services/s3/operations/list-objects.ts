import type * as sdk from '@aws-sdk/client-s3';
import type { Context, Operations } from '../../../kernel/service.ts';
import { findBucket } from '../buckets.ts';
import { invalidArgument } from '../errors.ts';
import { currentFrom, latestOf, type StoredObject, versionsFrom } from '../objects.ts';
import { canonicalId } from './buckets.ts';

const MOST_KEYS = 1_000;
/** Sorts after every key that starts with what is before it. */
const AFTER_ALL = '\u{10ffff}';
const FETCHED_AT_ONCE = 500;

interface Listing {
  readonly objects: StoredObject[];
  readonly prefixes: string[];
  /** The last key or common prefix of the page, when there is more. */
  readonly next: string | undefined;
}

/** Walks the keys in order; a common prefix counts as one, and what is under it is skipped over. */
function list(
  context: Context,
  bucket: string,
  prefix: string,
  delimiter: string,
  after: string,
  most: number,
): Listing {
  const objects: StoredObject[] = [];
  const prefixes: string[] = [];
  let last = '';
  let from = after >= prefix ? after : prefix;
  let inclusive = after < prefix;
  if (delimiter !== '' && after.startsWith(prefix) && after.endsWith(delimiter) && after.length > prefix.length) {
    from = after + AFTER_ALL; // the page before ended with this common prefix
    inclusive = false;
  }
  for (;;) {
    const batch = currentFrom(context, bucket, from, inclusive, FETCHED_AT_ONCE);
    let jumped = false;
    for (const object of batch) {
      if (!object.key.startsWith(prefix)) return { objects, prefixes, next: undefined };
      if (objects.length + prefixes.length >= most) return { objects, prefixes, next: last };
      const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
      if (end >= 0) {
        last = object.key.slice(0, end + delimiter.length);
        prefixes.push(last);
        from = last + AFTER_ALL;
        jumped = true;
        break;
      }
      objects.push(object);
      last = object.key;
      from = last;
    }
    inclusive = false;
    if (!jumped && batch.length < FETCHED_AT_ONCE) return { objects, prefixes, next: undefined };
  }
}

const encoder = (type: string | undefined) =>
  type === 'url'
    ? (text: string) => encodeURIComponent(text).replace(/%2F/g, '/').replace(/%20/g, '+')
    : (text: string) => text;

const ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;

function describe(object: StoredObject, encode: (text: string) => string) {
  const algorithm = ALGORITHMS.find((one) => object.checksums[`Checksum${one}`] !== undefined);
  return {
    Key: encode(object.key),
    LastModified: new Date(object.modifiedMs),
    ETag: `"${object.etag}"`,
    Size: object.size,
    StorageClass: (object.headers.StorageClass ?? 'STANDARD') as 'STANDARD',
    ...(algorithm === undefined ? {} : { ChecksumAlgorithm: [algorithm] }),
  };
}

function pageSize(asked: number | undefined): number {
  if (asked !== undefined && asked < 0)
    throw invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647', 'max-keys', String(asked));
  return Math.min(asked ?? MOST_KEYS, MOST_KEYS);
}

function listV2(input: sdk.ListObjectsV2CommandInput, context: Context) {
  const bucket = findBucket(context, input.Bucket);
  const encode = encoder(input.EncodingType);
  const most = pageSize(input.MaxKeys);
  const after =
    input.ContinuationToken === undefined
      ? (input.StartAfter ?? '')
      : Buffer.from(input.ContinuationToken, 'base64').toString();
  const prefix = input.Prefix ?? '';
  const found = list(context, bucket.name, prefix, input.Delimiter ?? '', after, most);
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    MaxKeys: most,
    KeyCount: found.objects.length + found.prefixes.length,
    IsTruncated: found.next !== undefined,
    Contents: found.objects.map((object) => ({
      ...describe(object, encode),
      ...(input.FetchOwner === true ? { Owner: { ID: canonicalId(bucket.account) } } : {}),
    })),
    CommonPrefixes: found.prefixes.map((one) => ({ Prefix: encode(one) })),
    ...(input.Delimiter === undefined ? {} : { Delimiter: encode(input.Delimiter) }),
    ...(input.StartAfter === undefined ? {} : { StartAfter: encode(input.StartAfter) }),
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
    ...(input.ContinuationToken === undefined ? {} : { ContinuationToken: input.ContinuationToken }),
    ...(found.next === undefined ? {} : { NextContinuationToken: Buffer.from(found.next).toString('base64') }),
  };
}

function listV1(input: sdk.ListObjectsCommandInput, context: Context) {
  const bucket = findBucket(context, input.Bucket);
  const encode = encoder(input.EncodingType);
  const most = pageSize(input.MaxKeys);
  const prefix = input.Prefix ?? '';
  const found = list(context, bucket.name, prefix, input.Delimiter ?? '', input.Marker ?? '', most);
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    Marker: encode(input.Marker ?? ''),
    MaxKeys: most,
    IsTruncated: found.next !== undefined,
    Contents: found.objects.map((object) => ({
      ...describe(object, encode),
      Owner: { ID: canonicalId(bucket.account) },
    })),
    CommonPrefixes: found.prefixes.map((one) => ({ Prefix: encode(one) })),
    ...(input.Delimiter === undefined ? {} : { Delimiter: encode(input.Delimiter) }),
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
    // Only with a delimiter: API_ListObjects.html
    ...(found.next === undefined || input.Delimiter === undefined ? {} : { NextMarker: encode(found.next) }),
  };
}

function listVersions(input: sdk.ListObjectVersionsCommandInput, context: Context) {
  const bucket = findBucket(context, input.Bucket);
  const encode = encoder(input.EncodingType);
  const most = pageSize(input.MaxKeys);
  const prefix = input.Prefix ?? '';
  const delimiter = input.Delimiter ?? '';
  const versions: StoredObject[] = [];
  const prefixes: string[] = [];
  const marker = positionOf(context, bucket.name, input.KeyMarker, input.VersionIdMarker);
  let { key, sequence } = marker.key < prefix ? { key: prefix, sequence: Number.MAX_SAFE_INTEGER } : marker;
  let next: { key: string; version: string } | undefined;
  let last = { key: '', version: '' };
  walk: for (;;) {
    const batch = versionsFrom(context, bucket.name, key, sequence, FETCHED_AT_ONCE);
    for (const version of batch) {
      if (!version.key.startsWith(prefix)) break walk;
      if (versions.length + prefixes.length >= most) {
        next = last;
        break walk;
      }
      ({ key, sequence } = version);
      const end = delimiter === '' ? -1 : version.key.indexOf(delimiter, prefix.length);
      if (end >= 0) {
        const common = version.key.slice(0, end + delimiter.length);
        prefixes.push(common);
        last = { key: common, version: '' };
        key = common + AFTER_ALL;
        sequence = 0;
        continue walk;
      }
      versions.push(version);
      last = { key: version.key, version: version.version };
    }
    if (batch.length < FETCHED_AT_ONCE) break;
  }
  const latest = new Map<string, string>();
  const isLatest = (version: StoredObject) => {
    let current = latest.get(version.key);
    if (current === undefined) {
      current = latestOf(context, bucket.name, version.key)?.version ?? '';
      latest.set(version.key, current);
    }
    return current === version.version;
  };
  const common = (version: StoredObject) => ({
    VersionId: version.version,
    IsLatest: isLatest(version),
    Owner: { ID: canonicalId(bucket.account) },
  });
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    KeyMarker: encode(input.KeyMarker ?? ''),
    VersionIdMarker: input.VersionIdMarker ?? '',
    MaxKeys: most,
    IsTruncated: next !== undefined,
    Versions: versions
      .filter((version) => !version.deleteMarker)
      .map((version) => ({ ...describe(version, encode), ...common(version) })),
    DeleteMarkers: versions
      .filter((version) => version.deleteMarker)
      .map((version) => ({
        Key: encode(version.key),
        LastModified: new Date(version.modifiedMs),
        ...common(version),
      })),
    CommonPrefixes: prefixes.map((one) => ({ Prefix: encode(one) })),
    ...(input.Delimiter === undefined ? {} : { Delimiter: encode(input.Delimiter) }),
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
    ...(next === undefined
      ? {}
      : { NextKeyMarker: encode(next.key), ...(next.version === '' ? {} : { NextVersionIdMarker: next.version }) }),
  };
}

/** Where a listing of versions goes on: after one version of a key, or after all of its versions. */
function positionOf(context: Context, bucket: string, key: string | undefined, version: string | undefined) {
  if (key === undefined || key === '') return { key: '', sequence: Number.MAX_SAFE_INTEGER };
  if (version === undefined || version === '') return { key: key.endsWith('/') ? key + AFTER_ALL : key, sequence: 0 };
  const [at] = versionsFrom(context, bucket, key, Number.MAX_SAFE_INTEGER, MOST_KEYS).filter(
    (one) => one.key === key && one.version === version,
  );
  if (at === undefined) throw invalidArgument('Invalid version id specified', 'version-id-marker', version);
  return { key, sequence: at.sequence };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html and its relatives. */
export const listOperations = {
  ListObjectsV2: listV2,
  ListObjects: listV1,
  ListObjectVersions: listVersions,
} satisfies Operations<typeof sdk>;
