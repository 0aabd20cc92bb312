import { expect, test } from '@jest/globals';
import { toEvidenceView } from '../../../console/model/security-view.ts';
import { NOON } from './views.ts';

const entry = {
  entry: 'log-bucket',
  reason: 'A log bucket cannot log into itself',
  owner: 'Platform',
  expires: '2026-01-06',
};
const other = { entry: 'another', reason: 'Another', owner: 'Students', expires: '2026-01-04' };
const text = JSON.stringify({
  resources: [{ path: 'a' }, { path: 'b' }],
  packs: [
    {
      name: 'Pack',
      rules: [
        { id: 'R1', finding: 1 },
        { id: 'R2', finding: 2 },
      ],
    },
  ],
  findings: [
    { id: 'Pack::R1[one]', path: 'a', acknowledged: entry },
    { id: 'Pack::R1[other]', path: 'a', acknowledged: entry },
    { id: 'Pack::R2', path: 'a', acknowledged: other },
    { id: 'Pack::R2', path: 'b' },
  ],
});

test('findings are told by the entry that answers for them, the next to expire first, and open ones by themselves', () => {
  const view = toEvidenceView(text, NOON);
  expect(view?.acknowledged.map(({ owner, daysLeft, findings }) => [owner, daysLeft, findings.length])).toEqual([
    ['Students', -1, 1],
    ['Platform', 1, 2],
  ]);
  expect(view?.open).toEqual([{ id: 'Pack::R2', path: 'b' }]);
});

test('every finding counts, also several of one rule in one resource, for a pack as for all of them', () => {
  const view = toEvidenceView(text, NOON);
  const tally = { findings: 4, acknowledged: 3, open: 1, decisions: 2 };
  expect(view).toMatchObject({ resources: 2, total: tally, packs: [{ name: 'Pack', rules: 2, ...tally }] });
});

test('evidence that is written otherwise is no evidence', () => {
  expect(toEvidenceView('{"findings":"none"}', NOON)).toBeUndefined();
});
