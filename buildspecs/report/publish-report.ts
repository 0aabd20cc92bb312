/**
 * Puts the security report of a build where the approval of the release links to.
 *
 *   node buildspecs/report/publish-report.ts <folder of the report>
 *
 * Environment: REPORT_BUCKET, REPORT_PREFIX and CODEBUILD_RESOLVED_SOURCE_VERSION, the commit that is built.
 */
import { readdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.sarif': 'application/sarif+json',
};

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is '${value ?? ''}'; the build's project sets it`);
  return value;
}

async function main(folder = ''): Promise<void> {
  if (folder === '') throw new Error('usage: publish-report.ts <folder>');
  const s3 = new S3Client();
  const bucket = required('REPORT_BUCKET');
  const prefix = `${required('REPORT_PREFIX')}${required('CODEBUILD_RESOLVED_SOURCE_VERSION')}/`;
  const files = await readdir(folder);
  await Promise.all(
    files.map(async (file) =>
      s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: `${prefix}${file}`,
          Body: await readFile(path.join(folder, file)),
          ContentType: TYPES[path.extname(file)] ?? 'application/octet-stream',
        }),
      ),
    ),
  );
  console.log(`${files.length} files in s3://${bucket}/${prefix}`);
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
