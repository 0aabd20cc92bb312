import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { GetAliasCommand, GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { bundle, bundleNames } from '../../../app/bundle.ts';
import { PASSPORT_PARAMETERS } from '../../../app/release/passport-parameters.ts';
import { PAYLOAD_TYPE, SIGNING_ALGORITHM, signedDigest } from '../../../hooks/pre-traffic/passport/contract.ts';
import { statementOf } from '../../../supply-chain/passport/statement.ts';
import type { Subject } from '../../../supply-chain/passport/subjects.ts';
import { ACCOUNT, REGION } from '../../helpers/rehearsal.ts';
import { type StageTemplate, type StudentsStage, startStudentsStage } from './students-stage.ts';

/*
 * The product's own stack, whose hooks demand a passport, run for real: KMS signs and verifies, Lambda reports the hash of the code. A
 * version without a passport that holds never gets traffic, and the log says why.
 */

const PIPELINE = `arn:aws:codepipeline:${REGION}:${ACCOUNT}:slipway`;
/** As the role boundary knows the pipeline's buckets. */
const BUCKET = 'slipwaypipeline-artifacts';
const OLD = 'a'.repeat(40);
const NEW = 'b'.repeat(40);
const FUNCTION = 'Beta-getStudentDetails';

let stage: StudentsStage;
let signingKey: string;
let bucketKey: string;
beforeAll(async () => {
  stage = await startStudentsStage({ demandsPassports: true });
  const kms = stage.local.client(KMSClient);
  signingKey = await newKey(kms, 'ECC_NIST_P256');
  bucketKey = await newKey(kms);
  await stage.local
    .client(S3Client)
    .send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } }));
}, 180_000);
afterAll(() => stage.local.stop());

async function newKey(kms: KMSClient, spec?: 'ECC_NIST_P256'): Promise<string> {
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand(spec === undefined ? {} : { KeySpec: spec, KeyUsage: 'SIGN_VERIFY' }),
  );
  return KeyMetadata?.Arn ?? '';
}

const keyOf = (commit: string) => `passports/slipway/${commit}.json`;
const parameters = (commit: string) => ({
  [PASSPORT_PARAMETERS.pipelineArn]: PIPELINE,
  [PASSPORT_PARAMETERS.commit]: commit,
  [PASSPORT_PARAMETERS.execution]: 'e-1',
  [PASSPORT_PARAMETERS.bucket]: BUCKET,
  [PASSPORT_PARAMETERS.object]: keyOf(commit),
  [PASSPORT_PARAMETERS.bucketKeyArn]: bucketKey,
  [PASSPORT_PARAMETERS.signingKeyArn]: signingKey,
});

const built: readonly Subject[] = bundleNames.map((name) => ({ name, sha256: bundle(name).archiveHash }));

/** A passport as the pipeline signs it. */
async function passport(commit: string, subjects: readonly Subject[], keyArn = signingKey): Promise<string> {
  const statement = statementOf({
    pipelineArn: PIPELINE,
    executionArn: `${PIPELINE}/e-1`,
    executionArns: [`${PIPELINE}/e-1`],
    repository: 'slipway',
    branch: 'main',
    commit,
    assemblySha256: '0'.repeat(64),
    subjects,
    reports: new Map(),
    approvals: [],
    signedAt: new Date(0),
  });
  const payload = Buffer.from(JSON.stringify(statement));
  const { Signature = new Uint8Array() } = await stage.local.client(KMSClient).send(
    new SignCommand({
      KeyId: keyArn,
      Message: signedDigest(PAYLOAD_TYPE, payload),
      MessageType: 'DIGEST',
      SigningAlgorithm: SIGNING_ALGORITHM,
    }),
  );
  return envelope(payload, Buffer.from(Signature).toString('base64'));
}
const envelope = (payload: Buffer, sig: string) =>
  JSON.stringify({ payloadType: PAYLOAD_TYPE, payload: payload.toString('base64'), signatures: [{ sig }] });

async function put(commit: string, text: string): Promise<void> {
  await stage.local.client(S3Client).send(new PutObjectCommand({ Bucket: BUCKET, Key: keyOf(commit), Body: text }));
}

const aliasVersion = async () =>
  (await stage.local.client(LambdaClient).send(new GetAliasCommand({ FunctionName: FUNCTION, Name: 'live' })))
    .FunctionVersion;

/** What the hook has logged of its verdicts, the oldest first. @param to who asked: CodeDeploy or CloudFormation */
async function verdicts(to: 'deploymentId' | 'requestType'): Promise<readonly string[]> {
  const { events = [] } = await stage.local.client(CloudWatchLogsClient).send(
    new FilterLogEventsCommand({
      logGroupName: `/aws/lambda/${FUNCTION}-pre-traffic`,
      filterPattern: `verdict ${to}`,
    }),
  );
  return events.map(({ message }) => message ?? '');
}

