import { expect, test } from '@jest/globals';
import type { PolicyType } from '../../../rehearsal/policy/evaluate.ts';
import { ACCOUNT, type Asked, allow, decide, deny, OTHER, service, session, user } from './decide.ts';

/*
 * The layers: which policies there are, and who decides. `+` allowed, `-` denied for want of an Allow, `!` denied explicitly.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html and
 * reference_policies_evaluation-logic-cross-account.html
 */
const ANA = user('ana');
const ROOT_USER = { ...user('root'), arn: `arn:aws:iam::${ACCOUNT}:root` };
const ROLE = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/worker` } };
const SESSION = { Principal: { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/work` } };
const USER = { Principal: { AWS: ANA.arn } };
const ROOT = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } };
const ALL = { Principal: '*' };
const EVENTS = { Principal: { Service: 'events.amazonaws.com' } };
const put = { Action: 's3:PutObject' };
const STRANGER = session('worker', 'work', OTHER);
const STRANGER_ROLE = { Principal: { AWS: `arn:aws:iam::${OTHER}:role/worker` } };
const STRANGERS = { Principal: { AWS: `arn:aws:iam::${OTHER}:root` } };
const bySource = (account: string) => ({ Condition: { StringEquals: { 'aws:SourceAccount': account } } });

type Row = readonly [what: string, asked: Asked, expected: `${'+' | '-' | '!'} ${PolicyType}`];
const oneAccount: readonly Row[] = [
  ['no policy at all', {}, '- identity-based'],
  ['an identity policy', { identity: [allow()] }, '+ identity-based'],
  ['an identity policy for another action', { identity: [allow(put)] }, '- identity-based'],
  ['an explicit deny beside the allow', { identity: [allow(), deny()] }, '! identity-based'],
  ['the deny first', { identity: [deny(), allow()] }, '! identity-based'],
  ['a deny of another action', { identity: [allow(), deny(put)] }, '+ identity-based'],
  ['a deny whose condition does not hold', { identity: [allow(), deny(bySource(OTHER))] }, '+ identity-based'],
  ['a boundary that allows', { identity: [allow()], boundary: [allow()] }, '+ identity-based'],
  ['a boundary that does not', { identity: [allow()], boundary: [allow(put)] }, '- permissions boundary'],
  ['a boundary alone grants nothing', { boundary: [allow()] }, '- identity-based'],
  ['a boundary that denies', { identity: [allow()], boundary: [allow(), deny()] }, '! permissions boundary'],
  ['a session policy that allows', { identity: [allow()], session: [allow()] }, '+ identity-based'],
  ['a session policy that does not', { identity: [allow()], session: [allow(put)] }, '- session'],
  ['a session policy alone grants nothing', { session: [allow()] }, '- identity-based'],
  ['a session policy that denies', { identity: [allow()], session: [deny()] }, '! session'],
  ['boundary before session', { identity: [allow()], boundary: [], session: [] }, '- permissions boundary'],
  ['all three', { identity: [allow()], boundary: [allow()], session: [allow()] }, '+ identity-based'],
  ['the account itself', { as: ROOT_USER }, '+ identity-based'],
  ['the account itself, denied by the bucket', { as: ROOT_USER, bucket: [deny(ALL)] }, '! resource-based'],
  [
    'the account itself, kept by its organisation',
    { as: ROOT_USER, organisation: [[allow(put)]] },
    '- service control',
  ],
];
const organisation: readonly Row[] = [
  ['every level allows', { identity: [allow()], organisation: [[allow()], [allow()]] }, '+ identity-based'],
  ['one level does not', { identity: [allow()], organisation: [[allow()], [allow(put)]] }, '- service control'],
  ['one level denies', { identity: [allow()], organisation: [[allow()], [allow(), deny()]] }, '! service control'],
  ['an organisation grants nothing', { organisation: [[allow()]] }, '- identity-based'],
  ['its deny is named first', { identity: [deny()], organisation: [[deny()]] }, '! service control'],
  [
    'it bounds what a bucket grants',
    { as: ANA, bucket: [allow(USER)], organisation: [[allow(put)]] },
    '- service control',
  ],
  [
    'services are no members',
    { as: service('events.amazonaws.com'), bucket: [allow(EVENTS)], organisation: [[deny()]] },
    '+ resource-based',
  ],
];
const resourceSide: readonly Row[] = [
  ['the bucket grants to the role', { bucket: [allow(ROLE)] }, '+ resource-based'],
  ['the bucket grants to the session', { bucket: [allow(SESSION)] }, '+ resource-based'],
  ['the bucket grants to the user', { as: ANA, bucket: [allow(USER)] }, '+ resource-based'],
  ['the bucket leaves it to the account, which does not', { bucket: [allow(ROOT)] }, '- identity-based'],
  [
    'the bucket leaves it to the account, which does',
    { identity: [allow()], bucket: [allow(ROOT)] },
    '+ identity-based',
  ],
  ['the bucket says nothing of it', { identity: [allow()], bucket: [allow({ ...ROLE, ...put })] }, '+ identity-based'],
  ['the bucket denies', { identity: [allow()], bucket: [deny(ROLE)] }, '! resource-based'],
  ['the bucket denies everybody', { identity: [allow()], bucket: [allow(ROLE), deny(ALL)] }, '! resource-based'],
  ['the bucket denies the account', { identity: [allow()], bucket: [deny(ROOT)] }, '! resource-based'],
  ['the bucket denies another role', { identity: [allow()], bucket: [deny(STRANGER_ROLE)] }, '+ identity-based'],
  ['an identity deny beats the grant', { identity: [deny()], bucket: [allow(SESSION)] }, '! identity-based'],
  [
    'the boundary limits a grant to the role',
    { boundary: [allow(put)], bucket: [allow(ROLE)] },
    '- permissions boundary',
  ],
  ['the session policy limits a grant to the role', { session: [allow(put)], bucket: [allow(ROLE)] }, '- session'],
  [
    'both allow a grant to the role',
    { boundary: [allow()], session: [allow()], bucket: [allow(ROLE)] },
    '+ resource-based',
  ],
  [
    'the boundary does not limit a grant to the session',
    { boundary: [allow(put)], bucket: [allow(SESSION)] },
    '+ resource-based',
  ],
  [
    'the session policy does not limit a grant to the session',
    { session: [allow(put)], bucket: [allow(SESSION)] },
    '+ resource-based',
  ],
  [
    'the boundary does not limit a grant to the user',
    { as: ANA, boundary: [allow(put)], bucket: [allow(USER)] },
    '+ resource-based',
  ],
  ['a boundary that denies does', { as: ANA, boundary: [deny()], bucket: [allow(USER)] }, '! permissions boundary'],
  [
    'a grant to everybody is bounded for a role',
    { boundary: [allow(put)], bucket: [allow(ALL)] },
    '- permissions boundary',
  ],
  [
    'the more direct grant counts',
    { boundary: [allow(put)], bucket: [allow(ROOT), allow(ROLE), allow(SESSION)] },
    '+ resource-based',
  ],
];
const services: readonly Row[] = [
  [
    'a service that the bucket lets in',
    { as: service('events.amazonaws.com'), bucket: [allow(EVENTS)] },
    '+ resource-based',
  ],
  ['a service that nobody lets in', { as: service('events.amazonaws.com'), bucket: [] }, '- resource-based'],
  ['a service without any policy of the resource', { as: service('events.amazonaws.com') }, '- resource-based'],
  [
    'the source account is the one',
    {
      as: service('events.amazonaws.com'),
      bucket: [allow({ ...EVENTS, ...bySource(ACCOUNT) })],
      keys: { 'aws:SourceAccount': ACCOUNT },
    },
    '+ resource-based',
  ],
  [
    'the source account is another',
    {
      as: service('events.amazonaws.com'),
      bucket: [allow({ ...EVENTS, ...bySource(OTHER) })],
      keys: { 'aws:SourceAccount': ACCOUNT },
    },
    '- resource-based',
  ],
  [
    'transport is not secure',
    {
      as: service('events.amazonaws.com'),
      bucket: [allow(EVENTS), deny({ ...ALL, Condition: { Bool: { 'aws:SecureTransport': false } } })],
      keys: { 'aws:SecureTransport': 'false' },
    },
    '! resource-based',
  ],
];
const decrypt = { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1` };
const keys: readonly Row[] = [
  ['an identity policy alone opens no key', { ...decrypt, identity: [allow()], key: [] }, '- resource-based'],
  ['a key that leaves it to the account', { ...decrypt, identity: [allow()], key: [allow(ROOT)] }, '+ identity-based'],
  ['a key that leaves it to an account that does not', { ...decrypt, key: [allow(ROOT)] }, '- identity-based'],
  ['a key that grants to the role', { ...decrypt, key: [allow(ROLE)] }, '+ resource-based'],
  [
    'a key that grants something else',
    { ...decrypt, identity: [allow()], key: [allow({ ...ROLE, Action: 'kms:Encrypt' })] },
    '- resource-based',
  ],
  ['a key that denies', { ...decrypt, identity: [allow()], key: [allow(ROOT), deny(ROLE)] }, '! resource-based'],
  [
    'a key for use by way of S3 only, used directly',
    {
      ...decrypt,
      key: [allow({ ...ROLE, Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } })],
    },
    '- resource-based',
  ],
  [
    'a key for one encryption context',
    {
      ...decrypt,
      key: [allow({ ...ROLE, Condition: { StringEquals: { 'kms:EncryptionContext:app': 'students' } } })],
      keys: { 'kms:EncryptionContext:app': 'students' },
    },
    '+ resource-based',
  ],
];
const assume = { action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/deploy` };
const bare = (given: object) => {
  const { Resource: _, ...rest } = allow({ ...given, Action: 'sts:AssumeRole' });
  return rest;
};
const trust: readonly Row[] = [
  ['a role that trusts the caller', { ...assume, trust: [bare(ROLE)] }, '+ role trust'],
  ['a role that trusts the account, whose policies do not', { ...assume, trust: [bare(ROOT)] }, '- identity-based'],
  [
    'a role that trusts the account, whose policies do',
    { ...assume, identity: [allow()], trust: [bare(ROOT)] },
    '+ identity-based',
  ],
  ['a role that trusts somebody else', { ...assume, identity: [allow()], trust: [bare(STRANGERS)] }, '- role trust'],
  [
    'a role that denies',
    { ...assume, identity: [allow()], trust: [bare(ROLE), { ...bare(ROLE), Effect: 'Deny' }] },
    '! role trust',
  ],
  [
    'a service that the role trusts',
    { ...assume, as: service('events.amazonaws.com'), trust: [bare(EVENTS)] },
    '+ role trust',
  ],
  [
    'a service that the role does not trust',
    { ...assume, as: service('sns.amazonaws.com'), trust: [bare(EVENTS)] },
    '- role trust',
  ],
];
const acrossAccounts: readonly Row[] = [
  ['both sides allow', { as: STRANGER, identity: [allow()], bucket: [allow(STRANGER_ROLE)] }, '+ identity-based'],
  [
    'the bucket allows the account, and the account',
    { as: STRANGER, identity: [allow()], bucket: [allow(STRANGERS)] },
    '+ identity-based',
  ],
  ['only the bucket allows', { as: STRANGER, bucket: [allow(STRANGER_ROLE)] }, '- identity-based'],
  ['only the identity allows', { as: STRANGER, identity: [allow()] }, '- resource-based'],
  ['neither allows', { as: STRANGER }, '- identity-based'],
  [
    'the bucket denies',
    { as: STRANGER, identity: [allow()], bucket: [allow(STRANGERS), deny(ALL)] },
    '! resource-based',
  ],
  [
    'the identity denies',
    { as: STRANGER, identity: [allow(), deny()], bucket: [allow(STRANGERS)] },
    '! identity-based',
  ],
  [
    'the boundary does not allow',
    { as: STRANGER, identity: [allow()], boundary: [allow(put)], bucket: [allow(STRANGER_ROLE)] },
    '- permissions boundary',
  ],
  [
    'the organisation does not allow',
    { as: STRANGER, identity: [allow()], organisation: [[allow(put)]], bucket: [allow(STRANGERS)] },
    '- service control',
  ],
  [
    'a role of another account is trusted',
    { ...assume, as: STRANGER, identity: [allow()], trust: [bare(STRANGERS)] },
    '+ identity-based',
  ],
  [
    'a role of another account, whose policies do not allow it',
    { ...assume, as: STRANGER, trust: [bare(STRANGER_ROLE)] },
    '- identity-based',
  ],
];

test.each([
  ...oneAccount,
  ...organisation,
  ...resourceSide,
  ...services,
  ...keys,
  ...trust,
  ...acrossAccounts,
])('%s', (_, asked, expected) => {
  const { allowed, explicit, decidedBy } = decide(asked);
  expect(`${allowed ? '+' : explicit ? '!' : '-'} ${decidedBy}`).toBe(expected);
});
