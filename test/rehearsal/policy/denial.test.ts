import { expect, test } from '@jest/globals';
import { denialMessage } from '../../../rehearsal/policy/denial.ts';
import { ACCOUNT, type Asked, allow, decide, deny, service, session } from './decide.ts';

const WORKER = `arn:aws:sts::${ACCOUNT}:assumed-role/worker/work`;
const GET = `User: ${WORKER} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::data/report.csv"`;
const put = { Action: 's3:PutObject' };
const everybody = { Principal: '*' };

/* https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const rows: readonly (readonly [Asked, string])[] = [
  [{}, 'because no identity-based policy allows the s3:GetObject action'],
  [{ identity: [deny()] }, 'with an explicit deny in an identity-based policy'],
  [{ identity: [allow()], boundary: [allow(put)] }, 'because no permissions boundary allows the s3:GetObject action'],
  [
    { identity: [allow()], boundary: [deny()] },
    `with an explicit deny in a permissions boundary: arn:aws:iam::${ACCOUNT}:policy/boundary`,
  ],
  [{ identity: [allow()], session: [allow(put)] }, 'because no session policy allows the s3:GetObject action'],
  [{ identity: [allow()], session: [deny()] }, 'with an explicit deny in a session policy'],
  [
    { identity: [allow()], organisation: [[allow(put)]] },
    'because no service control policy allows the s3:GetObject action',
  ],
  [{ identity: [allow()], organisation: [[deny()]] }, 'with an explicit deny in a service control policy'],
  [{ identity: [allow()], bucket: [deny(everybody)] }, 'with an explicit deny in a resource-based policy'],
  [{ identity: [allow()], key: [] }, 'because no resource-based policy allows the s3:GetObject action'],
  [{ identity: [allow()], trust: [] }, 'because no role trust policy allows the s3:GetObject action'],
  [{ trust: [deny(everybody)] }, 'with an explicit deny in the role trust policy'],
];
test.each(rows)('%j: %s', (asked, reason) => {
  const request = { principal: session('worker'), action: 's3:GetObject', resource: 'arn:aws:s3:::data/report.csv' };
  expect(denialMessage(request, decide(asked))).toBe(`${GET} ${reason}`);
});

test('a service is named by its name', () => {
  const principal = service('events.amazonaws.com');
  const request = { principal, action: 'sns:Publish', resource: 'arn:aws:sns:eu-west-1:1:t' };
  expect(denialMessage(request, decide({ as: principal, ...request }))).toBe(
    'User: events.amazonaws.com is not authorized to perform: sns:Publish on resource: arn:aws:sns:eu-west-1:1:t because no resource-based policy allows the sns:Publish action',
  );
});
