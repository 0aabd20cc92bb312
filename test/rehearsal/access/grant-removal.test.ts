import { expect, test } from '@jest/globals';
import { removeEachGrant } from '../../../rehearsal/access/grant-removal.ts';
import type { AccessRecording } from '../../../rehearsal/access/recording.ts';

const ROLE = 'arn:aws:iam::111122223333:role/reader';
const POLICY = 'arn:aws:iam::111122223333:policy/rights';
const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/T';
const BUCKET = 'arn:aws:s3:::files';
const principal = {
  kind: 'assumedRole',
  account: '111122223333',
  arn: 'arn:aws:sts::111122223333:assumed-role/reader/session',
  id: 'AROAEXAMPLE:session',
  roleArn: ROLE,
} as const;
const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });

type Request = AccessRecording['asked']['requests'][number];
const request = (action: string, resource: string, over: Partial<Request> = {}): Request => ({
  principal,
  action,
  resource,
  resourceAccount: '111122223333',
  keys: {},
  identity: ['rights'],
  ...over,
});

/** A rehearsal of one role with this policy, whose only scenario made all requests. */
function recording(
  policy: string,
  requests: Request[],
  texts: AccessRecording['asked']['texts'] = {},
): AccessRecording {
  return {
    version: 1,
    mode: 'deny',
    decisions: [],
    roles: [{ arn: ROLE, policies: [{ name: POLICY, document: policy }], unknownPolicies: [] }],
    asked: { requests, texts: { rights: { name: POLICY, document: policy }, ...texts } },
    scenarios: [
      { name: 'set-up', used: [] },
      { name: 'good', used: requests.map(({ action, resource }) => `${ROLE} ${action} ${resource}`) },
    ],
  };
}
const table = (from: AccessRecording) =>
  removeEachGrant(from).map(({ grant: { action, resource }, denied, scenarios }) => [
    action,
    resource,
    denied.map((one) => one.action),
    scenarios,
  ]);

test('each action on each resource is taken away by itself', () => {
  const policy = document({
    Effect: 'Allow',
    Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    Resource: [TABLE, `${TABLE}2`],
  });
  const requests = [request('dynamodb:GetItem', TABLE), request('dynamodb:PutItem', `${TABLE}2`)];
  expect(table(recording(policy, requests))).toEqual([
    ['dynamodb:GetItem', TABLE, ['dynamodb:GetItem'], ['good']],
    ['dynamodb:GetItem', `${TABLE}2`, [], []],
    ['dynamodb:PutItem', TABLE, [], []],
    ['dynamodb:PutItem', `${TABLE}2`, ['dynamodb:PutItem'], ['good']],
  ]);
});

test('a grant that another one covers is needed by nobody', () => {
  const policy = document(
    { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: TABLE },
    { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: `${TABLE}*` },
  );
  expect(table(recording(policy, [request('dynamodb:GetItem', TABLE)])).map(([, , denied]) => denied)).toEqual([
    [],
    [],
  ]);
});

test('a grant that the policy of the resource gives too is needed by nobody', () => {
  const policy = document({ Effect: 'Allow', Action: 's3:GetObject', Resource: `${BUCKET}/*` });
  const bucket = document({
    Effect: 'Allow',
    Principal: { AWS: ROLE },
    Action: 's3:GetObject',
    Resource: `${BUCKET}/*`,
  });
  const resourcePolicy = { text: 'bucket', type: 'resource-based', required: false } as const;
  const asked = [request('s3:GetObject', `${BUCKET}/a`, { resourcePolicy })];
  expect(table(recording(policy, asked, { bucket: { name: BUCKET, document: bucket } }))).toEqual([
    ['s3:GetObject', `${BUCKET}/*`, [], []],
  ]);
  const none = [request('s3:GetObject', `${BUCKET}/a`)];
  expect(table(recording(policy, none))).toEqual([['s3:GetObject', `${BUCKET}/*`, ['s3:GetObject'], ['good']]]);
});

test('conditions are asked with the keys of the request', () => {
  const conditional = (value: string) => ({
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { StringEquals: { 'kms:ViaService': value } },
  });
  const policy = document(conditional('s3.eu-west-1.amazonaws.com'), conditional('dynamodb.eu-west-1.amazonaws.com'));
  const keys = { 'kms:viaservice': ['s3.eu-west-1.amazonaws.com'] };
  const asked = [request('kms:Decrypt', 'arn:aws:kms:eu-west-1:111122223333:key/k', { keys })];
  expect(table(recording(policy, asked)).map(([, , denied]) => denied)).toEqual([['kms:Decrypt'], []]);
});

test('a request under an earlier version of the policy that had no such grant says nothing of this one', () => {
  const policy = document({ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: TABLE });
  const earlier = { name: POLICY, document: document({ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }) };
  const asked = [request('dynamodb:GetItem', TABLE, { identity: ['earlier'] })];
  expect(table(recording(policy, asked, { earlier }))).toEqual([['dynamodb:GetItem', TABLE, [], []]]);
});

test('a request under an earlier version of the policy says what that was without the same grant', () => {
  const of = (action: string, resource: string, Condition?: object) => ({
    Effect: 'Allow',
    Action: action,
    Resource: resource,
    ...(Condition === undefined ? {} : { Condition }),
  });
  const onTable = of('dynamodb:GetItem', TABLE);
  const policy = document(of('s3:GetObject', `${BUCKET}/release-2`), onTable);
  const earlier = { name: POLICY, document: document(onTable, of('s3:GetObject', `${BUCKET}/release-1`)) };
  const asked = [
    request('dynamodb:GetItem', TABLE, { identity: ['earlier'] }),
    request('s3:GetObject', `${BUCKET}/release-1`, { identity: ['earlier'] }),
  ];
  expect(table(recording(policy, asked, { earlier }))).toEqual([
    ['s3:GetObject', `${BUCKET}/release-2`, [], []],
    ['dynamodb:GetItem', TABLE, ['dynamodb:GetItem'], ['good']],
  ]);
  const conditional = of('dynamodb:GetItem', TABLE, { Bool: { 'aws:SecureTransport': 'true' } });
  expect(table(recording(document(conditional), asked, { earlier }))).toEqual([['dynamodb:GetItem', TABLE, [], []]]);
});

test('a right to all but some actions is one grant', () => {
  const policy = document({ Effect: 'Allow', NotAction: 'iam:*', Resource: TABLE });
  expect(table(recording(policy, [request('dynamodb:GetItem', TABLE)]))).toEqual([
    ['all but iam:*', TABLE, ['dynamodb:GetItem'], ['good']],
  ]);
});
