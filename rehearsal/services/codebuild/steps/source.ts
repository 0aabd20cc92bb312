import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ProjectSource } from '@aws-sdk/client-codebuild';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { basicAuthorization } from '../../../kernel/basic-authorization.ts';
import { PhaseFailure } from '../errors.ts';
import type { Run } from '../run.ts';
import { extractZip } from '../zip.ts';

const run = promisify(execFile);

/**
 * Brings the primary source and the secondary ones into their folders.
 * @returns what CODEBUILD_RESOLVED_SOURCE_VERSION says, where the source has such a thing
 * @throws PhaseFailure, or the error of S3
 */
export async function downloadSources(of: Run): Promise<string | undefined> {
  const { settings } = of.build();
  const resolved = await download(of, settings.source, settings.sourceVersion, of.sourceFolder);
  for (const secondary of settings.secondarySources ?? []) {
    const identifier = secondary.sourceIdentifier ?? '';
    const version = settings.secondarySourceVersions?.find((one) => one.sourceIdentifier === identifier)?.sourceVersion;
    await download(of, secondary, version, of.secondaryFolder(identifier));
  }
  return resolved;
}

async function download(of: Run, source: ProjectSource | undefined, version: string | undefined, folder: string) {
  await mkdir(folder, { recursive: true });
  switch (source?.type) {
    case 'S3':
      return downloadObject(of, source.location ?? '', version, folder);
    case 'CODECOMMIT':
      return cloneRepository(of, source, version, folder);
    case 'NO_SOURCE':
      return undefined;
    default:
      throw new PhaseFailure('CLIENT_ERROR', `The rehearsal does not support source type ${source?.type}`);
  }
}

/** `bucket/key`, also with the ARN of the bucket. */
export function parseLocation(location: string): { bucket: string; key: string } {
  const [, bucket = location, key = ''] = /^(?:arn:[^:]+:s3:::)?([^/]+)\/?(.*)$/s.exec(location) ?? [];
  return { bucket, key };
}

async function downloadObject({ scope, keys }: Run, location: string, version: string | undefined, folder: string) {
  const s3 = scope.clients.withKeys(S3Client, keys, scope.region);
  const { bucket, key } = parseLocation(location);
  if (key === '' || key.endsWith('/')) {
    let token: string | undefined;
    do {
      const listed = await s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: key,
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      );
      for (const { Key: name = '' } of listed.Contents ?? []) {
        if (name.endsWith('/')) continue;
        const file = join(folder, name.slice(key.length));
        if (!file.startsWith(`${folder}/`))
          throw new PhaseFailure('CLIENT_ERROR', `The object ${name} is outside of the source`);
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, (await Body?.transformToByteArray()) ?? new Uint8Array());
      }
      token = listed.NextContinuationToken;
    } while (token !== undefined);
    return undefined;
  }
  const { Body, VersionId } = await s3.send(
    new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(version === undefined || version === '' ? {} : { VersionId: version }),
    }),
  );
  await extractZip(Buffer.from((await Body?.transformToByteArray()) ?? []), folder);
  return VersionId;
}

/** A clone through the endpoint, as the role; the remote keeps its name on AWS. */
async function cloneRepository(
  { scope, keys, signal }: Run,
  source: ProjectSource,
  version: string | undefined,
  folder: string,
) {
  const url = new URL(source.location ?? '');
  // Not on the command line, which every user of the machine can read.
  const settings = [
    [`url.${scope.endpoint}/.insteadOf`, `${url.origin}/`],
    ['http.extraHeader', `Host: ${url.host}`],
    ['http.extraHeader', `Authorization: ${basicAuthorization(keys)}`],
    ['http.proxy', ''],
  ];
  const environment = {
    PATH: process.env.PATH,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([name, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, name],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
    GIT_TERMINAL_PROMPT: '0',
  };
  const git = async (...rest: string[]) => (await run('git', rest, { env: environment, signal })).stdout.trim();
  if (version?.startsWith('-') === true)
    throw new PhaseFailure('CLIENT_ERROR', `reference not found for primary source and source version ${version}`);
  const depth = source.gitCloneDepth ?? 1;
  try {
    await git('clone', '--quiet', ...(depth > 0 && !version ? ['--depth', String(depth)] : []), url.href, folder);
    if (version) await git('-C', folder, 'checkout', '--quiet', version.replace(/^refs\/heads\//, ''));
    if (source.gitSubmodulesConfig?.fetchSubmodules)
      await git('-C', folder, 'submodule', 'update', '--init', '--recursive');
    return await git('-C', folder, 'rev-parse', 'HEAD');
  } catch (error) {
    if (signal.aborted || typeof error !== 'object' || error === null || !('stderr' in error)) throw error;
    throw new PhaseFailure(
      'CLIENT_ERROR',
      `${String(error.stderr).trim()} for primary source and source version ${version ?? ''}`,
    );
  }
}
