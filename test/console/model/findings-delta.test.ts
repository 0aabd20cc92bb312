import { expect, test } from '@jest/globals';
import { findingsWords } from '../../../console/model/dossier-words.ts';
import { compareFindings } from '../../../console/model/findings-delta.ts';

const finding = (id: string, owner?: string) => ({
  id,
  path: 'Students/Role',
  ...(owner === undefined ? {} : { acknowledged: { entry: owner, reason: 'Known', owner, expires: '2026-12-31' } }),
});
const evidence = (...findings: readonly object[]) => JSON.stringify({ resources: [], packs: [], findings });

test('a finding is new where what runs has it not, and gone the other way round', () => {
  const delta = compareFindings(
    evidence(finding('kept'), finding('new'), finding('owned', 'Team')),
    evidence(finding('kept', 'Team'), finding('gone')),
  );
  expect(delta).toMatchObject({
    value: {
      total: { findings: 3, acknowledged: 1, open: 2, decisions: 1 },
      since: {
        fresh: [
          { id: 'new', owner: undefined },
          { id: 'owned', owner: 'Team' },
        ],
        gone: [{ id: 'gone' }],
      },
    },
  });
});

test('the first release has nothing to compare with', () => {
  expect(compareFindings(evidence(finding('one')), undefined)).toEqual({
    known: true,
    value: { total: { findings: 1, acknowledged: 0, open: 1, decisions: 0 }, since: undefined },
  });
});

test('a release without evidence says so', () => {
  expect(compareFindings(undefined, evidence())).toMatchObject({ known: false });
  expect(compareFindings('{"findings":"none"}', evidence())).toMatchObject({ known: false });
});

test('what became of the findings is a sentence', () => {
  const one = { id: 'a', path: 'b', owner: undefined };
  const total = { findings: 217, acknowledged: 217, open: 0, decisions: 12 };
  const all = '217 findings, all acknowledged by 12 entries of the ledger';
  expect(findingsWords({ total, since: undefined })).toBe(`${all}; there is nothing to compare with.`);
  expect(findingsWords({ total, since: { fresh: [], gone: [] } })).toBe(`The same as in what runs: ${all}.`);
  expect(findingsWords({ total, since: { fresh: [one], gone: [] } })).toBe(`1 new, 0 gone; in all ${all}.`);
});
