import { isAbsolute, relative } from 'node:path';

/** Whether a path is the folder or below it, by its name alone: no link is followed. Both are absolute. */
export function isPathWithin(folder: string, path: string): boolean {
  const from = relative(folder, path);
  return from !== '..' && !from.startsWith('../') && !isAbsolute(from);
}
