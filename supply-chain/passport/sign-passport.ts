/**
 * Signs the passport of a release, and puts it where the hooks of the stages read it.
 *
 *   node sign-passport.cjs <name of the artifact with the cloud assembly>
 *
 * Environment: CODEBUILD_SRC_DIR_<artifact>, PIPELINE_NAME, PIPELINE_ARN, REPOSITORY, BRANCH, COMMIT, EXECUTION_ID, ASSEMBLY_SHA256 (the
 * buildspec has held the folder against it), SIGNING_KEY_ARN, PASSPORT_BUCKET and PASSPORT_KEY.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { BILL_FILES } from '../../buildspecs/changes/bill-files.ts';
import { readHistory, releasesOf } from '../../buildspecs/changes/history.ts';
import { required } from '../../buildspecs/required.ts';
import { PAYLOAD_TYPE, SIGNING_ALGORITHM, signedDigest } from '../../hooks/pre-traffic/passport/contract.ts';
import { approvalsOf, saysAllApprovals } from './approvals.ts';
import { filesOf, sha256Of } from './files.ts';
import { statementOf } from './statement.ts';
import { describedSubjects, subjectOf } from './subjects.ts';

/** Archives of functions, bills of materials, and what the build reports of itself. */
const ARCHIVE = /(^|\/)asset\.[0-9a-f]+\.zip$/;
const REPORT = /^(sbom|reports)\/|^(validation-report|policy-evidence)\.json$/;

async function main(artifact = ''): Promise<void> {
  if (artifact === '') throw new Error('usage: sign-passport.cjs <artifact>');
  const directory = required(`CODEBUILD_SRC_DIR_${artifact}`);
  const files = await filesOf(directory);
  const read = (file: string) => readFile(path.join(directory, file));
  const digests = async (pattern: RegExp) => {
    const found = files.filter((file) => pattern.test(file));
    return new Map(await Promise.all(found.map(async (file) => [file, sha256Of(await read(file))] as const)));
  };
  const bills = await Promise.all(
    files.filter((file) => BILL_FILES.test(file)).map(async (file) => subjectOf((await read(file)).toString('utf8'))),
  );
  const subjects = describedSubjects(
    await digests(ARCHIVE),
    bills.flatMap((one) => one ?? []),
  );
  const executionId = required('EXECUTION_ID');
  const commit = required('COMMIT');
  const history = await readHistory(new CodePipelineClient(), required('PIPELINE_NAME'), (soFar) =>
    saysAllApprovals(soFar, commit),
  );
  const statement = statementOf({
    pipelineArn: required('PIPELINE_ARN'),
    executionArn: `${required('PIPELINE_ARN')}/${executionId}`,
    executionArns: releasesOf(history, commit).map((id) => `${required('PIPELINE_ARN')}/${id}`),
    repository: required('REPOSITORY'),
    branch: required('BRANCH'),
    commit,
    assemblySha256: required('ASSEMBLY_SHA256'),
    subjects,
    reports: await digests(REPORT),
    approvals: approvalsOf(history, commit),
    signedAt: new Date(),
  });
  const payload = Buffer.from(JSON.stringify(statement));
  const keyid = required('SIGNING_KEY_ARN');
  const { Signature = new Uint8Array() } = await new KMSClient().send(
    new SignCommand({
      KeyId: keyid,
      Message: signedDigest(PAYLOAD_TYPE, payload),
      MessageType: 'DIGEST',
      SigningAlgorithm: SIGNING_ALGORITHM,
    }),
  );
  const envelope = {
    payloadType: PAYLOAD_TYPE,
    payload: payload.toString('base64'),
    signatures: [{ keyid, sig: Buffer.from(Signature).toString('base64') }],
  };
  const place = { Bucket: required('PASSPORT_BUCKET'), Key: required('PASSPORT_KEY') };
  await new S3Client().send(
    new PutObjectCommand({
      ...place,
      Body: JSON.stringify(envelope),
      ContentType: 'application/vnd.dsse.envelope+json',
    }),
  );
  console.log(`s3://${place.Bucket}/${place.Key}: commit ${commit}, signed with ${keyid}`);
  for (const { name, sha256 } of subjects) console.log(`  ${sha256}  ${name}`);
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
