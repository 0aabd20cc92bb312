import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { LARGEST_BINARY_BYTES, readingsOf } from './readings.ts';
import type { ScannedText } from './secrets.ts';

/** Folders that hold nothing of the repository: what is installed, and what a build makes. */
const NOT_SOURCE = new Set(['node_modules', '.git', '.cache', 'cdk.out', 'dist', 'coverage', 'reports', '.slipway']);

/** What a working tree holds. */
export interface SourceTexts {
  /** Of each file every way to read it. */
  readonly texts: readonly ScannedText[];
  /** How many files that is. */
  readonly files: number;
  /** Files that are not read. */
  readonly tooLarge: readonly string[];
}

/** The texts of a working tree. */
export async function sourceTexts(root: string): Promise<SourceTexts> {
  const read: { readonly path: string; readonly texts: readonly string[] }[] = [];
  const tooLarge: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true });
    await Promise.all(
      entries.map(async (entry) => {
        const relative = path.posix.join(folder, entry.name);
        if (entry.isDirectory()) {
          if (!NOT_SOURCE.has(entry.name)) await walk(relative);
          return;
        }
        if (!entry.isFile()) return;
        const file = path.join(root, relative);
        if ((await stat(file)).size > LARGEST_BINARY_BYTES) tooLarge.push(relative);
        else read.push({ path: relative, texts: readingsOf(await readFile(file)) });
      }),
    );
  };
  await walk('');
  read.sort((one, other) => (one.path < other.path ? -1 : 1));
  return {
    texts: read.flatMap((file) => file.texts.map((text) => ({ path: file.path, where: 'the working tree', text }))),
    files: read.length,
    tooLarge: tooLarge.sort(),
  };
}
