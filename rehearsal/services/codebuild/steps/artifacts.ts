import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { BuildArtifacts, ProjectArtifacts } from '@aws-sdk/client-codebuild';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Buildspec, BuildspecArtifact } from '../buildspec/schema.ts';
import { PhaseFailure } from '../errors.ts';
import { findBaseFolder, findFiles } from '../glob.ts';
import { expand, type OpenRun } from '../run.ts';
import { type Packed, packZip } from '../zip.ts';

/**
 * Uploads what the buildspec names, as the project's artifacts say.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts
 * @throws PhaseFailure `CLIENT_ERROR` when nothing matches, or the error of S3
 */
export async function uploadArtifacts(run: OpenRun, spec: Buildspec['artifacts']): Promise<void> {
  const { settings } = run.build();
  const primary = settings.artifacts;
  if (primary?.type === 'S3') {
    const { files, ...rest } = spec ?? {};
    if (files === undefined) throw new PhaseFailure('CLIENT_ERROR', 'no artifacts are defined in the buildspec');
    run.change({ artifacts: await upload(run, primary, { ...rest, files }) });
  }
  const secondaryArtifacts: BuildArtifacts[] = [];
  for (const secondary of settings.secondaryArtifacts ?? []) {
    const identifier = secondary.artifactIdentifier ?? '';
    const named = spec?.['secondary-artifacts']?.[identifier];
    if (named === undefined)
      throw new PhaseFailure('CLIENT_ERROR', `no secondary artifacts named ${identifier} are defined in the buildspec`);
    if (secondary.type !== 'S3') continue;
    secondaryArtifacts.push({ artifactIdentifier: identifier, ...(await upload(run, secondary, named)) });
    run.change({ secondaryArtifacts });
  }
}

/** The files of an artifact, by their names in it. */
export async function collect(run: OpenRun, spec: BuildspecArtifact): Promise<Packed[]> {
  const baseName = spec['base-directory'] ?? '.';
  run.note(`Expanding base directory path: ${baseName}`);
  const base = await findBaseFolder(run.sourceFolder, baseName);
  if (base === undefined)
    throw new PhaseFailure('CLIENT_ERROR', `no matching base directory path found for ${baseName}`);
  run.note('Assembling file list');
  const found = await findFiles(base, spec.files, {
    within: run.scratch.root,
    exclude: spec['exclude-paths'] ?? [],
    keepSymbolicLinks: spec['enable-symlinks'] === true,
  });
  if (found.length === 0) throw new PhaseFailure('CLIENT_ERROR', 'no matching artifact paths found');
  run.note(`Found ${found.length} file(s)`);
  return found.map(({ path, absolute, ...rest }) => ({
    ...rest,
    // A file from elsewhere in the scratch folder is put at the root of the artifact.
    name: spec['discard-paths'] === true || path.startsWith('../') ? basename(path) : path,
    file: absolute,
  }));
}

async function upload(run: OpenRun, target: ProjectArtifacts, spec: BuildspecArtifact): Promise<BuildArtifacts> {
  const { scope, keys } = run;
  const { encryptionKey, uuid, projectName } = { ...run.build(), ...run.build().settings };
  const files = await collect(run, spec);
  const ownName =
    spec.name !== undefined && target.overrideArtifactName === true ? await expand(run, spec.name) : undefined;
  const name = ownName ?? target.name ?? projectName;
  const namespace = target.namespaceType === 'BUILD_ID' ? uuid : '';
  const prefix = namespace === '' ? '' : (spec['s3-prefix'] ?? '');
  const key = [prefix, target.path ?? '', namespace, name]
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/');
  const bucket = target.location ?? '';
  const s3 = scope.clients.withKeys(S3Client, keys, scope.region);
  const put = (objectKey: string, body: Buffer) =>
    s3.send(
      new PutObjectCommand({
        Bucket: bucket.replace(/^arn:[^:]+:s3:::/, ''),
        Key: objectKey,
        Body: body,
        ...(target.encryptionDisabled === true ? {} : encryptionWith(encryptionKey)),
      }),
    );
  const described = {
    location: `arn:aws:s3:::${bucket.replace(/^arn:[^:]+:s3:::/, '')}/${key}`,
    overrideArtifactName: target.overrideArtifactName ?? false,
    encryptionDisabled: target.encryptionDisabled ?? false,
  };
  if (target.packaging !== 'ZIP') {
    for (const file of files) await put(key === '' ? file.name : `${key}/${file.name}`, await readFile(file.file));
    return described;
  }
  const archive = await packZip(files);
  await put(key, archive);
  return {
    ...described,
    sha256sum: createHash('sha256').update(archive).digest('hex'),
    md5sum: createHash('md5').update(archive).digest('hex'),
  };
}

/** CodeBuild encrypts with the project's key; the default one is S3's own, which needs no name. */
function encryptionWith(key: string): { ServerSideEncryption: 'aws:kms'; SSEKMSKeyId?: string } {
  return key.endsWith(':alias/aws/s3')
    ? { ServerSideEncryption: 'aws:kms' }
    : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key };
}
