// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so
import { expect, test } from '@jest/globals';
import { compileDocument } from '../../../rehearsal/policy/compile.ts';
import { conditionKeys } from '../../../rehearsal/policy/condition.ts';
import { evaluate } from '../../../rehearsal/policy/evaluate.ts';
import { ACCOUNT, allow, decide, document, OTHER, service, session, user } from './decide.ts';

/* https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html and the pages beside it */

const actions = [
  ['s3:GetObject', true],
  ['S3:getobject', true],
  ['s3:Get*', true],
  ['s3:*', true],
  ['*', true],
  ['*:GetObject', true],
  ['s3:GetObjec?', true],
  ['s3:Get', false],
  ['s3:GetObjectTagging', false],
  ['s3:PutObject', false],
  ['s3-object-lambda:GetObject', false],
  ['s3:????????', false],
] as const;
test.each(actions)('Action %j covers s3:GetObject: %j', (Action, covers) => {
  expect(decide({ identity: [allow({ Action })] }).allowed).toBe(covers);
});

const notActions = [
  ['s3:GetObject', false],
  ['s3:Get*', false],
  ['iam:*', true],
  [['iam:*', 's3:GetObject'], false],
  [['iam:*', 'kms:*'], true],
] as const;
test.each(notActions)('NotAction %j covers s3:GetObject: %j', (NotAction, covers) => {
  expect(decide({ identity: [allow({ NotAction })] }).allowed).toBe(covers);
});

const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:students';
const resources = [
  ['arn:aws:s3:::data/report.csv', 'arn:aws:s3:::data/report.csv', true],
  ['arn:aws:s3:::data/report.csv', 'arn:aws:s3:::data/*', true],
  ['arn:aws:s3:::data/2026/01/report.csv', 'arn:aws:s3:::data/*', true],
  ['arn:aws:s3:::data/report.csv', 'arn:aws:s3:::*', true],
  ['arn:aws:s3:::data/report.csv', 'arn:aws:s3:::data', false],
  ['arn:aws:s3:::data', 'arn:aws:s3:::data/*', false],
  ['arn:aws:s3:::data/Report.csv', 'arn:aws:s3:::data/report.csv', false],
  ['arn:aws:s3:::data-old/report.csv', 'arn:aws:s3:::data/*', false],
  ['arn:aws:s3:::data/report1.csv', 'arn:aws:s3:::data/report?.csv', true],
  ['arn:aws:s3:::data/report12.csv', 'arn:aws:s3:::data/report?.csv', false],
  [`${FUNCTION}:live`, `${FUNCTION}:*`, true],
  [`${FUNCTION}:live`, FUNCTION, false],
  [FUNCTION, `${FUNCTION}:*`, false],
  [FUNCTION, 'arn:aws:lambda:*:111122223333:function:students', true],
  [FUNCTION, 'arn:aws:lambda:*:function:students', false],
  [FUNCTION, 'arn:aws:lambda:*', true],
  [FUNCTION, 'arn:aws:lambda', false],
  [FUNCTION, 'arn:aws:dynamodb:*', false],
  [FUNCTION, '*', true],
  ['*', '*', true],
  ['*', FUNCTION, false],
  ['arn:aws:s3:::data/a:b', 'arn:aws:s3:::data/*', true],
  ['arn:aws:s3:::data/(1).csv', 'arn:aws:s3:::data/(1).csv', true],
  ['arn:aws:s3:::data/1.csv', 'arn:aws:s3:::data/(1).csv', false],
] as const;
test.each(resources)('%s, Resource %j: %j', (resource, pattern, covers) => {
  expect(decide({ resource, identity: [allow({ Resource: pattern })] }).allowed).toBe(covers);
  expect(decide({ resource, identity: [allow({ NotResource: pattern })] }).allowed).toBe(!covers);
});

