import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type BundleName, bundle } from '../../app/bundle.ts';

const LARGEST_HOOK_BYTES = 250_000;
const LARGEST_HANDLER_BYTES = 400_000;

describe('bundles', () => {
  test.each<[BundleName, number]>([
    ['pre-traffic', LARGEST_HOOK_BYTES],
    // It speaks to five services.
    ['post-traffic', 280_000],
    ['freeze-gate', LARGEST_HOOK_BYTES],
    ['alias-guard', LARGEST_HOOK_BYTES],
    ['bake-judge', LARGEST_HOOK_BYTES],
    ['synthetic-traffic', LARGEST_HOOK_BYTES],
    ['add-student-details', LARGEST_HANDLER_BYTES],
    ['get-student-details', LARGEST_HANDLER_BYTES],
  ])('%s is smaller than %d bytes', (name, limit) => {
    expect(bundle(name).codeBytes).toBeLessThan(limit);
  });

  test('are minified modules with a source map that has no path of this machine', () => {
    const { directory } = bundle('pre-traffic');
    const code = readFileSync(path.join(directory, 'index.mjs'), 'utf8');
    expect(code.includes('as handler')).toBe(true);
    expect(code.endsWith('//# sourceMappingURL=index.mjs.map\n')).toBe(true);
    const root = path.join(import.meta.dirname, '..', '..');
    expect(code.includes(root) || code.includes('node_modules/')).toBe(false);
    const map = JSON.parse(readFileSync(path.join(directory, 'index.mjs.map'), 'utf8'));
    expect(map.sources).toContainEqual(expect.stringMatching(/hooks\/pre-traffic\/decide\.ts$/));
    expect(JSON.stringify(map).includes(root)).toBe(false);
  });

  test('hold no client of a service that they do not call', () => {
    const { directory } = bundle('get-student-details');
    const code = readFileSync(path.join(directory, 'index.mjs'), 'utf8');
    expect(code.includes('DynamoDB_20120810')).toBe(true);
    expect(code.includes('CodeDeploy_20141006')).toBe(false);
  });
});
