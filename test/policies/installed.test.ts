import { existsSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { LedgerEntry } from '../../policies/ledger-entry.ts';
import { installPolicies } from '../../policies/validate.ts';
import { readVerdict } from './real-app.ts';

const today = new Date('2026-11-24T12:00:00Z');
const POLICY = 'Stack/Role/DefaultPolicy/Resource';
const OBJECTS = 'AwsSolutions::AwsSolutions-IAM5[Resource::arn:aws:s3:::a-bucket/*]';
const entry: LedgerEntry = {
  name: 'objects-without-names',
  covers: [{ ids: [OBJECTS], paths: [POLICY] }],
  reason: 'The objects of this bucket have no names that are known before.',
  owner: 'Somebody',
  expires: '2027-06-30',
  evidence: 'https://example.com/objects',
};
/** The same entry for other findings. */
const covering = (name: string, ids: readonly string[], path = POLICY): LedgerEntry => ({
  ...entry,
  name,
  covers: [{ ids, paths: [path] }],
});
const inline = covering(
  'inline',
  ['NIST.800.53.R5::NIST.800.53.R5', 'PCI.DSS.321::PCI.DSS.321', 'HIPAA.Security::HIPAA.Security'].map(
    (pack) => `${pack}-IAMNoInlinePolicy`,
  ),
);
const star = covering('star', ['Serverless::Serverless-LambdaStarPermissions']);

/** An app with one role, that may do one thing. */
function appWith(statement: Partial<iam.PolicyStatementProps>, ledger: readonly LedgerEntry[]) {
  const app = new cdk.App({
    builtinCloudFormationValidation: false,
    // A failed validation is thrown together with its report.
    context: { '@aws-cdk/core:appMode': 'inmemory' },
  });
  installPolicies(app, { today, ledger });
  const stack = new cdk.Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const role = new iam.Role(stack, 'Role', {
    assumedBy: new iam.AccountRootPrincipal(),
    permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(
      stack,
      'Boundary',
      'cdk-hnb659fds-role-boundary-111122223333-eu-west-1',
    ),
  });
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['s3:GetObject'],
      resources: ['arn:aws:s3:::a-bucket/an-object'],
      ...statement,
    }),
  );
  return { app, stack, role };
}
const objects = { resources: ['arn:aws:s3:::a-bucket/*'] };

describe('a finding that is not acknowledged', () => {
  const { app } = appWith({ actions: ['*'], resources: ['*'] }, [inline]);
  const synth = () => app.synth({ force: true });

  test('fails the synthesis with rule, construct path, statement and what to do', () => {
    expect(synth).toThrow('Slipway::no-wildcard-action[Action::*]');
    expect(synth).toThrow(POLICY);
    expect(synth).toThrow('{"Action":"*","Effect":"Allow","Resource":"*"}');
    expect(synth).toThrow('Write out the actions that the code calls.');
    expect(synth).toThrow('AwsSolutions-IAM5[Action::*]');
  });

  test('stands in the evidence without acknowledgement', () => {
    expect(synth).toThrow();
    const { findings } = readVerdict(app).evidence;
    expect(findings).toContainEqual({
      id: 'Slipway::no-wildcard-action[Action::*]',
      path: POLICY,
      detail: expect.stringContaining("The action '*'"),
    });
  });
});

describe('the ledger', () => {
  test('lets exactly what it names pass, and leaves a trail in the report', () => {
    const { app } = appWith(objects, [entry, inline]);
    app.synth();
    const { evidence, reports } = readVerdict(app);
    expect(evidence.findings).toHaveLength(4);
    expect(evidence.findings).toContainEqual({
      id: OBJECTS,
      path: POLICY,
      acknowledged: {
        entry: 'objects-without-names',
        reason: entry.reason,
        owner: 'Somebody',
        expires: '2027-06-30',
        evidence: 'https://example.com/objects',
      },
    });
    expect(JSON.stringify(reports.map((report) => report.suppressedViolations))).toContain(entry.reason);
  });

  test('may be applied twice: a forced synthesis judges anew', () => {
    const { app } = appWith(objects, [entry, inline]);
    app.synth();
    app.synth({ force: true });
    expect(readVerdict(app).evidence.findings).toHaveLength(4);
  });

  test.each<[string, LedgerEntry, string]>([
    ['expired', { ...entry, expires: '2026-11-23' }, 'expired on 2026-11-23'],
    ['without a reason', { ...entry, reason: '' }, 'reason is ""'],
    ['of no finding', covering('none', ['AwsSolutions::AwsSolutions-S1']), 'acknowledges nothing'],
    ['without evidence', { ...entry, evidence: 'somewhere' }, 'evidence is "somewhere"'],
    ['for a whole stack', covering('broad', [OBJECTS], 'Stack'), `name the resource itself: '${POLICY}'`],
  ])('fails the synthesis where an entry is %s', (_, wrong, message) => {
    const { app } = appWith(objects, [wrong, inline]);
    expect(() => app.synth()).toThrow(message);
  });

  test('is the only place to acknowledge anything', () => {
    const { app, role } = appWith(objects, [entry, inline]);
    cdk.Validations.of(role).acknowledge({ id: 'AwsSolutions-S1', reason: 'hidden' });
    expect(() => app.synth()).toThrow("acknowledged in the code of 'Stack/Role': move it to policies/ledger.ts");
  });

  test('cannot be switched off by acknowledging its own findings', () => {
    const { app, role } = appWith(objects, [star, entry, inline]);
    cdk.Validations.of(app).acknowledge({ id: 'Ledger::unused', reason: 'hidden' });
    cdk.Validations.of(role).acknowledge({ id: 'Ledger::outsideTheLedger', reason: 'hidden' });
    expect(() => app.synth()).toThrow('acknowledges nothing');
  });
});

test('a rule judges each case of the conditions, and knows the account that a stack is deployed to', () => {
  const { app, stack } = appWith({}, []);
  new sqs.CfnQueue(stack, 'Queue', {
    kmsMasterKeyId: cdk.Fn.conditionIf('Encrypts', 'alias/ours', cdk.Aws.NO_VALUE).toString(),
  });
  const delegating = (account: string) => {
    const actions = ['kms:*'];
    const principals = [new iam.AccountPrincipal(account)];
    return new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({ actions, resources: ['*'], principals })],
    });
  };
  new kms.CfnKey(stack, 'Own', { keyPolicy: delegating('111122223333') });
  new kms.CfnKey(stack, 'Foreign', { keyPolicy: delegating('999999999999') });
  expect(() => app.synth()).toThrow();
  const found = readVerdict(app).evidence.findings.map(({ id, path: at }) => `${at} ${id}`);
  expect(found).toContain('Stack/Queue Slipway::customer-managed-key[KmsMasterKeyId]');
  expect(found).toContain('Stack/Foreign Slipway::no-wildcard-action[Action::kms:*]');
  expect(found).not.toContain('Stack/Own Slipway::no-wildcard-action[Action::kms:*]');
});

test('the evidence of an earlier synthesis is removed before the next one', () => {
  const outdir = appWith({}, []).app.outdir;
  const file = path.join(outdir, 'policy-evidence.json');
  writeFileSync(file, '{}');
  installPolicies(new cdk.App({ outdir }), { today });
  expect(existsSync(file)).toBe(false);
});
