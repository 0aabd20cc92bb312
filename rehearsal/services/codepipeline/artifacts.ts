import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Entry, fromBuffer } from 'yauzl';
import { ZipFile } from 'yazl';
import { ActionFailed, type ActionJob } from './job.ts';
import type { S3Place } from './state.ts';

/** Entries of the zips made here carry a fixed time, so that the same content is the same artifact. */
const ENTRY_TIME = new Date(Date.UTC(2000, 0, 1));

/** The place of an input artifact. @throws ActionFailed when the action has none of that name */
export function inputPlace(job: ActionJob, artifact: string): S3Place {
  const place = job.inputs[artifact];
  if (place === undefined)
    throw new ActionFailed(
      'ConfigurationError',
      `${job.action.name} refers to the artifact ${artifact}, which is not one of its input artifacts (${Object.keys(job.inputs).join(', ') || 'it has none'})`,
    );
  return place;
}

/** One file of an input artifact, named `artifact::path` in an action's configuration. @throws ActionFailed */
export async function readArtifactFile(job: ActionJob, location: string): Promise<Buffer> {
  const [artifact, path] = location.split('::');
  if (artifact === undefined || path === undefined || path === '')
    throw new ActionFailed('ConfigurationError', `${location} is not of the form artifact::path`);
  const s3 = await job.client(S3Client);
  const { bucket, key } = inputPlace(job, artifact);
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const file = await entryOf(Buffer.from((await body?.transformToByteArray()) ?? []), path);
  if (file === undefined)
    throw new ActionFailed(
      'ConfigurationError',
      `The artifact ${artifact} (s3://${bucket}/${key}) has no file ${path}`,
    );
  return file;
}

/** Stores an output artifact, encrypted with the artifact store's key. */
export async function putArtifact(job: ActionJob, artifact: string, zip: Buffer): Promise<void> {
  const place = job.outputs[artifact];
  if (place === undefined) throw new Error(`Action ${job.action.name} has no output artifact ${artifact}`);
  const s3 = await job.client(S3Client);
  const key = job.store.encryptionKey?.id;
  await s3.send(
    new PutObjectCommand({
      Bucket: place.bucket,
      Key: place.key,
      Body: zip,
      ContentType: 'application/zip',
      ...(key === undefined ? {} : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key }),
    }),
  );
}

/** A zip of the given files. */
export async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path, { mtime: ENTRY_TIME });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Far more than CloudFormation takes of a template or its parameters. */
const LARGEST_ENTRY_BYTES = 16 * 1024 * 1024;

/** The content of one entry of a zip; undefined when there is none. */
export function entryOf(zip: Buffer, path: string): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (failure, archive) => {
      if (failure)
        return reject(new ActionFailed('ConfigurationError', `An input artifact is not a zip: ${failure.message}`));
      archive.on('error', reject);
      archive.on('end', () => resolve(undefined));
      archive.on('entry', (entry: Entry) => {
        if (entry.fileName !== path) return archive.readEntry();
        if (entry.uncompressedSize > LARGEST_ENTRY_BYTES)
          return reject(new ActionFailed('ConfigurationError', `${path} is larger than ${LARGEST_ENTRY_BYTES} bytes`));
        archive.openReadStream(entry, (error, stream) => {
          if (error) return reject(error);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('error', reject);
          stream.on('end', () => resolve(Buffer.concat(chunks)));
        });
      });
      archive.readEntry();
    });
  });
}
