import { expect, test } from '@jest/globals';
import { compareBills, readBills } from '../../../console/model/bills.ts';
import { packageLines, packagesWords } from '../../../console/model/dossier-words.ts';
import { knownValue } from '../../../console/model/part.ts';

const bill = (...names: readonly string[]) =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    components: names.map((one) => {
      const [name, version] = one.split('@');
      return { name, version, licenses: [{ license: { id: 'MIT' } }] };
    }),
  });

const filesOf = (read: string, build: string) =>
  new Map([
    ['manifest.json', '{}'],
    ['sbom/read.cdx.json', read],
    ['sbom/build.cdx.json', build],
  ]);

test('what is deployed and what only the build installs are told apart', () => {
  const before = readBills(filesOf(bill('zod@1.0.0', 'gone@1.0.0'), bill('jest@30.0.0')));
  const next = readBills(filesOf(bill('zod@2.0.0', 'new@1.0.0'), bill('jest@30.0.0')));
  const delta = knownValue(compareBills(next, before));
  if (delta === undefined) throw new Error('not known');
  expect(packagesWords(delta.deployed)).toBe('1 new, 1 in another version, 1 gone, 2 packages in all.');
  expect(packageLines(delta.deployed)).toEqual([
    { sign: '+', text: 'new 1.0.0 (MIT)' },
    { sign: '~', text: 'zod 1.0.0 → 2.0.0' },
    { sign: '-', text: 'gone 1.0.0' },
  ]);
  expect(packagesWords(delta.build)).toBe('The same as in what runs: 1 package in all.');
  expect(packageLines(delta.build)).toEqual([]);
});

test('a first release has nothing to compare with', () => {
  const delta = knownValue(compareBills(readBills(filesOf(bill('zod@1.0.0'), bill())), undefined));
  expect(delta && packagesWords(delta.deployed)).toBe('1 package in all; there is nothing to compare with.');
});

test('a release without bills, or with some of another form, says so', () => {
  expect(readBills(new Map([['manifest.json', '{}']]))).toBeUndefined();
  expect(readBills(filesOf('{"bomFormat":"SPDX"}', bill()))).toBeUndefined();
  expect(compareBills(undefined, undefined)).toMatchObject({ known: false });
});
