import { describe, expect, test } from '@jest/globals';
import { attributeLookup, bodyLookup, compileFilterPolicy } from '../../../rehearsal/services/sns/filter-policy.ts';

describe('by message attributes', () => {
  const attributes = {
    store: { type: 'String', value: 'example_corp' },
    event: { type: 'String', value: 'order-cancelled' },
    price: { type: 'Number', value: '149.99' },
    encrypted: { type: 'String.Array', value: '[true, "AES"]' },
    address: { type: 'String', value: '10.0.1.7' },
    raw: { type: 'Binary', value: 'AAAA' },
  };
  test.each<[object, boolean]>([
    [{ store: ['example_corp'] }, true],
    [{ store: ['other', 'example_corp'], price: [149.99] }, true],
    [{ store: ['other'] }, false],
    [{ missing: ['x'] }, false],
    [{ event: [{ prefix: 'order-' }] }, true],
    [{ event: [{ suffix: 'cancelled' }] }, true],
    [{ event: [{ suffix: 'created' }] }, false],
    [{ event: [{ 'equals-ignore-case': 'Order-Cancelled' }] }, true],
    [{ event: [{ wildcard: 'o*-c*d' }] }, true],
    [{ event: [{ wildcard: 'o.*' }] }, false],
    [{ event: [{ 'anything-but': ['order-created'] }] }, true],
    [{ event: [{ 'anything-but': 'order-cancelled' }] }, false],
    [{ event: [{ 'anything-but': { prefix: 'order' } }] }, false],
    [{ missing: [{ 'anything-but': 'x' }] }, false],
    [{ price: [{ numeric: ['>', 100, '<=', 149.99] }] }, true],
    [{ price: [{ numeric: ['=', 150] }] }, false],
    [{ store: [{ numeric: ['>', 0] }] }, false],
    [{ store: [{ exists: true }] }, true],
    [{ missing: [{ exists: false }] }, true],
    [{ store: [{ exists: false }] }, false],
    [{ encrypted: [true] }, true],
    [{ encrypted: ['RSA'] }, false],
    [{ address: [{ cidr: '10.0.0.0/16' }] }, true],
    [{ address: [{ cidr: '10.1.0.0/16' }] }, false],
    [{ $or: [{ store: ['other'] }, { price: [{ numeric: ['<', 200] }] }] }, true],
    [{ $or: [{ store: ['other'] }, { price: [{ numeric: ['>', 200] }] }] }, false],
    [{ raw: ['AAAA'] }, false],
    [{}, true],
  ])('%j: %s', (policy, expected) => {
    expect(compileFilterPolicy(JSON.stringify(policy))(attributeLookup(attributes))).toBe(expected);
  });
});

describe('by the message body', () => {
  const body = { student: { id: 7, tags: ['new', 'paid'] }, courses: [{ name: 'math' }, { name: 'art' }], gone: null };
  test.each<[object, boolean]>([
    [{ student: { id: [7] } }, true],
    [{ student: { tags: ['paid'] } }, true],
    [{ courses: { name: ['art'] } }, true],
    [{ courses: { name: ['music'] } }, false],
    [{ gone: [null] }, true],
    [{ student: { name: [{ exists: false }] } }, true],
  ])('%j: %s', (policy, expected) => {
    expect(compileFilterPolicy(JSON.stringify(policy))(bodyLookup(body))).toBe(expected);
  });
});

test.each([
  ['no JSON', '{', 'parse'],
  ['a list', '[]', 'JSON object'],
  ['a bare value', '{"a": "b"}', '"a" must be'],
  ['an empty list', '{"a": []}', 'empty'],
  ['an unknown operator', '{"a": [{"like": "x"}]}', 'like'],
  ['a range without a number', '{"a": [{"numeric": [">", "1"]}]}', 'numeric'],
])('%s is refused', (_what, policy, text) => {
  expect(() => compileFilterPolicy(policy)).toThrow(text);
});
