import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readGrantEntries } from '../../../rehearsal/access/grant-entries.ts';
import { scenarios } from '../../../rehearsal/scenarios/registry.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'policies', 'grants');
const entries = ['unused.json', 'redundant.json'].flatMap((file) => readGrantEntries(join(folder, file)));

test('an entry that a scenario exercises names one that there is', () => {
  const named = entries.flatMap(({ scenario }) => scenario ?? []);
  expect(named.length).toBeGreaterThan(0);
  const known = scenarios.map(({ name }) => name);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

test('no entry is for whatever role there is', () => {
  const broad = entries.flatMap(({ roles }) => roles).filter((role) => role.replaceAll('*', '').length < 8);
  expect(broad).toEqual([]);
});

test('every entry has an owner whom the ledger of findings knows', () => {
  const owners = new Set(entries.map(({ owner }) => owner));
  expect([...owners].sort()).toEqual(['Release platform team', 'Students API team']);
});
