import { describe, expect, test } from '@jest/globals';
import type { StackPermissions } from '../../../policies/permissions/report.ts';
import { judgeReview } from '../../../policies/permissions/review.ts';

const stack = (kind: StackPermissions['kind'], gained: string[] = [], name = 'Prod-Students'): StackPermissions => ({
  stack: name,
  place: 'Prod',
  kind,
  gained,
  lost: [],
});
const reads = stack('broadening', ['Hook may now read Table']);

describe('the security approver has to decide', () => {
  test.each<[what: string, stacks: StackPermissions[]]>([
    ['something is newly allowed', [stack('none'), reads]],
    ['nothing was deployed before', [stack('firstRelease')]],
    ['nobody knows what is deployed', [stack('unknown')]],
  ])('where %s', (_, stacks) => {
    expect(judgeReview(stacks, []).verdict).toBe('needed');
  });

  test('where less than that was approved', () => {
    const { marks } = judgeReview([reads], []);
    const more = [stack('broadening', ['Hook may now read Table', 'Hook may now write Table'])];
    expect(judgeReview(more, [{ executionId: 'a', marks }]).verdict).toBe('needed');
  });

  test('where the same was approved for another stack', () => {
    const { marks } = judgeReview([{ ...reads, stack: 'Beta-Students' }], []);
    expect(judgeReview([reads], [{ executionId: 'a', marks }]).verdict).toBe('needed');
  });
});

describe('the release passes by itself', () => {
  test.each<[what: string, kind: StackPermissions['kind']]>([
    ['nothing changes', 'none'],
    ['less is allowed', 'narrowing'],
  ])('where %s', (_, kind) => {
    expect(judgeReview([stack(kind)], [])).toEqual({
      verdict: 'unneeded',
      reason: 'nothing is newly allowed',
      marks: [],
    });
  });

  test('where all of it was approved in an earlier execution of the commit', () => {
    const { marks } = judgeReview([reads, stack('firstRelease', [], 'Beta-Students')], []);
    expect(judgeReview([reads], [{ executionId: 'a', marks }])).toMatchObject({
      verdict: 'unneeded',
      reason: 'approved in execution a of the same commit',
    });
  });
});
