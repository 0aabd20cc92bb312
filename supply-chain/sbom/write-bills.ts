/**
 * Bundles every function, for the processes of a build that come after, and writes the bills of materials: one for each function, and
 * one for all that a build installs.
 *
 *   node supply-chain/sbom/write-bills.ts <folder>
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bills } from './bills.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: write-bills.ts <folder>');
mkdirSync(folder, { recursive: true });
for (const [name, bill] of bills()) {
  writeFileSync(path.join(folder, `${name}.cdx.json`), `${JSON.stringify(bill)}\n`);
}
