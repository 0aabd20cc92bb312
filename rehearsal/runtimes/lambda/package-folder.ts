import { createWriteStream } from 'node:fs';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { errorCode } from './error-code.ts';

/** The most that Lambda takes of an unzipped package: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LARGEST_UNZIPPED_BYTES = 262_144_000;

/** Thrown for bytes that are no zip file, or none that can be a deployment package. */
export class BadPackage extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadPackage';
  }
}

function open(zip: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, file) => {
      if (error !== null)
        reject(new BadPackage('Could not unzip uploaded file. Please check your file, then try to upload again.'));
      else resolve(file);
    });
  });
}

async function writeEntry(file: ZipFile, entry: Entry, folder: string): Promise<void> {
  const path = normalize(join(folder, entry.fileName));
  if (!path.startsWith(folder + sep))
    throw new BadPackage(`The zip file names a path outside of itself: ${entry.fileName}`);
  if (entry.fileName.endsWith('/')) {
    await mkdir(path, { recursive: true });
    return;
  }
  const mode = entry.externalFileAttributes >>> 16;
  if ((mode & 0o170000) === 0o120000)
    throw new BadPackage(`The zip file has a symbolic link, ${entry.fileName}: package what it points to instead.`);
  const executable = (mode & 0o111) !== 0;
  await mkdir(dirname(path), { recursive: true });
  const content = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    file.openReadStream(entry, (error, stream) => (error === null ? resolve(stream) : reject(error)));
  });
  await pipeline(content, createWriteStream(path, { mode: executable ? 0o755 : 0o644 }));
}

async function extract(zip: Buffer, folder: string): Promise<void> {
  const file = await open(zip);
  let unzippedBytes = 0;
  await new Promise<void>((resolve, reject) => {
    file.on('error', (error: Error) => reject(new BadPackage(error.message)));
    file.on('end', resolve);
    file.on('entry', (entry: Entry) => {
      unzippedBytes += entry.uncompressedSize;
      if (unzippedBytes > LARGEST_UNZIPPED_BYTES)
        return reject(new BadPackage(`Unzipped size must be smaller than ${LARGEST_UNZIPPED_BYTES} bytes`));
      writeEntry(file, entry, folder).then(() => file.readEntry(), reject);
    });
    file.readEntry();
  });
}

/**
 * Unzips a deployment package into `folder`, all of it or nothing; does nothing when that folder is there already.
 * @throws BadPackage
 */
export async function unzipPackage(zip: Buffer, folder: string): Promise<void> {
  const there = await access(folder).then(
    () => true,
    () => false,
  );
  if (there) return;
  await mkdir(dirname(folder), { recursive: true });
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    await extract(zip, partial);
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Somebody else unzipped the same package meanwhile.
    if (['ENOTEMPTY', 'EEXIST'].includes(String(errorCode(error)))) return;
    throw error;
  }
}
