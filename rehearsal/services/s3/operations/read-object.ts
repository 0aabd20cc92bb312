import type * as sdk from '@aws-sdk/client-s3';
import { ServiceError } from '../../../kernel/errors.ts';
import { type Context, HTTP_STATUS, type Operations } from '../../../kernel/service.ts';
import { findBucket } from '../buckets.ts';
import { checkRead } from '../conditions.ts';
import { methodNotAllowed, noSuchKey, noSuchVersion, notFound, unsupported } from '../errors.ts';
import { latestOf, readBytes, type StoredObject, versionOf } from '../objects.ts';

interface Wanted {
  readonly Bucket?: string | undefined;
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
}

/**
 * The version that a read means.
 * @throws ServiceError NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker that is asked for by its id
 */
export function findObject(context: Context, input: Wanted): StoredObject {
  const bucket = findBucket(context, input.Bucket);
  const key = input.Key ?? '';
  if (input.VersionId !== undefined) {
    const version = versionOf(context, bucket.name, key, input.VersionId);
    if (version === undefined) throw noSuchVersion(key, input.VersionId);
    if (version.deleteMarker) throw methodNotAllowed();
    return version;
  }
  const latest = latestOf(context, bucket.name, key);
  if (latest === undefined || latest.deleteMarker) throw noSuchKey(key);
  return latest;
}

const versionMember = (object: StoredObject) => (object.version === 'null' ? {} : { VersionId: object.version });

/** What both GET and HEAD say of an object. */
function describe(object: StoredObject, checksumMode: string | undefined, override: ResponseOverrides) {
  const tags = Object.keys(object.tags).length;
  return {
    AcceptRanges: 'bytes',
    LastModified: new Date(object.modifiedMs),
    ETag: `"${object.etag}"`,
    ContentType: override.ResponseContentType ?? object.headers.ContentType ?? 'binary/octet-stream',
    ContentEncoding: override.ResponseContentEncoding ?? object.headers.ContentEncoding,
    ContentDisposition: override.ResponseContentDisposition ?? object.headers.ContentDisposition,
    ContentLanguage: override.ResponseContentLanguage ?? object.headers.ContentLanguage,
    CacheControl: override.ResponseCacheControl ?? object.headers.CacheControl,
    ExpiresString: object.headers.ExpiresString,
    WebsiteRedirectLocation: object.headers.WebsiteRedirectLocation,
    ServerSideEncryption: object.headers.ServerSideEncryption,
    SSEKMSKeyId: object.headers.SSEKMSKeyId,
    BucketKeyEnabled: object.headers.BucketKeyEnabled,
    Metadata: { ...object.metadata },
    ...versionMember(object),
    ...(tags === 0 ? {} : { TagCount: tags }),
    ...(object.parts === undefined ? {} : { PartsCount: object.parts.length }),
    ...(checksumMode === 'ENABLED' ? object.checksums : {}),
  };
}
interface ResponseOverrides {
  readonly ResponseContentType?: string | undefined;
  readonly ResponseContentEncoding?: string | undefined;
  readonly ResponseContentDisposition?: string | undefined;
  readonly ResponseContentLanguage?: string | undefined;
  readonly ResponseCacheControl?: string | undefined;
}

interface Range {
  readonly first: number;
  readonly last: number;
}
/**
 * The bytes that a `Range` header or a part number means; undefined for the whole object.
 * @throws ServiceError InvalidRange, status 416
 */
function rangeOf(object: StoredObject, header: string | undefined, part: number | undefined): Range | undefined {
  if (part !== undefined) {
    const parts = object.parts ?? [object.size];
    const size = parts[part - 1];
    if (size === undefined)
      throw new ServiceError('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416);
    const first = parts.slice(0, part - 1).reduce((sum, one) => sum + one, 0);
    return { first, last: first + size - 1 };
  }
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  const first = from === '' ? Math.max(0, object.size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? object.size - 1 : Math.min(Number(to), object.size - 1);
  if (first >= object.size || (from === '' && Number(to) === 0))
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: header,
      ActualObjectSize: object.size,
    });
  return last < first ? undefined : { first, last };
}
const rangeMembers = (range: Range | undefined, object: StoredObject) =>
  range === undefined
    ? { ContentLength: object.size }
    : {
        ContentLength: range.last - range.first + 1,
        ContentRange: `bytes ${range.first}-${range.last}/${object.size}`,
        [HTTP_STATUS]: 206,
      };

const tagSet = (object: StoredObject) => Object.entries(object.tags).map(([Key, Value]) => ({ Key, Value }));

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html and its relatives. */
export const readOperations = {
  GetObject: (input, context) => {
    if (input.SSECustomerKey !== undefined) throw unsupported('customer-provided keys');
    const object = findObject(context, input);
    checkRead(object, input);
    const range = rangeOf(object, input.Range, input.PartNumber);
    const bytes = object.file === undefined ? Buffer.alloc(0) : readBytes(context, object.file);
    const body = range === undefined ? bytes : bytes.subarray(range.first, range.last + 1);
    // A checksum is of the whole object: with a part of it a client would find it wrong.
    const described = describe(object, range === undefined ? input.ChecksumMode : undefined, input);
    return { ...described, ...rangeMembers(range, object), Body: asBody(body) };
  },
  HeadObject: (input, context) => {
    if (input.SSECustomerKey !== undefined) throw unsupported('customer-provided keys');
    const object = findForHead(context, input);
    checkRead(object, input);
    const range = rangeOf(object, input.Range, input.PartNumber);
    return { ...describe(object, input.ChecksumMode, input), ...rangeMembers(range, object) };
  },
  GetObjectAttributes: (input, context) => {
    const object = findObject(context, input);
    const asked = new Set<string>(input.ObjectAttributes ?? []);
    return {
      LastModified: new Date(object.modifiedMs),
      ...versionMember(object),
      ...(asked.has('ETag') ? { ETag: object.etag } : {}),
      ...(asked.has('Checksum') ? { Checksum: { ...object.checksums } } : {}),
      ...(asked.has('ObjectSize') ? { ObjectSize: object.size } : {}),
      ...(asked.has('StorageClass') ? { StorageClass: 'STANDARD' as const } : {}),
      ...(asked.has('ObjectParts') && object.parts !== undefined
        ? { ObjectParts: { TotalPartsCount: object.parts.length } }
        : {}),
    };
  },
  GetObjectTagging: (input, context) => {
    const object = findObject(context, input);
    return { TagSet: tagSet(object), ...versionMember(object) };
  },
  GetObjectAcl: (input, context) => {
    findObject(context, input);
    const owner = { ID: context.account.padStart(64, '0') };
    return { Owner: owner, Grants: [{ Grantee: { ...owner, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }] };
  },
} satisfies Operations<typeof sdk>;

/** HEAD has no body to name an error in: what is not there is just `NotFound`. */
function findForHead(context: Context, input: Wanted): StoredObject {
  try {
    return findObject(context, input);
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) throw notFound();
    throw error;
  }
}

/** The wire layer takes bytes where the SDK's output type says a stream. */
type Body = NonNullable<sdk.GetObjectCommandOutput['Body']>;
function asBody(bytes: Buffer): Body {
  const body: unknown = bytes;
  return body as Body;
}
