import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { s3 as service } from '../../../rehearsal/services/s3/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
let s3: S3Client;
const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
const make = (Bucket: string) => s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
const put = (Bucket: string, Key: string, Body: string | Buffer = Key) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (input: ConstructorParameters<typeof GetObjectCommand>[0]) =>
  (await s3.send(new GetObjectCommand(input))).Body?.transformToString();

beforeAll(async () => {
  local = await startTestRehearsal([service]);
  s3 = local.client(S3Client);
});
afterAll(() => local.stop());

describe('buckets', () => {
  test('are where they were made and listed', async () => {
    await make('here');
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'here' }))).LocationConstraint).toBe('eu-west-1');
    expect((await s3.send(new HeadBucketCommand({ Bucket: 'here' }))).BucketRegion).toBe('eu-west-1');
    expect((await s3.send(new ListBucketsCommand({}))).Buckets).toContainEqual(
      expect.objectContaining({ Name: 'here' }),
    );
  });
  test('are owned once', async () => {
    await make('owned');
    await expect(make('owned')).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
  });
  test('that do not exist are said not to', async () => {
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'nowhere' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'nowhere' }))).rejects.toMatchObject({ name: 'NotFound' });
  });
  test('with objects stay', async () => {
    await make('full');
    await put('full', 'a');
    await expect(s3.send(new DeleteBucketCommand({ Bucket: 'full' }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
    });
    await s3.send(new DeleteObjectCommand({ Bucket: 'full', Key: 'a' }));
    await s3.send(new DeleteBucketCommand({ Bucket: 'full' }));
  });
  test('encrypt new objects as their default says', async () => {
    await make('secret');
    expect(
      (await s3.send(new GetBucketEncryptionCommand({ Bucket: 'secret' }))).ServerSideEncryptionConfiguration
        ?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    ).toBe('AES256');
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket: 'secret',
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: {
                SSEAlgorithm: 'aws:kms',
                KMSMasterKeyID: 'arn:aws:kms:eu-west-1:1:key/k',
              },
            },
          ],
        },
      }),
    );
    expect(await put('secret', 'a')).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'arn:aws:kms:eu-west-1:1:key/k',
    });
  });
});

describe('objects', () => {
  beforeAll(() => make('objects'));
  test('come back as they were put, with their headers', async () => {
    await s3.send(
      new PutObjectCommand({
        Bucket: 'objects',
        Key: 'a b/ü+1.txt',
        Body: 'hello',
        ContentType: 'text/plain',
        Metadata: { who: 'me' },
      }),
    );
    const got = await s3.send(new GetObjectCommand({ Bucket: 'objects', Key: 'a b/ü+1.txt' }));
    expect(got).toMatchObject({
      ContentType: 'text/plain',
      ContentLength: 5,
      Metadata: { who: 'me' },
      ETag: '"5d41402abc4b2a76b9719d911017c592"',
    });
    expect(await got.Body?.transformToString()).toBe('hello');
    expect(await s3.send(new HeadObjectCommand({ Bucket: 'objects', Key: 'a b/ü+1.txt' }))).toMatchObject({
      ContentLength: 5,
    });
  });
  test('are read in part', async () => {
    await put('objects', 'range', '0123456789');
    const part = await s3.send(new GetObjectCommand({ Bucket: 'objects', Key: 'range', Range: 'bytes=2-4' }));
    expect(part).toMatchObject({ ContentRange: 'bytes 2-4/10', ContentLength: 3, $metadata: { httpStatusCode: 206 } });
    expect(await part.Body?.transformToString()).toBe('234');
    expect(await read({ Bucket: 'objects', Key: 'range', Range: 'bytes=-2' })).toBe('89');
    await expect(read({ Bucket: 'objects', Key: 'range', Range: 'bytes=20-' })).rejects.toMatchObject({
      name: 'InvalidRange',
    });
  });
  test('are read and written under conditions', async () => {
    const { ETag } = await put('objects', 'conditional', 'x');
    await expect(read({ Bucket: 'objects', Key: 'conditional', IfMatch: '"other"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(read({ Bucket: 'objects', Key: 'conditional', IfNoneMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(
      s3.send(new PutObjectCommand({ Bucket: 'objects', Key: 'conditional', Body: 'y', IfNoneMatch: '*' })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });
  test('that were damaged on the way are refused', async () => {
    await expect(
      s3.send(
        new PutObjectCommand({ Bucket: 'objects', Key: 'bad', Body: 'x', ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }),
      ),
    ).rejects.toMatchObject({ name: 'BadDigest' });
  });
  test('are copied', async () => {
    await put('objects', 'from', 'copied');
    await s3.send(new CopyObjectCommand({ Bucket: 'objects', Key: 'to', CopySource: 'objects/from' }));
    expect(await read({ Bucket: 'objects', Key: 'to' })).toBe('copied');
  });
  test('that are not there are said not to be', async () => {
    await expect(read({ Bucket: 'objects', Key: 'none' })).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3.send(new HeadObjectCommand({ Bucket: 'objects', Key: 'none' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });
  test('outlive a restart', async () => {
    await put('objects', 'durable', 'still here');
    local = await local.restart();
    s3 = local.client(S3Client);
    expect(await read({ Bucket: 'objects', Key: 'durable' })).toBe('still here');
  });
});

describe('listing', () => {
  beforeAll(async () => {
    await make('list');
    for (const key of ['a', 'b/1', 'b/2', 'c/1', 'd']) await put('list', key);
  });
  test('folds common prefixes', async () => {
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: 'list', Delimiter: '/' }));
    expect(listed.Contents?.map((one) => one.Key)).toEqual(['a', 'd']);
    expect(listed.CommonPrefixes?.map((one) => one.Prefix)).toEqual(['b/', 'c/']);
    expect(listed.KeyCount).toBe(4);
  });
  test.each([[undefined], ['/']])('pages of one see everything once, with delimiter %s', async (Delimiter) => {
    const whole = await s3.send(new ListObjectsV2Command({ Bucket: 'list', Delimiter }));
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: 'list', Delimiter, MaxKeys: 1, ContinuationToken }),
      );
      seen.push(
        ...(page.Contents ?? []).map((one) => one.Key),
        ...(page.CommonPrefixes ?? []).map((one) => one.Prefix),
      );
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    const all = [
      ...(whole.Contents ?? []).map((one) => one.Key),
      ...(whole.CommonPrefixes ?? []).map((one) => one.Prefix),
    ];
    expect(seen.toSorted()).toEqual(all.toSorted());
  });
  test('stays under its prefix', async () => {
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: 'list', Prefix: 'b/' }));
    expect(listed.Contents?.map((one) => one.Key)).toEqual(['b/1', 'b/2']);
  });
});

