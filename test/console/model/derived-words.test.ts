import { expect, test } from '@jest/globals';
import { sortChanges } from '../../../console/model/derived-words.ts';
import type { Change, Derivation } from '../../../policies/changes/change.ts';

const change = (name: string, derived?: Derivation, type = 'AWS::Lambda::Version'): Change => ({
  class: 'reversible',
  name,
  logicalId: name,
  path: name,
  type,
  reason: '',
  remedy: '',
  ...(derived === undefined ? {} : { derived }),
});

test('what somebody changed stands apart from what only comes from it', () => {
  const { made, derived } = sortChanges([
    change('removed:Version', 'earlier'),
    change('changed:Read'),
    change('added:Version', 'new'),
  ]);
  expect(made.map(({ name }) => name)).toEqual(['changed:Read']);
  expect(derived.map(({ name }) => name)).toEqual(['removed:Version', 'added:Version']);
});

test.each<[changes: readonly Change[], says: string]>([
  [[change('changed:Read')], ''],
  [[change('a', 'earlier'), change('b', 'new')], '1 new version of a function takes the place of the earlier one.'],
  [
    [change('a', 'new'), change('b', 'new'), change('c', 'reference')],
    '2 new versions of functions take the place of the earlier ones; 1 other change only names them.',
  ],
  [
    [
      change('a', 'new'),
      change('b', 'new', 'AWS::ApiGateway::Deployment'),
      change('c', 'reference'),
      change('d', 'reference'),
    ],
    '1 new version of a function and 1 new deployment of an API take the place of the earlier ones; 2 other changes only name them.',
  ],
])('what comes from others is a sentence %#', (changes, says) => {
  expect(sortChanges(changes).says).toBe(says);
});
