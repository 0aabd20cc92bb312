import { expect, test } from '@jest/globals';
import { judgedFor } from '../../../console/model/judged-for.ts';

const evidence = (errors: number[], slowness: number[]) => [
  { Id: 'errors', Values: errors },
  { Id: 'slowness', Values: slowness },
];

test.each([
  ['errors', [0.2, 5.1], [0, 0.4], 'errors'],
  ['slow answers', [0, 0], [0.3, 7], 'slowness'],
  ['nothing, where none was published', [], [], undefined],
] as const)('the judge’s evidence was for %s', (_, errors, slowness, kind) => {
  expect(judgedFor(evidence([...errors], [...slowness]))).toBe(kind);
});

test('an answer without figures is no evidence', () => {
  expect(judgedFor([])).toBeUndefined();
});
