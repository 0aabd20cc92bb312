import { readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { assumeRole } from '../../kernel/assume-role.ts';
import { removeFolder } from '../../kernel/remove-folder.ts';
import type { Scope } from '../../kernel/service.ts';
import { createScratch } from '../../runtimes/build/environment.ts';
import { endOrphans } from '../../runtimes/build/process-group.ts';
import { hiddenOf, sandbox } from '../../runtimes/build/sandbox.ts';
import { openShell } from '../../runtimes/build/shell-session.ts';
import { buildProjectArn, builds, findBuild } from './build.ts';
import { checkRuntimes, parseBuildspec } from './buildspec/parse.ts';
import type { Buildspec } from './buildspec/schema.ts';
import { PhaseFailure } from './errors.ts';
import { Interruption } from './interruption.ts';
import { type BuildLog, openLog } from './log.ts';
import { checkLogRights } from './log-rights.ts';
import { isSucceeding, type Outcome, type PhaseType } from './machine.ts';
import { isWithin } from './own-folders.ts';
import { advance } from './progress.ts';
import { isInlineBuildspec } from './project.ts';
import type { OpenRun, Run } from './run.ts';
import { retireFolder } from './spent-folders.ts';
import { uploadArtifacts } from './steps/artifacts.ts';
import { type Cache, installHashFiles, restoreCache } from './steps/cache.ts';
import { buildEnvironment } from './steps/environment.ts';
import { checkUser, runPhase } from './steps/phases.ts';
import { publishReports } from './steps/reports.ts';
import { downloadSources, parseLocation } from './steps/source.ts';
import { resolveVariables } from './steps/variables.ts';

const SUCCEEDED: Outcome = { status: 'SUCCEEDED' };

/**
 * Runs a queued build to its end. The clock is held: a build is work, so its duration is the time it really takes.
 * When the endpoint ends meanwhile the stored state stays as it is, and the next endpoint runs the build again.
 * @param controller aborted with an `Interruption` to stop the build
 */
export async function runBuild(scope: Scope, id: string, controller: AbortController): Promise<void> {
  const release = scope.clock.hold();
  const build = findBuild(scope, id);
  const log = openLog(scope, build);
  const root = join(scope.store.folder('builds'), build.uuid);
  const cancelTimeout = scope.clock.at(scope.clock.now() + build.settings.timeoutInMinutes * 60_000, () =>
    controller.abort(new Interruption('TIMED_OUT')),
  );
  let session: OpenRun['session'] | undefined;
  const perform = phasePerformer(scope, id, log);
  try {
    advance(scope, id, SUCCEEDED); // QUEUED
    const run = await perform('PROVISIONING', async () => {
      await clearEarlierRun(scope, id, root, log);
      return { outcome: SUCCEEDED, value: await provision(scope, id, root, log, controller.signal) };
    });
    const ready =
      run &&
      (await perform('DOWNLOAD_SOURCE', async () => {
        const prepared = await prepare(run, log);
        session = prepared.run.session;
        return { outcome: SUCCEEDED, value: prepared };
      }));
    if (ready !== undefined) await runPhases(ready, perform);
    await perform('FINALIZING', async () => {
      await session?.close();
      await ready?.cache.save(isSucceeding(findBuild(scope, id).progress));
      return { outcome: SUCCEEDED, value: undefined };
    });
  } catch (error) {
    if (!(error instanceof EndpointEnding)) throw error;
  } finally {
    cancelTimeout();
    await session?.close();
    log.flush();
    release();
  }
  if (!scope.shutdown.aborted) retireFolder(scope, root);
}

class EndpointEnding extends Error {}

type Perform = <T>(type: PhaseType, work: () => Promise<{ outcome: Outcome; value: T }>) => Promise<T | undefined>;

/**
 * Runs the work of a phase if the build is in that phase, and ends the phase with what came out of it.
 * The value is undefined when the phase was skipped or its work threw.
 */
function phasePerformer(scope: Scope, id: string, log: BuildLog): Perform {
  return async (type, work) => {
    if (findBuild(scope, id).progress.currentPhase !== type) return undefined;
    log.note(`Entering phase ${type}`);
    let outcome: Outcome;
    let value: Awaited<ReturnType<typeof work>>['value'] | undefined;
    try {
      ({ outcome, value } = await work());
    } catch (error) {
      if (scope.shutdown.aborted) throw new EndpointEnding();
      outcome = outcomeOf(error);
      if (outcome.status === 'FAULT') scope.report(error, `build ${id}, ${type}`);
    }
    if (scope.shutdown.aborted) throw new EndpointEnding();
    log.note(`Phase complete: ${type} State: ${outcome.status}`);
    log.note(
      `Phase context status code: ${outcome.context?.statusCode ?? ''} Message: ${outcome.context?.message ?? ''}`,
    );
    log.flush();
    advance(scope, id, outcome);
    return value;
  };
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof PhaseFailure) {
    return { status: 'FAILED', context: { statusCode: error.statusCode, message: error.message } };
  }
  if (error instanceof Interruption)
    return error.status === 'STOPPED'
      ? { status: 'STOPPED' }
      : { status: 'TIMED_OUT', context: { statusCode: 'BUILD_TIMED_OUT', message: 'Build has timed out. ' } };
  // What another service answers to the project's role is the build's own failure.
  if (error instanceof Error && '$metadata' in error)
    return { status: 'FAILED', context: { statusCode: 'CLIENT_ERROR', message: `${error.name}: ${error.message}` } };
  return { status: 'FAULT', context: { statusCode: 'INTERNAL_SERVICE_ERROR', message: String(error) } };
}

