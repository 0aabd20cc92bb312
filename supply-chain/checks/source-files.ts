import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { isText, type ScannedText } from './secrets.ts';

/** Folders that hold nothing of the repository: what is installed, and what a build makes. */
const NOT_SOURCE = new Set(['node_modules', '.git', '.cache', 'cdk.out', 'dist', 'coverage', 'reports', '.slipway']);
/** A larger text is data, and no place where a person writes a secret. */
const LARGEST_BYTES = 1_000_000;

/** The texts of a working tree. */
export async function sourceTexts(root: string): Promise<readonly ScannedText[]> {
  const found: ScannedText[] = [];
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true });
    await Promise.all(
      entries.map(async (entry) => {
        const relative = path.posix.join(folder, entry.name);
        if (entry.isDirectory()) {
          if (!NOT_SOURCE.has(entry.name)) await walk(relative);
          return;
        }
        const file = path.join(root, relative);
        if (!entry.isFile() || (await stat(file)).size > LARGEST_BYTES) return;
        const contents = await readFile(file);
        if (isText(contents))
          found.push({ path: relative, where: 'the working tree', text: contents.toString('utf8') });
      }),
    );
  };
  await walk('');
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}
