import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import picomatch from 'picomatch';
import type { Buildspec } from '../buildspec/schema.ts';
import { findFiles } from '../glob.ts';
import { isWithin } from '../own-folders.ts';
import { expand, type OpenRun } from '../run.ts';
import { extractZip, packZip } from '../zip.ts';
import { parseLocation } from './source.ts';

type CacheSpec = NonNullable<Buildspec['cache']>;

export interface Cache {
  /** After the commands: keeps what the buildspec names for the next build. */
  save(succeeded: boolean): Promise<void>;
}

const NO_CACHE: Cache = { save: async () => undefined };

/**
 * Brings the cached paths into place. LOCAL custom caches are moved in and out, not copied; a second build of the project
 * at the same time starts without.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-caching.html
 */
export async function restoreCache(run: OpenRun, spec: CacheSpec | undefined): Promise<Cache> {
  const { cache } = run.build().settings;
  if (spec?.paths === undefined || spec.paths.length === 0) return NO_CACHE;
  const key = spec.key === undefined ? 'default' : await expand(run, spec.key);
  const fallbacks = await Promise.all((spec['fallback-keys'] ?? []).map((text) => expand(run, text)));
  const may = { restore: spec.action !== 'save', save: spec.action !== 'restore' };
  if (cache?.type === 'S3') return s3Cache(run, spec.paths, key, fallbacks, may);
  if (cache?.type === 'LOCAL' && cache.modes?.includes('LOCAL_CUSTOM_CACHE') === true)
    return localCache(run, spec.paths, key, fallbacks, may);
  return NO_CACHE;
}

/**
 * Where a path of the buildspec is on this machine: relative to the source, or in the home folder, which in CodeBuild's
 * images is /root. Undefined, with a line in the log, for what is outside of the build's own folders.
 */
async function locate({ sourceFolder, scratch, note }: OpenRun, path: string): Promise<string | undefined> {
  const home = /^(?:~|\$HOME|\/root)(?:\/(.*))?$/s.exec(path);
  const located = home === null ? resolve(sourceFolder, path) : join(scratch.home, home[1] ?? '');
  if (located !== scratch.root && (await isWithin(scratch.root, located))) return located;
  note(`The path ${path} is outside of the build's folders: it is not cached`);
  return undefined;
}

interface May {
  readonly restore: boolean;
  readonly save: boolean;
}

async function localCache(run: OpenRun, paths: readonly string[], key: string, fallbacks: readonly string[], may: May) {
  const project = join(
    run.scope.store.folder('build-cache'),
    run.scope.account,
    run.scope.region,
    run.build().projectName,
  );
  await mkdir(project, { recursive: true });
  const folders: { path: string; target: string }[] = [];
  for (const path of new Set(paths.map((one) => picomatch.scan(one).base))) {
    const target = await locate(run, path);
    if (target !== undefined) folders.push({ path, target });
  }
  const mine = join(project, encodeURIComponent(key));
  const known = await readdir(project);
  const found = [
    encodeURIComponent(key),
    ...fallbacks.map((text) => known.find((name) => name.startsWith(encodeURIComponent(text)))),
  ].find((name) => name !== undefined && known.includes(name));
  for (const { path, target } of folders) {
    const kept = found === undefined ? undefined : join(project, found, encodeURIComponent(path));
    if (!may.restore || kept === undefined || !existsSync(kept)) continue;
    if (existsSync(target)) {
      run.note(`The source has a ${path} of its own: the cached one is not used`);
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    await rename(kept, target);
    run.note(`Restored ${path} from the local cache`);
  }
  return {
    save: async () => {
      if (!may.save) return;
      await mkdir(mine, { recursive: true });
      for (const { path, target } of folders) {
        if ((await lstat(target).catch(missing))?.isDirectory() !== true) continue;
        // By now the build may have put a link on the way.
        if (!(await isWithin(run.scratch.root, target))) {
          run.note(`The path ${path} leads out of the build's folders: it is not cached`);
          continue;
        }
        const place = join(mine, encodeURIComponent(path));
        const old = await mkdtemp(join(run.scratch.temporary, 'old-cache-'));
        if (existsSync(place)) await rename(place, join(old, 'cache'));
        await rename(target, place);
      }
    },
  };
}

async function s3Cache(run: OpenRun, paths: readonly string[], key: string, fallbacks: readonly string[], may: May) {
  const { scope, keys, scratch } = run;
  const { cache } = run.build().settings;
  const s3 = scope.clients.withKeys(S3Client, keys, scope.region);
  const { bucket, key: prefix } = parseLocation(cache?.location ?? '');
  const objectKey = (name: string) =>
    [prefix, cache?.cacheNamespace ?? '', encodeURIComponent(name)].filter((part) => part !== '').join('/');
  const find = async (name: string, exact: boolean): Promise<string | undefined> => {
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: objectKey(name) }));
    return listed.Contents?.map((object) => object.Key).find((found) => !exact || found === objectKey(name));
  };
  if (may.restore) {
    let found = await find(key, true);
    for (const fallback of fallbacks) found ??= await find(fallback, false);
    if (found !== undefined) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: found }));
      await extractZip(Buffer.from((await Body?.transformToByteArray()) ?? []), run.scratch.root);
      run.note(`Restored the cache from s3://${bucket}/${found}`);
    }
  }
  return {
    // Not documented by AWS: a failed build is taken to leave the cache in S3 as it was.
    save: async (succeeded: boolean) => {
      if (!may.save || !succeeded) return;
      const located = (await Promise.all(paths.map((path) => locate(run, path)))).flatMap((path) => path ?? []);
      const files = await findFiles(scratch.root, located, { within: scratch.root, keepSymbolicLinks: true });
      const archive = await packZip(
        files.map(({ path, absolute, ...rest }) => ({ ...rest, name: path, file: absolute })),
      );
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: objectKey(key), Body: archive }));
    },
  };
}

/** The program `codebuild-hash-files` that a cache key may call: SHA-256 over the files that match the patterns. */
const HASH_FILES = `#!/usr/bin/env node
const { createHash } = require('node:crypto');
const { globSync, readFileSync, statSync } = require('node:fs');
const hash = createHash('sha256');
for (const file of globSync(process.argv.slice(2)).sort()) if (statSync(file).isFile()) hash.update(readFileSync(file));
process.stdout.write(hash.digest('hex'));
`;

export async function installHashFiles(bin: string): Promise<void> {
  await writeFile(join(bin, 'codebuild-hash-files'), HASH_FILES, { mode: 0o755 });
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
