import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';

const isNamedWithin = (folder: string, path: string): boolean => {
  const from = relative(folder, path);
  return from !== '..' && !from.startsWith('../');
};

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
const MISSING: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR']);
/** What the build's own folders do not have: links in a circle, folders that may not be entered. */
const LEADS_NOWHERE: ReadonlySet<unknown> = new Set(['ELOOP', 'EACCES', 'ENAMETOOLONG']);

/**
 * Whether a path leads into the folder (or would, where it does not exist yet), once every symbolic link on the way is
 * followed. What a buildspec names is read, moved and replaced by the rehearsal itself, which no sandbox holds.
 */
export async function isWithin(folder: string, path: string): Promise<boolean> {
  try {
    return isNamedWithin(await realpath(folder), await realOf(path));
  } catch (error) {
    if (LEADS_NOWHERE.has(codeOf(error))) return false;
    throw error;
  }
}

/** The real path; of what does not exist, that of the nearest folder above with the names that follow. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!MISSING.has(codeOf(error)) || path === dirname(path)) throw error;
    return join(await realOf(dirname(path)), basename(path));
  }
}
