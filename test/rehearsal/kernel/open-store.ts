import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { openStore, type Store } from '../../../rehearsal/kernel/store.ts';

const opened: { store: Store; folder: string }[] = [];

/** A store in a folder of its own, or in that of an earlier one; closed and removed after the test. */
export function openTestStore(folder = mkdtempSync(join(tmpdir(), 'slipway-store-'))): {
  store: Store;
  folder: string;
} {
  const one = { store: openStore(folder), folder };
  opened.push(one);
  return one;
}

afterEach(() => {
  for (const { store, folder } of opened.splice(0)) {
    if (store.database.isOpen) store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
