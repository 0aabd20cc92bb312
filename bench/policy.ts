import { readFileSync } from 'node:fs';
import { compileDocument } from '../rehearsal/policy/compile.ts';
import { type ConditionKeys, conditionKeys } from '../rehearsal/policy/condition.ts';
import { parsePolicy } from '../rehearsal/policy/document.ts';
import { type AuthorizationRequest, evaluate, type PoliciesInForce } from '../rehearsal/policy/evaluate.ts';
import { median, tableLines } from './table.ts';

/*
 * Microseconds for one decision, with compiled policies: `node bench/policy.ts`. The limit is 50: enforcement then takes
 * no measurable part of a rehearsal. Exits with 1 where it is exceeded.
 */
const LIMIT_MICROSECONDS = 50;
const ACCOUNT = '111122223333';
const EVALUATIONS = 20_000;
const ROUNDS = 7;

const policy = (name: string, statements: readonly object[]) =>
  compileDocument(name, parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements })));

const bucket = 'arn:aws:s3:::artifacts';
const key = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const secure = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [bucket, `${bucket}/*`] };
const bucketPolicy = policy(bucket, [
  { ...secure, Condition: { Bool: { 'aws:SecureTransport': false } } },
  {
    ...secure,
    Action: 's3:PutObject',
    Condition: { StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption-aws-kms-key-id': key } },
  },
]);
/** `count` statements about other things, as a deployment role has them; all of them about the action that is asked for. */
const others = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    Effect: 'Allow',
    Action: [`lambda:Get${i}`, `lambda:Create${i}`, `cloudformation:Describe${i}*`, 's3:Get*'],
    Resource: [
      `${bucket}/green-${i}/*`,
      `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f${i}`,
      `arn:aws:lambda:*:${ACCOUNT}:function:f${i}:*`,
    ],
    Condition: { StringEquals: { 'aws:PrincipalTag/team': `team-${i}` } },
  }));
const read = {
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:GetObjectVersion'],
  Resource: `${bucket}/\${aws:PrincipalTag/team}/*`,
  Condition: { StringEquals: { 'aws:ResourceAccount': ACCOUNT }, Bool: { 'aws:SecureTransport': 'true' } },
};

const principal: AuthorizationRequest['principal'] = {
  kind: 'assumedRole',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/build/run`,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/build`,
  id: 'AROA:run',
};
const keys: ConditionKeys = conditionKeys({
  'aws:SecureTransport': 'true',
  'aws:PrincipalTag/team': 'blue',
  'aws:ResourceAccount': ACCOUNT,
  'aws:RequestedRegion': 'eu-west-1',
  'aws:CurrentTime': '2026-01-05T00:00:00Z',
});
const request: AuthorizationRequest = {
  principal,
  action: 's3:GetObject',
  resource: `${bucket}/blue/2026/source.zip`,
  resourceAccount: ACCOUNT,
  keys,
};
const resource = { policy: bucketPolicy, type: 'resource-based', required: false } as const;

const cases: readonly (readonly [name: string, policies: PoliciesInForce])[] = [
  ['one statement', { identity: [policy('role', [read])] }],
  ['20 statements, bucket policy', { identity: [policy('role', [...others(19), read])], resource }],
  ['100 statements, bucket policy', { identity: [policy('role', [...others(99), read])], resource }],
  [
    'every type of policy, 100 statements',
    {
      identity: [policy('role', [...others(99), read])],
      boundary: policy('boundary', [...others(20), { Effect: 'Allow', Action: 's3:*', Resource: '*' }]),
      session: [policy('session', [{ Effect: 'Allow', Action: '*', Resource: '*' }])],
      serviceControl: [[policy('root', [...others(10), { Effect: 'Allow', Action: '*', Resource: '*' }])]],
      resource,
    },
  ],
  ['denied for want of an Allow, 100 statements', { identity: [policy('role', others(100))], resource }],
];

function microseconds(policies: PoliciesInForce): number {
  const start = process.cpuUsage(); // of the processor, so that what else the machine does has no part in it
  for (let i = 0; i < EVALUATIONS; i++) evaluate(request, policies);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / EVALUATIONS;
}

const cpu = /^model name\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown processor';
const rows = cases.map(([name, policies]) => {
  const rounds = Array.from({ length: ROUNDS }, () => microseconds(policies)).slice(1); // the first one warms up
  return { name, decision: evaluate(request, policies), median: median(rounds), worst: Math.max(...rounds) };
});
process.stdout.write(`${cpu}, Node ${process.version}, ${EVALUATIONS} evaluations a round\n`);
for (const line of tableLines(
  ['policies', 'allowed', 'median us', 'worst us'],
  rows.map((row) => [row.name, String(row.decision.allowed), row.median.toFixed(2), row.worst.toFixed(2)]),
))
  process.stdout.write(`${line}\n`);
process.exitCode = rows.every((row) => row.median < LIMIT_MICROSECONDS) ? 0 : 1;
