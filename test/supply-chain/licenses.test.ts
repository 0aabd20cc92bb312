import { describe, expect, test } from '@jest/globals';
import { isAllowed, licenseFindings } from '../../supply-chain/checks/licenses.ts';
import type { LockedPackage } from '../../supply-chain/lock-file.ts';

const allowed = new Set(['MIT', 'Apache-2.0', 'ISC']);

describe('an SPDX expression', () => {
  test.each([
    'MIT',
    '(MIT OR GPL-3.0-or-later)',
    'GPL-3.0-or-later OR MIT',
    'Apache-2.0 AND MIT',
    'MIT AND (GPL-2.0 OR ISC)',
    'MIT or GPL-3.0',
  ])('%s leaves a way that is allowed', (expression) => {
    expect(isAllowed(expression, allowed)).toBe(true);
  });

  test.each([
    'GPL-3.0-or-later',
    'MIT AND GPL-3.0-or-later',
    '(MIT OR ISC) AND AGPL-3.0',
    'GPL-2.0-only WITH Classpath-exception-2.0',
    'MIT ISC',
    '(MIT',
    'MIT OR',
    'SEE LICENSE IN LICENSE.md',
    'UNLICENSED',
    '',
  ])('%s does not', (expression) => {
    expect(isAllowed(expression, allowed)).toBe(false);
  });
});

test('a package without an allowed license is told by name, version and place', () => {
  const one = (name: string, license: string | undefined): LockedPackage => ({
    folder: `node_modules/${name}`,
    name,
    version: '1.0.0',
    license,
    integrity: undefined,
    resolved: undefined,
    bundled: false,
    development: false,
    dependsOn: [],
  });
  expect(licenseFindings([one('a', 'MIT'), one('b', undefined), one('c', 'AGPL-3.0')], [...allowed])).toEqual([
    { id: 'license:b', text: expect.stringContaining('b 1.0.0 (node_modules/b) states no license') },
    { id: 'license:c', text: expect.stringContaining('c 1.0.0 (node_modules/c) is under AGPL-3.0') },
  ]);
});
