import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, jest } from '@jest/globals';

/**
 * Runs the test files of these folders of `test/` in one module registry, so that they share what takes them longest: to
 * load the CDK, and to count what was covered, which each file would otherwise do for itself. Builds run them so, in as
 * many files as a small machine has processors, each as long as the other; a developer runs the files.
 */
export function runTogether(...folders: readonly string[]): void {
  const root = join(import.meta.dirname, '..');
  for (const folder of folders)
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort())
      if (file.endsWith('.test.ts'))
        describe(`${folder}/${file}`, () => {
          jest.requireActual(join(root, folder, file));
        });
}
