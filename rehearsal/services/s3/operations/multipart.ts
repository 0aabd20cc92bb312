import { createHash } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-s3';
import { ServiceError } from '../../../kernel/errors.ts';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import type { Table } from '../../../kernel/store.ts';
import { bodyBytes } from '../body.ts';
import { findBucket } from '../buckets.ts';
import { acceptChecksums, compositeChecksums, md5 } from '../checksums.ts';
import { checkWrite } from '../conditions.ts';
import { readCopySource } from '../copy-source.ts';
import { invalidArgument, noSuchUpload } from '../errors.ts';
import { type Checksums, type ObjectHeaders, readBytes, removeFile, writeBytes } from '../objects.ts';
import { taggingHeader } from '../tagging.ts';
import { newVersionId, store, visible } from '../write.ts';
import { canonicalId } from './buckets.ts';
import { findObject } from './read-object.ts';
import { acceptKey, keptHeaders } from './write-object.ts';

interface Part {
  readonly etag: string;
  readonly size: number;
  readonly modifiedMs: number;
  readonly checksums: Checksums;
  readonly file: string;
}
interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly startedMs: number;
  readonly headers: ObjectHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly checksumAlgorithm?: string;
  readonly parts: Readonly<Record<string, Part>>;
}

const MOST_PARTS = 10_000;
/** Every part but the last: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const SMALLEST_PART_BYTES = 5 * 1024 * 1024;

const uploads = (context: Context): Table<Upload> => context.store.table('s3.uploads');
function findUpload(
  context: Context,
  input: { Bucket?: string | undefined; UploadId?: string | undefined; Key?: string | undefined },
): Upload {
  findBucket(context, input.Bucket);
  const upload = uploads(context).get(input.UploadId ?? '');
  if (upload === undefined || upload.bucket !== input.Bucket || upload.key !== input.Key)
    throw noSuchUpload(input.UploadId ?? '');
  return upload;
}

function keepPart(context: Context, upload: Upload, number: number, bytes: Uint8Array, checksums: Checksums): Part {
  if (number < 1 || number > MOST_PARTS)
    throw invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      String(number),
    );
  const part: Part = {
    etag: md5(bytes),
    size: bytes.byteLength,
    modifiedMs: context.clock.now(),
    checksums,
    file: writeBytes(context, bytes),
  };
  const replaced = upload.parts[number];
  uploads(context).put(upload.id, { ...upload, parts: { ...upload.parts, [number]: part } });
  if (replaced !== undefined) removeFile(context, replaced.file);
  return part;
}

function complete(input: sdk.CompleteMultipartUploadCommandInput, context: Context) {
  const upload = findUpload(context, input);
  const bucket = findBucket(context, input.Bucket);
  const listed = input.MultipartUpload?.Parts ?? [];
  if (listed.length === 0)
    throw new ServiceError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
      400,
    );
  const numbers = listed.map((part) => part.PartNumber ?? 0);
  if (numbers.some((number, i) => i > 0 && number <= (numbers[i - 1] ?? 0)))
    throw new ServiceError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
      400,
    );
  const parts = listed.map(({ PartNumber, ETag }) => {
    const part = upload.parts[PartNumber ?? 0];
    if (part === undefined || part.etag !== (ETag ?? '').replaceAll('"', ''))
      throw new ServiceError(
        'InvalidPart',
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        400,
        { UploadId: upload.id, PartNumber, ETag },
      );
    return part;
  });
  const small = parts.slice(0, -1).find((part) => part.size < SMALLEST_PART_BYTES);
  if (small !== undefined)
    throw new ServiceError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
      ProposedSize: small.size,
      MinSizeAllowed: SMALLEST_PART_BYTES,
    });
  checkWrite(upload.key, visible(context, bucket.name, upload.key), input);
  const bytes = Buffer.concat(parts.map((part) => readBytes(context, part.file)));
  const digest = createHash('md5');
  for (const part of parts) digest.update(Buffer.from(part.etag, 'hex'));
  const object = store(
    context,
    {
      bucket: bucket.name,
      key: upload.key,
      version: newVersionId(bucket),
      deleteMarker: false,
      size: bytes.byteLength,
      etag: `${digest.digest('hex')}-${parts.length}`,
      modifiedMs: context.clock.now(),
      headers: upload.headers,
      metadata: upload.metadata,
      tags: upload.tags,
      checksums: compositeChecksums(parts.map((part) => part.checksums)),
      parts: parts.map((part) => part.size),
      file: writeBytes(context, bytes),
    },
    'CompleteMultipartUpload',
  );
  discard(context, upload);
  return {
    Location: `${context.endpoint}/${bucket.name}/${encodeURIComponent(upload.key)}`,
    Bucket: bucket.name,
    Key: upload.key,
    ETag: `"${object.etag}"`,
    ...object.checksums,
    ...(object.version === 'null' ? {} : { VersionId: object.version }),
    ServerSideEncryption: object.headers.ServerSideEncryption,
    SSEKMSKeyId: object.headers.SSEKMSKeyId,
  };
}

function discard(context: Context, upload: Upload): void {
  uploads(context).delete(upload.id);
  for (const part of Object.values(upload.parts)) removeFile(context, part.file);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
export const multipartOperations = {
  CreateMultipartUpload: (input, context) => {
    const bucket = findBucket(context, input.Bucket);
    const headers = keptHeaders(context, bucket, input);
    const upload: Upload = {
      id: uuid().replaceAll('-', ''),
      bucket: bucket.name,
      key: acceptKey(input.Key ?? ''),
      startedMs: context.clock.now(),
      headers,
      metadata: input.Metadata ?? {},
      tags: taggingHeader(input.Tagging),
      ...(input.ChecksumAlgorithm === undefined ? {} : { checksumAlgorithm: input.ChecksumAlgorithm }),
      parts: {},
    };
    uploads(context).put(upload.id, upload);
    return {
      Bucket: bucket.name,
      Key: upload.key,
      UploadId: upload.id,
      ServerSideEncryption: headers.ServerSideEncryption,
      SSEKMSKeyId: headers.SSEKMSKeyId,
      ...(input.ChecksumAlgorithm === undefined ? {} : { ChecksumAlgorithm: input.ChecksumAlgorithm }),
    };
  },
  UploadPart: async (input, context) => {
    const bytes = await bodyBytes(input.Body);
    const upload = findUpload(context, input);
    const checksums = acceptChecksums(bytes, { ChecksumAlgorithm: upload.checksumAlgorithm, ...input });
    const part = keepPart(context, upload, input.PartNumber ?? 0, bytes, checksums);
    return {
      ETag: `"${part.etag}"`,
      ServerSideEncryption: upload.headers.ServerSideEncryption,
      ...checksums,
    };
  },
  UploadPartCopy: (input, context) => {
    const upload = findUpload(context, input);
    const source = findObject(context, readCopySource(input.CopySource));
    const whole = source.file === undefined ? Buffer.alloc(0) : readBytes(context, source.file);
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(input.CopySourceRange ?? '') ?? [];
    const bytes = first === undefined ? whole : whole.subarray(Number(first), Number(last) + 1);
    const checksums = acceptChecksums(bytes, { ChecksumAlgorithm: upload.checksumAlgorithm });
    const part = keepPart(context, upload, input.PartNumber ?? 0, bytes, checksums);
    return { CopyPartResult: { ETag: `"${part.etag}"`, LastModified: new Date(part.modifiedMs), ...checksums } };
  },
  CompleteMultipartUpload: complete,
  AbortMultipartUpload: (input, context) => {
    discard(context, findUpload(context, input));
    return {};
  },
  ListParts: (input, context) => {
    const upload = findUpload(context, input);
    const after = Number(input.PartNumberMarker ?? 0);
    const most = input.MaxParts ?? 1_000;
    const all = Object.entries(upload.parts)
      .map(([number, part]) => ({ number: Number(number), part }))
      .filter(({ number }) => number > after)
      .sort((a, b) => a.number - b.number);
    const page = all.slice(0, most);
    return {
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.id,
      MaxParts: most,
      IsTruncated: page.length < all.length,
      ...(page.length < all.length ? { NextPartNumberMarker: String(page.at(-1)?.number ?? 0) } : {}),
      Parts: page.map(({ number, part }) => ({
        PartNumber: number,
        ETag: `"${part.etag}"`,
        Size: part.size,
        LastModified: new Date(part.modifiedMs),
        ...part.checksums,
      })),
      StorageClass: 'STANDARD' as const,
      Owner: { ID: canonicalId(context.account) },
    };
  },
  ListMultipartUploads: (input, context) => {
    const bucket = findBucket(context, input.Bucket);
    const found = uploads(context)
      .values()
      .filter((upload) => upload.bucket === bucket.name && upload.key.startsWith(input.Prefix ?? ''))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.startedMs - b.startedMs));
    return {
      Bucket: bucket.name,
      IsTruncated: false,
      Uploads: found.map((upload) => ({
        UploadId: upload.id,
        Key: upload.key,
        Initiated: new Date(upload.startedMs),
        StorageClass: 'STANDARD' as const,
      })),
    };
  },
} satisfies Operations<typeof sdk>;
