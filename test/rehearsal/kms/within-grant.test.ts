import type { GrantConstraints, GrantOperation } from '@aws-sdk/client-kms';
import { expect, test } from '@jest/globals';
import { isWithin } from '../../../rehearsal/services/kms/grants.ts';

const rights = (operations: GrantOperation[], constraints?: GrantConstraints) => ({ operations, constraints });
const both: GrantOperation[] = ['Decrypt', 'CreateGrant'];
const equals = (pairs: Record<string, string>) => ({ EncryptionContextEquals: pairs });
const subset = (pairs: Record<string, string>) => ({ EncryptionContextSubset: pairs });

test.each([
  ['the same', rights(both), rights(both), true],
  ['fewer operations', rights(both), rights(['Decrypt']), true],
  ['an operation more', rights(both), rights(['Decrypt', 'Encrypt']), false],
  ['a constraint where there was none', rights(both), rights(['Decrypt'], subset({ app: 'a' })), true],
  ['no constraint', rights(both, subset({ app: 'a' })), rights(['Decrypt']), false],
  ['no constraint on what is described', rights(['DescribeKey'], subset({ app: 'a' })), rights(['DescribeKey']), false],
  ['the same subset', rights(both, subset({ app: 'a' })), rights(['Decrypt'], subset({ app: 'a' })), true],
  ['its name in another case', rights(both, subset({ App: 'a' })), rights(['Decrypt'], subset({ app: 'a' })), true],
  ['its value in another case', rights(both, subset({ app: 'a' })), rights(['Decrypt'], subset({ app: 'A' })), false],
  ['a pair more', rights(both, subset({ app: 'a' })), rights(both, subset({ app: 'a', b: 'c' })), true],
  ['a pair fewer', rights(both, subset({ app: 'a', b: 'c' })), rights(both, subset({ app: 'a' })), false],
  ['equals in place of a subset', rights(both, subset({ app: 'a' })), rights(both, equals({ app: 'a', b: 'c' })), true],
  ['a subset in place of equals', rights(both, equals({ app: 'a' })), rights(both, subset({ app: 'a' })), false],
  ['the same equals', rights(both, equals({ app: 'a' })), rights(both, equals({ app: 'a' })), true],
  ['equals of a pair more', rights(both, equals({ app: 'a' })), rights(both, equals({ app: 'a', b: 'c' })), false],
])('a grant from a grant: %s', (_what, parent, child, expected) => {
  expect(isWithin(parent, child)).toBe(expected);
});
