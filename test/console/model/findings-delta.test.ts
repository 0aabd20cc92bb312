import { expect, test } from '@jest/globals';
import { findingsWords } from '../../../console/model/dossier-words.ts';
import { compareFindings } from '../../../console/model/findings-delta.ts';

const finding = (id: string, owner?: string) => ({
  id,
  path: 'Students/Role',
  ...(owner === undefined ? {} : { acknowledged: { reason: 'Known', owner, expires: '2026-12-31' } }),
});
const evidence = (...findings: readonly object[]) => JSON.stringify({ resources: [], packs: [], findings });

test('a finding is new where what runs has it not, and gone the other way round', () => {
  const delta = compareFindings(
    evidence(finding('kept'), finding('new'), finding('owned', 'Team')),
    evidence(finding('kept', 'Team'), finding('gone')),
  );
  expect(delta).toMatchObject({
    value: {
      total: 3,
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
    value: { total: 1, since: undefined },
  });
});

test('a release without evidence says so', () => {
  expect(compareFindings(undefined, evidence())).toMatchObject({ known: false });
  expect(compareFindings('{"findings":"none"}', evidence())).toMatchObject({ known: false });
});

test('what became of the findings is a sentence', () => {
  const one = { id: 'a', path: 'b', owner: undefined };
  expect(findingsWords(2, undefined)).toBe('2 in all; there is nothing to compare with.');
  expect(findingsWords(2, { fresh: [], gone: [] })).toBe('The same as in what runs: 2 in all.');
  expect(findingsWords(2, { fresh: [one], gone: [] })).toBe('1 new, 0 gone, 2 in all.');
});
