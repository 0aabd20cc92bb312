import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import yauzl from 'yauzl';
import { ZipFile } from 'yazl';
import { isPathWithin } from '../../kernel/path-within.ts';
import { PhaseFailure } from './errors.ts';

/** What is kept in memory while an archive is unpacked. */
const LARGEST_UNPACKED_BYTES = 1024 * 1024 * 1024;
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/**
 * Unpacks a zip archive, with the executable bits that it names. Nothing is written outside `folder`: an entry that would
 * leave it, or a symbolic link that points out of it, refuses the whole archive.
 * @throws PhaseFailure `CLIENT_ERROR`
 */
export async function extractZip(archive: Buffer, folder: string): Promise<void> {
  const entries = await readEntries(archive);
  const folders = new Set<string>();
  const makeFolder = async (path: string) => {
    if (folders.has(path)) return;
    await mkdir(path, { recursive: true });
    folders.add(path);
  };
  const links = entries.filter(({ mode }) => (mode & FILE_TYPE) === SYMBOLIC_LINK);
  const linkPaths = new Set(links.map(({ name }) => within(folder, name)));
  for (const { name } of entries) {
    if (foldersAbove(folder, within(folder, name)).some((parent) => linkPaths.has(parent)))
      throw new PhaseFailure('CLIENT_ERROR', `The archive's entry ${name} is below a symbolic link of the archive`);
  }
  for (const { name, mode, content } of entries) {
    if (name.endsWith('/')) await makeFolder(within(folder, name));
    else if ((mode & FILE_TYPE) !== SYMBOLIC_LINK) {
      const path = within(folder, name);
      await makeFolder(dirname(path));
      await writeFile(path, content);
      if ((mode & 0o111) !== 0) await chmod(path, mode & 0o777);
    }
  }
  // Last, so that no entry is written through a link of the archive's own.
  for (const { name, content } of links) {
    const path = within(folder, name);
    const target = content.toString();
    if (isAbsolute(target) || climbsAfterDescent(target) || !isPathWithin(folder, resolve(dirname(path), target)))
      throw new PhaseFailure('CLIENT_ERROR', `The archive's symbolic link ${name} points outside of it, to ${target}`);
    await makeFolder(dirname(path));
    await symlink(target, path);
  }
}

/**
 * Whether a link's target goes up again after it went down, such as `a/../../b`: where `a` is a link itself, that leads
 * elsewhere than the words say.
 */
function climbsAfterDescent(target: string): boolean {
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  return parts.lastIndexOf('..') > parts.findIndex((part) => part !== '..') && parts.some((part) => part !== '..');
}

/** The folders between `folder` and the path, the nearest first. */
function foldersAbove(folder: string, path: string): string[] {
  const above: string[] = [];
  for (let parent = dirname(path); parent !== folder && parent !== dirname(parent); parent = dirname(parent))
    above.push(parent);
  return above;
}

function within(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (!isPathWithin(folder, path))
    throw new PhaseFailure('CLIENT_ERROR', `The archive's entry ${name} is outside of it`);
  return path;
}

interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly content: Buffer;
}

/** The entries of a zip archive with their content. */
async function readEntries(archive: Buffer): Promise<Entry[]> {
  const entries: Entry[] = [];
  try {
    // The names are checked here, so that the error says what is wrong with the archive.
    const zip = await yauzl.fromBufferPromise(archive, { lazyEntries: true, decodeStrings: true, autoClose: false });
    const found: yauzl.Entry[] = [];
    let unpackedBytes = 0;
    for await (const entry of zip.eachEntry()) {
      // What an entry says of its size is held against its content when that is read.
      unpackedBytes += entry.uncompressedSize;
      if (unpackedBytes > LARGEST_UNPACKED_BYTES)
        throw new PhaseFailure('CLIENT_ERROR', `The archive unpacks to more than ${LARGEST_UNPACKED_BYTES} bytes`);
      found.push(entry);
    }
    for (const entry of found) {
      const mode = entry.externalFileAttributes >>> 16;
      entries.push({ name: entry.fileName, mode, content: await contentOf(zip, entry) });
    }
  } catch (error) {
    if (error instanceof PhaseFailure) throw error;
    throw new PhaseFailure('CLIENT_ERROR', `The source is no readable zip archive: ${error}`);
  }
  return entries;
}

async function contentOf(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Buffer> {
  if (entry.fileName.endsWith('/')) return Buffer.alloc(0);
  return bytesOf(await zip.openReadStreamPromise(entry));
}

async function bytesOf(stream: AsyncIterable<string | Uint8Array>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** A file of an archive to be made. */
export interface Packed {
  /** Its path in the archive. */
  readonly name: string;
  /** Where it is. */
  readonly file: string;
  readonly mode: number;
  /** Of a symbolic link that is kept as one. */
  readonly linkTarget?: string;
}

/** The same files give the same archive: in the order of their names, under one date. */
const DATE_IN_ARCHIVES = new Date('1980-01-01T00:00:00Z');

export async function packZip(files: readonly Packed[]): Promise<Buffer> {
  const zip = new ZipFile();
  const content = bytesOf(zip.outputStream);
  for (const { name, file, mode, linkTarget } of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const options = { mtime: DATE_IN_ARCHIVES, forceDosTimestamp: true };
    if (linkTarget !== undefined)
      zip.addBuffer(Buffer.from(linkTarget), name, { ...options, mode: SYMBOLIC_LINK | 0o777 });
    else zip.addBuffer(await readFile(file), name, { ...options, mode });
  }
  zip.end();
  return content;
}