const filled = [
  ['arn:aws:s3:::home/${aws:username}/*', 'arn:aws:s3:::home/ana/notes', true],
  ['arn:aws:s3:::home/${aws:username}/*', 'arn:aws:s3:::home/bob/notes', false],
  ['arn:aws:s3:::home/${aws:userid}/*', 'arn:aws:s3:::home//notes', false],
  ["arn:aws:s3:::home/${aws:userid, 'nobody'}/*", 'arn:aws:s3:::home/nobody/notes', true],
  ['arn:aws:s3:::home/a${*}', 'arn:aws:s3:::home/a*', true],
  ['arn:aws:s3:::home/a${*}', 'arn:aws:s3:::home/ab', false],
] as const;
test.each(filled)('Resource %j of %s: %j', (Resource, resource, covers) => {
  expect(decide({ resource, identity: [allow({ Resource })], keys: { 'aws:username': 'ana' } }).allowed).toBe(covers);
});

test('a document of version 2008-10-17 has no variables', () => {
  const resource = 'arn:aws:s3:::home/${aws:username}';
  const old = compileDocument('old', document([allow({ Resource: resource })], '2008-10-17'));
  const ask = (asked: string) =>
    evaluate(
      {
        principal: user('ana'),
        action: 's3:GetObject',
        resource: asked,
        resourceAccount: ACCOUNT,
        keys: conditionKeys({ 'aws:username': 'ana' }),
      },
      { identity: [old] },
    ).allowed;
  expect(ask('arn:aws:s3:::home/ana')).toBe(false);
  expect(ask(resource)).toBe(true);
});

/* Principals of a bucket's policy; the caller has no policies of its own. */
const ANA = user('ana');
const WORKER = session('worker');
const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/worker/work`;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const EVENTS = service('events.amazonaws.com');
const principals = [
  [ANA, { Principal: { AWS: ANA.arn } }, true],
  [ANA, { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/bob` } }, false],
  [ANA, { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/*` } }, false],
  [ANA, { Principal: '*' }, true],
  [ANA, { Principal: { AWS: '*' } }, true],
  [ANA, { Principal: { AWS: ROOT } }, false],
  [ANA, { Principal: { AWS: ACCOUNT } }, false],
  [ANA, { Principal: { Service: 'events.amazonaws.com' } }, false],
  [WORKER, { Principal: { AWS: ROLE } }, true],
  [WORKER, { Principal: { AWS: SESSION } }, true],
  [WORKER, { Principal: { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/other` } }, false],
  [WORKER, { Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:role/other`, ROLE] } }, true],
  [WORKER, { Principal: '*' }, true],
  [WORKER, { Principal: { AWS: ROOT } }, false],
  [WORKER, { Principal: { AWS: OTHER } }, false],
  [WORKER, { NotPrincipal: { AWS: ROLE } }, false],
  [WORKER, { NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:role/other` } }, true],
  [EVENTS, { Principal: { Service: 'events.amazonaws.com' } }, true],
  [EVENTS, { Principal: { Service: ['sns.amazonaws.com', 'events.amazonaws.com'] } }, true],
  [EVENTS, { Principal: { Service: 'sns.amazonaws.com' } }, false],
  [EVENTS, { Principal: { AWS: ROOT } }, false],
  [EVENTS, { Principal: '*' }, true],
] as const;
test.each(principals)('%j under %j: %j', (as, element, covers) => {
  expect(decide({ as, bucket: [allow(element)] }).allowed).toBe(covers);
});

/* A Deny with NotPrincipal, beside an identity policy that allows everything. */
const exempt = [
  ['the user and its account', ANA, [ANA.arn, ROOT], true],
  ['the user without its account', ANA, [ANA.arn], false],
  ['only the account', ANA, [ROOT], false],
  ['session, role and account', WORKER, [SESSION, ROLE, ROOT], true],
  ['role and account, not the session', WORKER, [ROLE, ROOT], false],
  ['somebody else', WORKER, [ANA.arn, ROOT], false],
] as const;
test.each(exempt)('NotPrincipal of a Deny lists %s', (_, as, AWS, spared) => {
  const bucket = [allow({ Effect: 'Deny', NotPrincipal: { AWS } })];
  expect(decide({ as, identity: [allow()], bucket }).allowed).toBe(spared);
});
test('a Deny with NotPrincipal concerns whoever has a permissions boundary', () => {
  const bucket = [allow({ Effect: 'Deny', NotPrincipal: { AWS: [ANA.arn, ROOT] } })];
  expect(decide({ as: ANA, identity: [allow()], boundary: [allow()], bucket })).toMatchObject({
    allowed: false,
    explicit: true,
    decidedBy: 'resource-based',
  });
});
