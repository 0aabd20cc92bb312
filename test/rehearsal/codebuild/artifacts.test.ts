import { createHash } from 'node:crypto';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import yauzl from 'yauzl';
import { ZipFile } from 'yazl';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { type BuildLab, startLab } from './setup.ts';

// Real processes, on a machine that may be busy.
jest.setTimeout(60_000);

let lab: BuildLab;
let bucket: S3Client;
beforeAll(async () => {
  lab = await startLab([s3]);
  bucket = lab.local.client(S3Client);
  await bucket.send(new CreateBucketCommand({ Bucket: 'artifacts' }));
});
afterAll(() => lab.local.stop());

interface File {
  readonly name: string;
  readonly content: string;
  readonly mode?: number;
}

async function zip(files: readonly File[]): Promise<Buffer> {
  const archive = new ZipFile();
  for (const { name, content, mode = 0o100644 } of files) archive.addBuffer(Buffer.from(content), name, { mode });
  archive.end();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

const put = async (key: string, files: readonly File[]) => {
  await bucket.send(new PutObjectCommand({ Bucket: 'artifacts', Key: key, Body: await zip(files) }));
};

async function get(key: string): Promise<Buffer> {
  const { Body } = await bucket.send(new GetObjectCommand({ Bucket: 'artifacts', Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

async function namesIn(archive: Buffer): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of (await yauzl.fromBufferPromise(archive)).eachEntry()) names.push(entry.fileName);
  return names;
}

const BUILDSPEC = `
version: 0.2
env: { exported-variables: [MADE] }
phases:
  build:
    commands:
      - ./run.sh
      - cat "$CODEBUILD_SRC_DIR_Second/second.txt"
      - export MADE="$CODEBUILD_SOURCE_VERSION by $CODEBUILD_INITIATOR"
      - mkdir -p out/deep out/node_modules && echo 1 > out/a.txt && echo 2 > out/deep/.hidden && echo 3 > out/node_modules/x
artifacts:
  base-directory: out
  files: ['**/*']
  exclude-paths: ['node_modules/**/*']
  secondary-artifacts:
    Report: { files: ['out/deep/.hidden'], discard-paths: yes }
`;

test('what a pipeline asks for: sources from S3 in, artifacts to S3 out', async () => {
  await put('in/main.zip', [
    { name: 'buildspecs/build.yml', content: BUILDSPEC },
    { name: 'run.sh', content: '#!/bin/sh\necho ran-as-program\n', mode: 0o100755 },
  ]);
  await put('in/second.zip', [{ name: 'second.txt', content: 'from-the-second\n' }]);
  const projectName = await lab.createProject({
    source: { type: 'CODEPIPELINE', buildspec: 'buildspecs/build.yml' },
    artifacts: { type: 'CODEPIPELINE' },
  });
  await expect(lab.start({ projectName })).rejects.toMatchObject({ name: 'InvalidInputException' });
  const hyphened = [{ type: 'S3' as const, location: 'artifacts/in/second.zip', sourceIdentifier: 'e2e-assets' }];
  await expect(lab.start({ projectName, secondarySourcesOverride: hyphened })).rejects.toThrow(
    "'e2e-assets' is no identifier",
  );
  const request = {
    projectName,
    sourceTypeOverride: 'S3' as const,
    sourceLocationOverride: 'artifacts/in/main.zip',
    secondarySourcesOverride: [
      { type: 'S3' as const, location: 'artifacts/in/second.zip', sourceIdentifier: 'Second' },
    ],
    artifactsOverride: {
      type: 'S3' as const,
      location: 'artifacts',
      path: 'pipe/Out',
      name: 'abc1234',
      packaging: 'ZIP' as const,
      namespaceType: 'NONE' as const,
    },
    secondaryArtifactsOverride: [
      {
        type: 'S3' as const,
        location: 'artifacts',
        path: 'pipe/Report',
        name: 'def5678',
        packaging: 'ZIP' as const,
        artifactIdentifier: 'Report',
      },
    ],
    idempotencyToken: 'the-same',
  };
  const id = await lab.start(request);
  expect(await lab.start(request)).toBe(id);
  const build = await lab.finished(id);
  expect(build).toMatchObject({ buildStatus: 'SUCCEEDED' });
  expect(lab.text()).toContain('\nran-as-program\n');
  expect(lab.text()).toContain('\nfrom-the-second\n');
  expect(build.exportedEnvironmentVariables).toEqual([
    { name: 'MADE', value: 'arn:aws:s3:::artifacts/in/main.zip by developer' },
  ]);
  const archive = await get('pipe/Out/abc1234');
  expect(await namesIn(archive)).toEqual(['a.txt', 'deep/.hidden']);
  expect(build.artifacts).toMatchObject({
    location: 'arn:aws:s3:::artifacts/pipe/Out/abc1234',
    sha256sum: createHash('sha256').update(archive).digest('hex'),
  });
  expect(await namesIn(await get('pipe/Report/def5678'))).toEqual(['.hidden']);
  expect(await bucket.send(new HeadObjectCommand({ Bucket: 'artifacts', Key: 'pipe/Out/abc1234' }))).toMatchObject({
    ServerSideEncryption: 'aws:kms',
  });
});

test('artifacts that are not packed are put file by file under a name that the shell makes', async () => {
  const build = await lab.build(
    JSON.stringify({
      version: 0.2,
      phases: { build: { commands: ['touch x.txt y.txt', 'export VERSION=7'] } },
      artifacts: { files: ['*.txt'], name: 'v-$VERSION' },
    }),
    {
      artifacts: {
        type: 'S3',
        location: 'artifacts',
        path: 'plain',
        packaging: 'NONE',
        overrideArtifactName: true,
        encryptionDisabled: true,
      },
    },
  );
  expect(build.buildStatus).toBe('SUCCEEDED');
  const { Contents } = await bucket.send(new ListObjectsV2Command({ Bucket: 'artifacts', Prefix: 'plain/' }));
  expect(Contents?.map((object) => object.Key)).toEqual(['plain/v-7/x.txt', 'plain/v-7/y.txt']);
});

test.each([
  [{ files: ['nothing/*'] }, 'no matching artifact paths found'],
  [{ files: ['*'], 'base-directory': 'no-such' }, 'no matching base directory path found for no-such'],
])('artifacts that do not exist fail UPLOAD_ARTIFACTS: %j', async (artifacts, message) => {
  const buildspec = JSON.stringify({ version: 0.2, phases: {}, artifacts });
  const build = await lab.build(buildspec, { artifacts: { type: 'S3', location: 'artifacts', packaging: 'ZIP' } });
  expect(build.phases?.find((phase) => phase.phaseType === 'UPLOAD_ARTIFACTS')).toMatchObject({
    phaseStatus: 'FAILED',
    contexts: [{ statusCode: 'CLIENT_ERROR', message }],
  });
});

test.each([
  [
    'an entry outside',
    [{ name: 'aa/evil.txt', content: 'x' }],
    (archive: Buffer) => Buffer.from(archive.toString('latin1').replaceAll('aa/evil.txt', '../evil.txt'), 'latin1'),
  ],
  ['a link outside', [{ name: 'link', content: '../../../etc/passwd', mode: 0o120777 }], (archive: Buffer) => archive],
  ['no archive at all', [], () => Buffer.from('not a zip')],
])('a source with %s is refused', async (_what, files, change) => {
  await bucket.send(new PutObjectCommand({ Bucket: 'artifacts', Key: 'bad.zip', Body: change(await zip(files)) }));
  const projectName = await lab.createProject({ source: { type: 'S3', location: 'artifacts/bad.zip' } });
  const build = await lab.finished(await lab.start({ projectName }));
  expect(build.phases?.find((phase) => phase.phaseType === 'DOWNLOAD_SOURCE')).toMatchObject({
    phaseStatus: 'FAILED',
    contexts: [{ statusCode: 'CLIENT_ERROR' }],
  });
});

test('a cache in S3 comes back for the key that its files make', async () => {
  const buildspec = JSON.stringify({
    version: 0.2,
    phases: {
      build: { commands: ['cat kept/count || echo cold-start', 'mkdir -p kept', 'echo warm-start > kept/count'] },
    },
    cache: { key: 'k-$(echo a > lock; codebuild-hash-files lock)', paths: ['kept/**/*'] },
  });
  const projectName = await lab.createProject({
    source: { type: 'NO_SOURCE', buildspec },
    cache: { type: 'S3', location: 'artifacts/cache' },
  });
  await lab.finished(await lab.start({ projectName }));
  expect(lab.text()).toContain('\ncold-start\n');
  await lab.finished(await lab.start({ projectName }));
  expect(lab.text()).toContain('\nwarm-start\n');
});

test('a local cache is kept for the next build of the project, also after a failure', async () => {
  const commands = [
    'cat dir/count ~/.npm/n || echo cold-local',
    'mkdir -p dir ~/.npm',
    'echo warm-dir > dir/count; echo warm-home > ~/.npm/n',
    'false',
  ];
  const buildspec = JSON.stringify({
    version: 0.2,
    phases: { build: { commands } },
    cache: { paths: ['dir/**/*', '/root/.npm/**/*', '/var/elsewhere/**/*'] },
  });
  const cache = { type: 'LOCAL' as const, modes: ['LOCAL_CUSTOM_CACHE' as const] };
  const projectName = await lab.createProject({ source: { type: 'NO_SOURCE', buildspec }, cache });
  await lab.finished(await lab.start({ projectName }));
  expect(lab.text()).toContain('\ncold-local\n');
  expect(lab.text()).toContain('The path /var/elsewhere is outside of the build');
  await lab.finished(await lab.start({ projectName }));
  expect(lab.text()).toContain('\nwarm-dir\nwarm-home\n');
});
