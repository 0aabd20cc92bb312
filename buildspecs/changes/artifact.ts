import { GetObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { type AssemblyStack, readStacks } from '../../policies/changes/assembly.ts';
import type { ArtifactPlace } from './releases.ts';

/**
 * What S3 answers for an object that is gone: `AccessDenied` to who may not list the bucket.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
const GONE = new Set(['NoSuchKey', 'NoSuchBucket', 'AccessDenied', 'InvalidObjectState']);

/** Manifests and templates; the code of functions is left alone. */
export const STACK_FILES = /(^|\/)manifest\.json$|\.template\.json$/;

/**
 * The stacks of a cloud assembly that is kept as an artifact.
 *
 * @returns undefined where the artifact is no longer there
 */
export async function readArtifact(
  client: S3Client,
  place: ArtifactPlace,
): Promise<readonly AssemblyStack[] | undefined> {
  const files = await readArtifactFiles(client, place, (file) => STACK_FILES.test(file));
  return files === undefined ? undefined : stacksIn(files, place);
}

/** The stacks of a cloud assembly whose manifests and templates were read. */
export function stacksIn(files: ReadonlyMap<string, string>, place: ArtifactPlace): Promise<readonly AssemblyStack[]> {
  return readStacks(async (path) => {
    const text = files.get(path);
    if (text === undefined) throw new Error(`the artifact s3://${place.bucket}/${place.key} has no file '${path}'`);
    return text;
  });
}

/**
 * Some files of an artifact, by their path in it.
 *
 * @param wanted which paths; the others are not unpacked
 * @returns undefined where the artifact is no longer there
 */
export async function readArtifactFiles(
  client: S3Client,
  place: ArtifactPlace,
  wanted: (file: string) => boolean,
): Promise<ReadonlyMap<string, string> | undefined> {
  const archive = await download(client, place);
  return archive === undefined ? undefined : unpack(archive, wanted);
}

async function download(client: S3Client, { bucket, key }: ArtifactPlace): Promise<Buffer | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body === undefined ? undefined : Buffer.from(await Body.transformToByteArray());
  } catch (error) {
    if (error instanceof S3ServiceException && GONE.has(error.name)) return undefined;
    throw error;
  }
}

function unpack(archive: Buffer, wanted: (file: string) => boolean): Promise<ReadonlyMap<string, string>> {
  return new Promise((resolve, reject) => {
    fromBuffer(archive, { lazyEntries: true }, (error, zip) => {
      if (error !== null) return reject(error);
      const files = new Map<string, string>();
      zip.on('error', reject);
      zip.on('end', () => resolve(files));
      zip.on('entry', (entry: Entry) => {
        if (!wanted(entry.fileName)) return zip.readEntry();
        readText(zip, entry).then((text) => {
          files.set(entry.fileName, text);
          zip.readEntry();
        }, reject);
      });
      zip.readEntry();
    });
  });
}

function readText(zip: ZipFile, entry: Entry): Promise<string> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) return reject(error);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', reject);
      stream.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    });
  });
}
