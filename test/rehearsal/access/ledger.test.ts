import { expect, test } from '@jest/globals';
import type { AccessEntry } from '../../../rehearsal/access/access-table.ts';
import { accessLedger, unusedGrants } from '../../../rehearsal/access/ledger.ts';
import { parsePolicy } from '../../../rehearsal/policy/document.ts';

const ROLE = 'arn:aws:iam::111122223333:role/reader';
const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/T';

const statements = (...list: object[]) => parsePolicy(JSON.stringify({ Statement: list })).Statement;
const role = (...list: object[]) => ({ arn: ROLE, statements: statements(...list), unknownPolicies: [] });
const decision = (over: Partial<AccessEntry>): AccessEntry => ({
  principal: ROLE,
  action: 'dynamodb:GetItem',
  resource: TABLE,
  decision: 'allowed',
  because: 'identity-based policy',
  count: 1,
  ...over,
});

test('each action on each resource is a grant of its own, with how often it was used', () => {
  const [ledger] = accessLedger(
    [role({ Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: [TABLE, `${TABLE}/index/I`] })],
    [decision({ count: 3 }), decision({ action: 'dynamodb:Query', resource: `${TABLE}/index/I`, count: 2 })],
  );
  expect(
    ledger?.grants.map(({ action, resource, uses }) => [action, resource, uses.map(({ count }) => count)]),
  ).toEqual([
    ['dynamodb:GetItem', TABLE, [3]],
    ['dynamodb:GetItem', `${TABLE}/index/I`, []],
    ['dynamodb:Query', TABLE, []],
    ['dynamodb:Query', `${TABLE}/index/I`, [2]],
  ]);
  expect(ledger && unusedGrants(ledger)).toHaveLength(2);
});

test('a wildcard is expanded to what it covered', () => {
  const [ledger] = accessLedger(
    [
      role({
        Effect: 'Allow',
        Action: 'dynamodb:*',
        Resource: `${TABLE}*`,
        Condition: { Bool: { 'aws:SecureTransport': 'true' } },
      }),
    ],
    [decision({}), decision({ action: 'dynamodb:Query', resource: `${TABLE}2` }), decision({ action: 's3:GetObject' })],
  );
  expect(ledger?.grants).toEqual([
    {
      action: 'dynamodb:*',
      resource: `${TABLE}*`,
      conditional: true,
      uses: [
        { action: 'dynamodb:GetItem', resource: TABLE, count: 1 },
        { action: 'dynamodb:Query', resource: `${TABLE}2`, count: 1 },
      ],
    },
  ]);
});

test('what was denied is told with its reason, and uses no grant', () => {
  const because = 'because no identity-based policy allows the dynamodb:GetItem action';
  const [ledger] = accessLedger(
    [role({ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: TABLE })],
    [decision({ decision: 'denied', because, count: 4 })],
  );
  expect(ledger?.denied).toEqual([{ action: 'dynamodb:GetItem', resource: TABLE, count: 4, because }]);
  expect(ledger && unusedGrants(ledger)).toHaveLength(1);
});

test('what another role did is not this one’s, and a Deny grants nothing', () => {
  const [ledger] = accessLedger(
    [
      role(
        { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: TABLE },
        { Effect: 'Deny', Action: '*', Resource: '*' },
      ),
    ],
    [decision({ principal: `${ROLE}2` })],
  );
  expect(ledger?.grants.map(({ uses }) => uses)).toEqual([[]]);
});