test('versions stay under a delete marker and come back when it goes', async () => {
  await make('versions');
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'versions', VersioningConfiguration: { Status: 'Enabled' } }));
  const first = await put('versions', 'k', 'one');
  await put('versions', 'k', 'two');
  const marker = await s3.send(new DeleteObjectCommand({ Bucket: 'versions', Key: 'k' }));
  expect(marker.DeleteMarker).toBe(true);
  await expect(read({ Bucket: 'versions', Key: 'k' })).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(await read({ Bucket: 'versions', Key: 'k', VersionId: first.VersionId })).toBe('one');
  const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: 'versions' }));
  expect(listed.Versions).toHaveLength(2);
  expect(listed.DeleteMarkers).toMatchObject([{ IsLatest: true, VersionId: marker.VersionId }]);
  await s3.send(new DeleteObjectCommand({ Bucket: 'versions', Key: 'k', VersionId: marker.VersionId }));
  expect(await read({ Bucket: 'versions', Key: 'k' })).toBe('two');
  const all = (await s3.send(new ListObjectVersionsCommand({ Bucket: 'versions' }))).Versions ?? [];
  await s3.send(
    new DeleteObjectsCommand({
      Bucket: 'versions',
      Delete: { Objects: all.map(({ Key, VersionId }) => ({ Key, VersionId })) },
    }),
  );
  await s3.send(new DeleteBucketCommand({ Bucket: 'versions' }));
});

test('a multipart upload has the ETag of its parts', async () => {
  await make('multi');
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'multi', Key: 'big' }));
  const whole = Buffer.alloc(5 * 1024 * 1024, 'a');
  const parts = [];
  for (const [index, Body] of [whole, Buffer.from('end')].entries()) {
    const { ETag } = await s3.send(
      new UploadPartCommand({ Bucket: 'multi', Key: 'big', UploadId, PartNumber: index + 1, Body }),
    );
    parts.push({ ETag, PartNumber: index + 1 });
  }
  const done = await s3.send(
    new CompleteMultipartUploadCommand({ Bucket: 'multi', Key: 'big', UploadId, MultipartUpload: { Parts: parts } }),
  );
  expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
  expect(await s3.send(new HeadObjectCommand({ Bucket: 'multi', Key: 'big' }))).toMatchObject({
    ContentLength: whole.length + 3,
  });
  const second = await s3.send(new GetObjectCommand({ Bucket: 'multi', Key: 'big', PartNumber: 2 }));
  expect(await second.Body?.transformToString()).toBe('end');
});

describe('keys with the names of folders above', () => {
  beforeAll(async () => {
    await make('above');
    await make('beside');
    await put('beside', 'secret', 'kept');
  });
  test.each(['a/../b', './b', 'a/./b', 'a//b', 'a/b/../../c', '..b'])('%s is a key like any other', async (Key) => {
    await put('above', Key, `at ${Key}`);
    expect(await read({ Bucket: 'above', Key })).toBe(`at ${Key}`);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'above' }));
    expect(Contents?.map((one) => one.Key)).toEqual([Key]);
    await s3.send(new DeleteObjectCommand({ Bucket: 'above', Key }));
  });
  test.each([
    '../b',
    '..',
    '../beside/secret',
    'a/../../beside/secret',
    '../../../etc/passwd',
  ])('%s climbs out of its bucket, and is refused', async (Key) => {
    const refused = { name: 'InvalidURI', $metadata: { httpStatusCode: 400 } };
    await expect(put('above', Key, 'x')).rejects.toMatchObject(refused);
    await expect(read({ Bucket: 'above', Key })).rejects.toMatchObject(refused);
    await expect(
      s3.send(new CopyObjectCommand({ Bucket: 'above', Key: 'copy', CopySource: `above/${Key}` })),
    ).rejects.toMatchObject(refused);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'above' }));
    expect(Contents).toBeUndefined();
    expect(await read({ Bucket: 'beside', Key: 'secret' })).toBe('kept');
  });
});
