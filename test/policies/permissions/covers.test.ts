import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { covers, includes } from '../../../policies/permissions/covers.ts';
import { type Grant, only } from '../../../policies/permissions/grant.ts';

describe('patterns', () => {
  test.each([
    ['*', 'a*b?', true],
    ['*', '', true],
    ['a*', 'a', true],
    ['a*', 'ab*', true],
    ['a*', '*', false],
    ['a*c', 'a*b*c', true],
    ['a*b*c', 'a*c', false],
    ['a?', 'ab', true],
    ['a?', 'a?', true],
    ['a?', 'a*', false],
    ['a?', 'a', false],
    ['ab', 'a?', false],
    ['*a', 'ba*', false],
    ['**', '*', true],
  ])('%s includes %s: %s', (outer, inner, expected) => {
    expect(includes(outer, inner)).toBe(expected);
  });

  test('what is included matches, whatever it is', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 5 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    const matches = (one: string, value: string) =>
      new RegExp(`^${one.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(value);
    let included = 0;
    fc.assert(
      fc.property(pattern, pattern, fc.array(text, { minLength: 20, maxLength: 20 }), (outer, inner, texts) => {
        if (!includes(outer, inner)) return;
        included += 1;
        for (const value of texts) if (matches(inner, value)) expect(matches(outer, value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(included).toBeGreaterThan(100);
  });
});

const grant = (over: Partial<Grant> = {}): Grant => ({
  effect: 'Allow',
  principal: 'Students/Role',
  action: only('dynamodb:GetItem'),
  resource: only('<Students/Table.Arn>'),
  conditions: [],
  owners: ['Students/Role'],
  ...over,
});
const when = (operator: string, key: string, ...values: string[]) => ({ conditions: [{ operator, key, values }] });

describe('one grant covers another', () => {
  test.each<[what: string, outer: Partial<Grant>, inner: Partial<Grant>, expected: boolean]>([
    ['the same', {}, {}, true],
    ['a wildcard and one of its actions', { action: only('dynamodb:Get*') }, {}, true],
    ['an action in other capitals', { action: only('DynamoDB:getitem') }, {}, true],
    ['an action and its wildcard', {}, { action: only('dynamodb:*') }, false],
    ['another role', { principal: 'Students/Other' }, {}, false],
    ['everybody and somebody', { principal: '*:*' }, { principal: 'AWS:arn:aws:iam::1:root' }, true],
    ['somebody and everybody', { principal: 'AWS:arn:aws:iam::1:root' }, { principal: '*:*' }, false],
    ['every resource and one', { resource: only('*') }, {}, true],
    ['one resource and every', {}, { resource: only('*') }, false],
    ['no condition and one', {}, when('StringEquals', 'k', 'a'), true],
    ['a condition and none', when('StringEquals', 'k', 'a'), {}, false],
    ['more values and fewer', when('StringEquals', 'k', 'a', 'b'), when('StringEquals', 'k', 'a'), true],
    ['fewer values and more', when('StringEquals', 'k', 'a'), when('StringEquals', 'k', 'a', 'b'), false],
    ['a pattern and one of its values', when('ArnLike', 'k', 'a*'), when('ArnLike', 'k', 'ab'), true],
    ['a value and its pattern', when('ArnLike', 'k', 'ab'), when('ArnLike', 'k', 'a*'), false],
    ['negated, fewer values', when('StringNotEquals', 'k', 'a', 'b'), when('StringNotEquals', 'k', 'a'), false],
    ['another comparison', when('StringNotEquals', 'k', 'a'), when('StringEquals', 'k', 'a'), false],
    ['another key', when('StringEquals', 'k', 'a'), when('StringEquals', 'l', 'a'), false],
    ['an Allow and a Deny', {}, { effect: 'Deny' }, false],
    ['everything and all but one', { action: only('*') }, { action: { kind: 'allBut', texts: ['iam:*'] } }, true],
    ['all but one and that one', { action: { kind: 'allBut', texts: ['iam:*'] } }, { action: only('iam:*') }, false],
    [
      'all but one and all but more',
      { action: { kind: 'allBut', texts: ['iam:Create*'] } },
      { action: { kind: 'allBut', texts: ['iam:*', 's3:*'] } },
      true,
    ],
    [
      'all but more and all but one',
      { action: { kind: 'allBut', texts: ['iam:*', 's3:*'] } },
      { action: { kind: 'allBut', texts: ['iam:*'] } },
      false,
    ],
  ])('%s: %s', (_, outer, inner, expected) => {
    expect(covers(grant(outer), grant(inner))).toBe(expected);
  });
});
