import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Build } from '@aws-sdk/client-codebuild';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { REGION } from '../../helpers/rehearsal.ts';
import { type BuildLab, phasesOf, startLab } from './setup.ts';

// Real processes, on a machine that may be busy.
jest.setTimeout(60_000);

/*
 * A buildspec that names what is not the build's: the rehearsal itself reads buildspecs, moves caches and collects artifacts,
 * with the rights of whoever runs it, and no sandbox around it.
 */

let lab: BuildLab;
let client: S3Client;
beforeAll(async () => {
  lab = await startLab([s3]);
  client = lab.local.client(S3Client);
  const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
  for (const Bucket of ['source', 'artifacts'])
    await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
});
afterAll(() => lab.local.stop());

/** Somebody's folder on the machine. */
let outside: string;
beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'outside-'));
  mkdirSync(join(outside, 'keys'));
  writeFileSync(join(outside, 'keys', 'secret'), 'of somebody');
  writeFileSync(join(outside, 'buildspec.yml'), 'version: 0.2\nphases: { build: { commands: [echo taken] } }\n');
  lab.lines.length = 0;
});
const isUntouched = () => {
  expect(readdirSync(outside).sort()).toEqual(['buildspec.yml', 'keys']);
  expect(readFileSync(join(outside, 'keys', 'secret'), 'utf8')).toBe('of somebody');
};

/** From the folder of the source to the folder outside, however deep that is. */
const climb = () => `${'../'.repeat(20)}${relative('/', outside)}`;
const phaseOf = (build: Build, type: string) => build.phases?.find(({ phaseType }) => phaseType === type);
const keys = async (Bucket: string) =>
  (await client.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key);

