import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One temporary folder for the whole run, so that what tests and the CDK leave in it goes with it. */
export default function start() {
  globalThis.temporaryFolder = mkdtempSync(join(tmpdir(), 'slipway-jest-'));
  process.env.TMPDIR = globalThis.temporaryFolder;
}
