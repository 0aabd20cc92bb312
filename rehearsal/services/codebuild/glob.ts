import type { Dirent } from 'node:fs';
import { readdir, readlink, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import { PhaseFailure } from './errors.ts';
import { isWithin } from './own-folders.ts';

export interface FoundFile {
  /** Relative to the base folder, with forward slashes. */
  readonly path: string;
  readonly absolute: string;
  readonly mode: number;
  /** Of a symbolic link, when links are kept. */
  readonly linkTarget?: string;
}

/** A file that is not the build's own. */
export class OutsideOfBuild extends PhaseFailure {
  constructor(message: string) {
    super('CLIENT_ERROR', message);
  }
}

export interface FindOptions {
  /** Nothing outside of this folder is found: what leads out of it, by its name or a symbolic link, is an error. */
  readonly within: string;
  readonly exclude?: readonly string[];
  readonly keepSymbolicLinks?: boolean;
}

const OPTIONS = { dot: true } as const;

/**
 * The files under `base` that match any of the patterns, as a buildspec means them: `*` within a folder, `**` across
 * folders, names that start with a dot included. Links to files are followed, links to folders are not.
 * @throws OutsideOfBuild
 */
export async function findFiles(base: string, patterns: readonly string[], options: FindOptions): Promise<FoundFile[]> {
  const excluded = picomatch([...(options.exclude ?? [])].map(trim), OPTIONS);
  const found = new Map<string, FoundFile>();
  for (const pattern of patterns.map(trim)) {
    const absolutePattern = isAbsolute(pattern) ? relative(base, pattern) : pattern;
    const scanned = picomatch.scan(absolutePattern);
    const matches = picomatch(absolutePattern, OPTIONS);
    const start = resolve(base, scanned.isGlob ? scanned.base : absolutePattern);
    if (!(await isWithin(options.within, start)))
      throw new OutsideOfBuild(`${pattern} is outside of the build's folders`);
    for await (const { file, isLink } of walk(start)) {
      const path = relative(base, file);
      if (found.has(path) || excluded(path) || (scanned.isGlob && !matches(path))) continue;
      const entry = await describe(path, file, options.keepSymbolicLinks === true);
      if (entry !== undefined && entry.linkTarget === undefined && isLink && !(await isWithin(options.within, file)))
        throw new OutsideOfBuild(`${path} is a link that leads out of the build's folders`);
      if (entry !== undefined) found.set(path, entry);
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

const trim = (pattern: string): string => pattern.replace(/^\.\/(?=.)/, '').replace(/\/$/, '/**/*');

/** Every file below `start`, or `start` itself when it is one. */
async function* walk(start: string): AsyncGenerator<{ file: string; isLink: boolean }> {
  const info = await stat(start).catch(missing);
  if (info === undefined) return;
  if (!info.isDirectory()) {
    yield { file: start, isLink: false }; // what it leads to was looked at
    return;
  }
  const entries: Dirent[] = await readdir(start, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(start, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile() || entry.isSymbolicLink()) yield { file: path, isLink: entry.isSymbolicLink() };
  }
}

async function describe(path: string, absolute: string, keepLinks: boolean): Promise<FoundFile | undefined> {
  if (keepLinks) {
    const linkTarget = await readlink(absolute).catch(notALink);
    if (linkTarget !== undefined) return { path, absolute, mode: 0o777, linkTarget };
  }
  const info = await stat(absolute).catch(missing); // a link to nothing is not a file
  return info?.isFile() ? { path, absolute, mode: info.mode } : undefined;
}

/** Folders under `root` that a base-directory, which may be a pattern, names; relative to `root`. */
export async function findBaseFolder(root: string, pattern: string): Promise<string | undefined> {
  const scanned = picomatch.scan(pattern);
  if (!scanned.isGlob) return (await isFolder(resolve(root, pattern))) ? resolve(root, pattern) : undefined;
  const parent = resolve(root, scanned.base);
  if (!(await isFolder(parent))) return undefined;
  const matches = picomatch(trim(pattern), OPTIONS);
  const names = (await readdir(parent)).sort();
  for (const name of names)
    if (matches(relative(root, join(parent, name))) && (await isFolder(join(parent, name)))) return join(parent, name);
  return undefined;
}

const isFolder = async (path: string): Promise<boolean> => (await stat(path).catch(missing))?.isDirectory() ?? false;

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
function notALink(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'EINVAL' && error.code !== 'ENOENT') throw error;
}