let template: StageTemplate;
let next: readonly Subject[];

test('a stack whose first versions were built of the released commit is created, and Lambda reports the hash that was built', async () => {
  await put(OLD, await passport(OLD, built));
  expect(await stage.deploy('create', stage.template(), parameters(OLD))).toBe('CREATE_COMPLETE');
  expect((await verdicts('requestType')).join('\n')).toContain(
    `its code is get-student-details, built of commit ${OLD}`,
  );
  const { CodeSha256 = '' } = await stage.local
    .client(LambdaClient)
    .send(new GetFunctionConfigurationCommand({ FunctionName: FUNCTION, Qualifier: '1' }));
  expect(Buffer.from(CodeSha256, 'base64').toString('hex')).toBe(bundle('get-student-details').archiveHash);
  template = await stage.withNewVersion((code) => `${code}\n// next\n`);
  const sha256 = await stage.nextVersionHash();
  next = built.map((one) => (one.name === 'get-student-details' ? { ...one, sha256 } : one));
}, 180_000);

describe('a later version gets no traffic, and the log says why, where', () => {
  test.each<[what: string, show: () => Promise<void>, reason: () => string]>([
    ['the commit has no passport', async () => undefined, () => `passport: commit ${NEW} has none`],
    [
      'its code is another than the one that was built: somebody has exchanged it',
      async () => put(NEW, await passport(NEW, built)),
      () => `is none of the ${built.length} that were built of commit ${NEW}`,
    ],
    [
      'its code was built for another function of the release',
      async () =>
        put(NEW, await passport(NEW, [...built, { name: 'pre-traffic', sha256: await stage.nextVersionHash() }])),
      () => "the version's code is pre-traffic, and get-student-details is what was built for this function",
    ],
    [
      'the passport is that of another commit, shown again',
      async () => put(NEW, await passport(OLD, next)),
      () => `it is of commit ${OLD}, and commit ${NEW} is released`,
    ],
    [
      'the passport was changed after it was signed',
      async () => {
        const { payload, signatures } = JSON.parse(await passport(NEW, built));
        const statement = JSON.parse(Buffer.from(payload, 'base64').toString());
        statement.subject = next.map(({ name, sha256 }) => ({ name, digest: { sha256 } }));
        await put(NEW, envelope(Buffer.from(JSON.stringify(statement)), signatures[0].sig));
      },
      () => 'no signature of s3://slipwaypipeline-artifacts/',
    ],
    [
      'the passport is signed with another key',
      async () => put(NEW, await passport(NEW, next, await newKey(stage.local.client(KMSClient), 'ECC_NIST_P256'))),
      () => 'no signature of s3://slipwaypipeline-artifacts/',
    ],
  ])(
    '%s',
    async (_, show, reason) => {
      await show();
      expect(await stage.deploy('update', structuredClone(template), parameters(NEW))).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect((await stage.events()).join('\n')).toContain('HOOK_EXECUTION_FAILURE');
      expect(await aliasVersion()).toBe('1');
      expect((await verdicts('deploymentId')).at(-1)).toContain(reason());
    },
    180_000,
  );
});

test('nor does its own code, once somebody has had something loaded before it', async () => {
  await put(NEW, await passport(NEW, next));
  const loading = structuredClone(template);
  for (const [id, { Type, Properties }] of Object.entries(loading.Resources)) {
    if (Type !== 'AWS::Lambda::Function' || !id.startsWith('GetStudentDetailsHandler')) continue;
    const Environment = z.object({ Variables: z.record(z.string(), z.unknown()) }).parse(Properties.Environment);
    Properties.Environment = { Variables: { ...Environment.Variables, NODE_OPTIONS: '--throw-deprecation' } };
  }
  expect(await stage.deploy('update', loading, parameters(NEW))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await aliasVersion()).toBe('1');
  expect((await verdicts('deploymentId')).at(-1)).toContain(
    "the version's code is get-student-details, but its variables are not those of the release: NODE_OPTIONS",
  );
}, 180_000);

test('it gets traffic once the passport of the commit names its code', async () => {
  await put(NEW, await passport(NEW, next));
  expect(await stage.deploy('update', template, parameters(NEW))).toBe('UPDATE_COMPLETE');
  expect(await aliasVersion()).not.toBe('1');
  expect((await verdicts('deploymentId')).at(-1)).toContain(`its code is get-student-details, built of commit ${NEW}`);
}, 180_000);
