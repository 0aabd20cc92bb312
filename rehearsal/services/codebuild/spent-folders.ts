import { once } from 'node:events';
import { readdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removeAfterwards, removeFolder } from '../../kernel/remove-folder.ts';
import type { Kernel, Scope } from '../../kernel/service.ts';
import { builds, isOver } from './build.ts';

/*
 * The folder of a build that is over, with its tens of thousands of installed files, stays until the endpoint ends. ext4
 * gives the place of a file that was deleted within the last minutes to no other one and looks for a free one file by file
 * (find_inode_bit in fs/ext4/ialloc.c), so that the installation of the next build would take two to three times as long.
 */

/** Below this much free space a folder goes at once: an installation of this product takes half of one. */
const SPARE_GIB = 10;

async function freeGib(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return (bavail * bsize) / 2 ** 30;
}

/** Removes the folder of a build that is over: when the endpoint has ended, or at once where room is scarce. */
export function retireFolder(scope: Scope, folder: string): void {
  scope.background(`the folder ${folder}`, async () => {
    const ending = scope.shutdown.aborted ? undefined : once(scope.shutdown, 'abort');
    // A build that never began has no folder; the one around it is on the same disk.
    if ((await freeGib(dirname(folder))) >= SPARE_GIB) await ending;
    if (scope.shutdown.aborted) removeAfterwards(folder);
    else await removeFolder(folder);
  });
}

/** Removes what an endpoint that was killed left of builds that were over. */
export function clearSpentFolders(kernel: Kernel): void {
  kernel.background('the folders of earlier builds', async () => {
    const folder = kernel.store.folder('builds');
    // Read first: what appears from now on is a new build's.
    const left = await readdir(folder);
    const unfinished = kernel.regions().flatMap((region) =>
      builds(kernel.scope(region))
        .values()
        .filter((build) => !isOver(build)),
    );
    for (const name of left) if (!unfinished.some(({ uuid }) => uuid === name)) await removeFolder(join(folder, name));
  });
}
