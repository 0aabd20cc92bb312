/**
 * Puts the security report of a release, with what has changed since the last one, where its approvals link to.
 *
 *   node publish-report.cjs <name of the artifact with the cloud assembly>
 *
 * The last release it takes from the pipeline's history, and what was found in it from its cloud assembly, which is kept
 * as an artifact.
 *
 * Environment: PIPELINE_NAME, EXECUTION_ID, REPORT_BUCKET, REPORT_PREFIX and CODEBUILD_SRC_DIR_<artifact>.
 */
import { readdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { REPORT_FORMS } from '../../policies/report/forms.ts';
import { readArtifactFiles } from '../changes/artifact.ts';
import { commitOf, type History, readHistory } from '../changes/history.ts';
import { required } from '../required.ts';
import { type Before, comparedReport, isOfReport } from './compared-report.ts';
import { lastRelease } from './last-release.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.sarif': 'application/sarif+json',
};

async function ownFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(folder, { recursive: true })).filter(isOfReport);
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(path.join(folder, file), 'utf8')] as const)),
  );
}

async function readBefore(s3: S3Client, history: History, executionId: string, assembly: string): Promise<Before> {
  const last = lastRelease(history, executionId, assembly);
  if (last === undefined) return { none: 'Compared with nothing: no release has succeeded before this one' };
  const files = await readArtifactFiles(s3, last.place, isOfReport);
  if (files === undefined)
    return { none: `Compared with nothing: the cloud assembly of execution ${last.executionId} is no longer kept` };
  return { files };
}

async function main(assembly = ''): Promise<void> {
  if (assembly === '') throw new Error('usage: publish-report.cjs <artifact>');
  const executionId = required('EXECUTION_ID');
  const bucket = required('REPORT_BUCKET');
  const s3 = new S3Client();
  const history = await readHistory(
    new CodePipelineClient(),
    required('PIPELINE_NAME'),
    (soFar) => lastRelease(soFar, executionId, assembly) !== undefined,
  );
  const [own, before] = await Promise.all([
    ownFiles(required(`CODEBUILD_SRC_DIR_${assembly}`)),
    readBefore(s3, history, executionId, assembly),
  ]);
  const report = comparedReport(own, before, new Date().toISOString().slice(0, 'yyyy-mm-dd'.length));
  const commit = commitOf(history, executionId);
  if (commit === undefined) throw new Error(`the pipeline's history has no commit of the execution '${executionId}'`);
  const prefix = `${required('REPORT_PREFIX')}${commit}/`;
  await Promise.all(
    Object.entries(REPORT_FORMS).map(([file, render]) =>
      s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: `${prefix}${file}`,
          Body: render(report, assembly),
          ContentType: TYPES[path.extname(file)] ?? 'application/octet-stream',
        }),
      ),
    ),
  );
  console.log(
    `s3://${bucket}/${prefix}: ${report.totals.open} open findings. ${report.notCompared ?? `Compared with ${report.changes?.against}`}`,
  );
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