/** What a run of a killed endpoint left: its processes and its folder. */
async function clearEarlierRun(scope: Scope, id: string, root: string, log: BuildLog): Promise<void> {
  const build = findBuild(scope, id);
  if (build.attempts > 0) {
    log.note('The rehearsal ended while this build ran: it runs again from its source');
    if (build.processGroup !== undefined && endOrphans(build.processGroup, `CODEBUILD_BUILD_ID=${id}`))
      log.note('Ended the processes that the earlier run left');
    await removeFolder(root);
  }
  const { processGroup: _, ...rest } = build;
  builds(scope).put(id, { ...rest, attempts: build.attempts + 1 });
}

async function provision(scope: Scope, id: string, root: string, log: BuildLog, stopping: AbortSignal): Promise<Run> {
  const build = findBuild(scope, id);
  const { serviceRole = '', environment } = build.settings;
  const keys = await assumeRole(scope, {
    roleArn: serviceRole,
    sessionName: `AWSCodeBuild-${build.uuid}`,
    service: 'codebuild.amazonaws.com',
    sourceArn: buildProjectArn(build, scope),
  });
  checkLogRights(scope, build, keys);
  log.open();
  log.note(`The image ${environment?.image} is not pulled: this machine's shell stands in for it`);
  return {
    scope,
    id,
    build: () => findBuild(scope, id),
    change: (change) => builds(scope).put(id, { ...findBuild(scope, id), ...change }),
    scratch: createScratch(root),
    sourceFolder: join(root, 'src'),
    secondaryFolder: (identifier) => join(root, 'secondary', identifier),
    keys,
    signal: AbortSignal.any([stopping, scope.shutdown]),
    note: log.note,
  };
}

interface Prepared {
  readonly run: OpenRun;
  readonly spec: Buildspec;
  readonly cache: Cache;
}

async function prepare(run: Run, log: BuildLog): Promise<Prepared> {
  const resolvedSourceVersion = await downloadSources(run);
  if (resolvedSourceVersion !== undefined) run.change({ resolvedSourceVersion });
  run.signal.throwIfAborted();
  log.note(`CODEBUILD_SRC_DIR=${run.sourceFolder}`);
  const spec = parseBuildspec(await readBuildspec(run));
  checkRuntimes(spec.phases.install?.['runtime-versions'] ?? {}, process.versions.node);
  checkUser(spec, userInfo().username);
  log.note('Processing environment variables');
  const { variables, secrets } = await resolveVariables(run, spec.env);
  log.hide(secrets);
  await installHashFiles(run.scratch.bin);
  const environment = buildEnvironment(run, variables);
  if (spec.env?.['git-credential-helper'] === true) await writeGitConfiguration(run);
  const isolation = await sandbox();
  log.note(isolation.description);
  const session = openShell({
    shell: spec.env?.shell ?? '/bin/sh',
    controlFolder: run.scratch.control,
    workingFolder: run.sourceFolder,
    environment,
    wrapper: isolation.wrapper({ writable: [run.scratch.root], hidden: hiddenOf(run.scope.store, process.execPath) }),
    onOutput: log.output,
    onProcessGroup: (processGroup) => run.change({ processGroup }),
  });
  const open: OpenRun = { ...run, session };
  return { run: open, spec, cache: await restoreCache(open, spec.cache) };
}

/** Git asks this for the role's keys when a repository of CodeCommit wants a sign-in. */
async function writeGitConfiguration({ scratch }: Run): Promise<void> {
  const helper =
    '!f() { test \\"$1\\" = get && echo username=$AWS_ACCESS_KEY_ID%$AWS_SESSION_TOKEN && echo password=$AWS_SECRET_ACCESS_KEY; }; f';
  await writeFile(join(scratch.home, '.gitconfig'), `[credential]\n\thelper = "${helper}"\n\tuseHttpPath = true\n`);
}

/** Why a buildspec cannot be read, by the code of the system. */
const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EISDIR: 'is a directory',
};

async function readBuildspec(run: Run): Promise<string> {
  const named = run.build().settings.source?.buildspec;
  if (named !== undefined && isInlineBuildspec(named)) return named;
  if (named?.startsWith('arn:')) {
    const s3 = run.scope.clients.withKeys(S3Client, run.keys, run.scope.region);
    const { bucket, key } = parseLocation(named);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToString()) ?? '';
  }
  const file = resolve(run.sourceFolder, named === undefined || named === '' ? 'buildspec.yml' : named);
  run.note(`YAML location is ${file}`);
  if (!(await isWithin(run.scratch.root, file)))
    throw new PhaseFailure('YAML_FILE_ERROR', `The buildspec ${named} is outside of the build's folders`);
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = UNREADABLE[error.code ?? ''];
    if (why === undefined) throw error;
    throw new PhaseFailure('YAML_FILE_ERROR', `stat ${file}: ${why}`);
  });
}

const COMMAND_PHASES = [
  ['INSTALL', 'install'],
  ['PRE_BUILD', 'pre_build'],
  ['BUILD', 'build'],
  ['POST_BUILD', 'post_build'],
] as const;

async function runPhases({ run, spec }: Prepared, perform: Perform): Promise<void> {
  for (const [type, name] of COMMAND_PHASES) {
    await perform(type, async () => {
      if (!isSucceeding(run.build().progress)) await run.session.run('export CODEBUILD_BUILD_SUCCEEDING=0', run.signal);
      return { outcome: await runPhase(run, name, spec.phases[name]), value: undefined };
    });
  }
  await perform('UPLOAD_ARTIFACTS', async () => {
    const environment = await run.session.environment();
    const exported = (spec.env?.['exported-variables'] ?? []).flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [{ name, value }];
    });
    run.change({ exportedVariables: exported });
    await publishReports(run, spec.reports);
    await uploadArtifacts(run, spec.artifacts);
    return { outcome: SUCCEEDED, value: undefined };
  });
}
