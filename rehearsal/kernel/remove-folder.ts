import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

/** Thousands of files: a process of its own removes them without keeping this one from answering. */
export async function removeFolder(folder: string): Promise<void> {
  await promisify(execFile)('rm', ['-rf', folder]);
}

/**
 * Has a folder removed by a process that goes on when this one has ended: what the builds of a rehearsal have installed takes
 * up to a minute, and whoever ends it does not want to wait for that.
 */
export function removeAfterwards(folder: string): void {
  spawn('rm', ['-rf', folder], { detached: true, stdio: 'ignore' }).unref();
}
