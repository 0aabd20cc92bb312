import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isPathWithin } from '../../kernel/path-within.ts';
import { systemErrorCode } from '../../runtimes/build/system-error.ts';

const MISSING: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR']);
/** What the build's own folders do not have: links in a circle, folders that may not be entered. */
const LEADS_NOWHERE: ReadonlySet<unknown> = new Set(['ELOOP', 'EACCES', 'ENAMETOOLONG']);

/**
 * Whether a path leads into the folder (or would, where it does not exist yet), once every symbolic link on the way is
 * followed. What a buildspec names is read, moved and replaced by the rehearsal itself, which no sandbox holds.
 */
export async function isWithin(folder: string, path: string): Promise<boolean> {
  try {
    return isPathWithin(await realpath(folder), await realOf(path));
  } catch (error) {
    if (LEADS_NOWHERE.has(systemErrorCode(error))) return false;
    throw error;
  }
}

/** The real path; of what does not exist, that of the nearest folder above with the names that follow. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!MISSING.has(systemErrorCode(error)) || path === dirname(path)) throw error;
    return join(await realOf(dirname(path)), basename(path));
  }
}