describe('a buildspec is not read', () => {
  beforeAll(async () => {
    await client.send(new PutObjectCommand({ Bucket: 'source', Key: 'tree/folder/file', Body: 'x' }));
  });
  test.each([
    ['by a path that climbs out', () => `${climb()}/buildspec.yml`, /is outside of the build's folders/],
    ['by an absolute path', () => `${outside}/buildspec.yml`, /is outside of the build's folders/],
    ['where it is a folder', () => 'folder', /is a directory/],
    ['below a file', () => 'folder/file/buildspec.yml', /not a directory/],
    ['where there is none', () => 'other.yml', /no such file/],
  ])('%s', async (_how, path, why) => {
    const projectName = await lab.createProject({
      source: { type: 'S3', location: 'source/tree/', buildspec: path() },
    });
    const build = await lab.finished(await lab.start({ projectName }));
    expect(phaseOf(build, 'DOWNLOAD_SOURCE')).toMatchObject({
      phaseStatus: 'FAILED',
      contexts: [{ statusCode: 'YAML_FILE_ERROR', message: expect.stringMatching(why) }],
    });
    expect(lab.text()).not.toContain('taken');
    isUntouched();
  });
});

test('an object whose key climbs is not written outside of the source', async () => {
  // S3 takes such a key where it does not climb out of the bucket; below the prefix of a source it does.
  const Key = `climbing/${'../'.repeat(1)}planted`;
  await client.send(new PutObjectCommand({ Bucket: 'source', Key, Body: 'x' }));
  const projectName = await lab.createProject({
    source: { type: 'S3', location: 'source/climbing/', buildspec: 'version: 0.2\nphases: {}\n' },
  });
  const build = await lab.finished(await lab.start({ projectName }));
  expect(phaseOf(build, 'DOWNLOAD_SOURCE')?.contexts?.[0]?.message).toBe(`The object ${Key} is outside of the source`);
});

const cache = { type: 'LOCAL' as const, modes: ['LOCAL_CUSTOM_CACHE' as const] };
const cached = (paths: string[], ...commands: string[]) =>
  JSON.stringify({ version: 0.2, phases: { build: { commands } }, cache: { paths } });

describe('a local cache takes nothing', () => {
  test.each([
    ['by a path that climbs out', () => `${climb()}/keys/**/*`],
    ['by an absolute path', () => `${outside}/keys/**/*`],
    ['by a path from the home folder', () => `~/${climb()}/keys/**/*`],
    ['by a path from /root', () => `/root/${climb()}/keys/**/*`],
  ])('%s', async (_how, path) => {
    const source = { type: 'NO_SOURCE' as const, buildspec: cached([path()], 'true') };
    const projectName = await lab.createProject({ source, cache });
    const build = await lab.finished(await lab.start({ projectName }));
    expect(phasesOf(build)).toContain('COMPLETED');
    expect(lab.text()).toContain("is outside of the build's folders: it is not cached");
    isUntouched();
  });

  test('through a link that the build makes', async () => {
    const buildspec = cached(['link/keys/**/*', 'link/**/*'], `ln -s ${outside} link`);
    const projectName = await lab.createProject({ source: { type: 'NO_SOURCE', buildspec }, cache });
    await lab.finished(await lab.start({ projectName }));
    expect(lab.text()).toContain("The path link/keys leads out of the build's folders: it is not cached");
    isUntouched();
  });
});

test('a local cache is not put back outside of the build', async () => {
  await client.send(new PutObjectCommand({ Bucket: 'source', Key: 'linked/a', Body: 'x' }));
  const projectName = await lab.createProject({
    source: { type: 'NO_SOURCE', buildspec: cached(['kept/**/*'], 'mkdir -p kept', 'echo x > kept/a') },
    cache,
  });
  await lab.finished(await lab.start({ projectName }));
  const elsewhere = `${climb()}/kept/**/*`;
  const again = await lab.start({ projectName, buildspecOverride: cached([elsewhere], 'true') });
  await lab.finished(again);
  expect(existsSync(join(outside, 'kept'))).toBe(false);
  isUntouched();
});

describe('an artifact holds nothing', () => {
  const artifacts = { type: 'S3' as const, location: 'artifacts', packaging: 'NONE' as const, name: 'out' };
  test.each<[string, (folder: string) => object, string[]]>([
    ['by a base directory that climbs out', () => ({ 'base-directory': `${climb()}/keys`, files: '**/*' }), []],
    ['by an absolute base directory', () => ({ 'base-directory': `${outside}/keys`, files: '**/*' }), []],
    ['by a file that climbs out', () => ({ files: `${climb()}/keys/secret` }), []],
    ['by an absolute file', () => ({ files: `${outside}/keys/secret` }), []],
    ['through a link to a file', () => ({ files: '**/*' }), ['ln -s "$OUTSIDE/keys/secret" link']],
    ['through a link to a folder', () => ({ files: 'link/*' }), ['ln -s "$OUTSIDE/keys" link']],
    [
      'through a base directory that is a link',
      () => ({ 'base-directory': 'link', files: '*' }),
      ['ln -s "$OUTSIDE/keys" link'],
    ],
  ])('%s', async (_how, spec, commands) => {
    const [own] = [{ ...spec(outside) }] as [{ files: string }];
    const buildspec = JSON.stringify({
      version: 0.2,
      env: { variables: { OUTSIDE: outside } },
      phases: { build: { commands: ['true', ...commands] } },
      artifacts: { ...own, files: [own.files] },
    });
    const build = await lab.build(buildspec, { source: { type: 'NO_SOURCE', buildspec }, artifacts });
    expect(phaseOf(build, 'UPLOAD_ARTIFACTS')).toMatchObject({
      phaseStatus: 'FAILED',
      contexts: [{ statusCode: 'CLIENT_ERROR', message: expect.stringContaining("the build's folders") }],
    });
    expect(await keys('artifacts')).toBeUndefined();
    isUntouched();
  });

  test('of a report either: that is told, and the build goes on', async () => {
    const buildspec = JSON.stringify({
      version: 0.2,
      phases: { build: { commands: ['true'] } },
      reports: { unit: { 'file-format': 'JUNITXML', 'base-directory': `${outside}/keys`, files: ['secret'] } },
    });
    const build = await lab.build(buildspec);
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(lab.text()).toMatch(/\[unit: \[secret is outside of the build's folders\]\]/);
  });
});
