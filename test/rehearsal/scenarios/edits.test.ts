import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as exported from '../../../rehearsal/scenarios/edits.ts';
import * as flaws from '../../../rehearsal/scenarios/flaws.ts';
import type { Edit } from '../../../rehearsal/session/workspace.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');

/** Every change that a scenario can push, by the name of its export. */
const changes: [string, readonly Edit[]][] = Object.entries({ ...exported, ...flaws }).map(([name, change]) => {
  if (typeof change === 'function') return [name, [change('7')]];
  return [name, 'file' in change ? [change] : change];
});

describe.each(changes)('%s', (_name, edits) => {
  test.each([...edits])('fits the project as it is: $file', (edit) => {
    const file = join(ROOT, edit.file);
    if (edit.find === '') {
      expect(existsSync(file)).toBe(false); // a new file
      return;
    }
    expect(readFileSync(file, 'utf8').split(edit.find)).toHaveLength(2);
    expect(edit.replace).not.toBe(edit.find);
  });
});

test('two revisions are two different changes', () => {
  expect(exported.newRevision('2').replace).not.toBe(exported.newRevision('3').replace);
});
