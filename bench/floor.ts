import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { createScratch, machineEnvironment } from '../rehearsal/runtimes/build/environment.ts';
import { CommandFailed, runCommand } from '../rehearsal/session/command.ts';

/* The floor of a release: the commands of its own buildspecs, run directly, without any pipeline around them. */

export interface Timed {
  readonly name: string;
  readonly wallMs: number;
}

const phase = z.object({ commands: z.array(z.string()) }).optional();
const buildSpec = z.object({ phases: z.object({ install: phase, build: phase }) });

function commandsOf(file: string, phases: readonly ('install' | 'build')[]): string[] {
  const spec = buildSpec.parse(parse(readFileSync(file, 'utf8')));
  return phases.flatMap((name) => spec.phases[name]?.commands ?? []);
}

/** What the rehearsal's builds see of this machine, without the rehearsal. */
function bareEnvironment(folder: string): NodeJS.ProcessEnv {
  const {
    AWS_ENDPOINT_URL: _,
    HTTPS_PROXY: _upper,
    https_proxy: _lower,
    ...rest
  } = machineEnvironment(createScratch(join(folder, 'scratch')), {
    endpoint: '',
    certificateAuthorityFile: '',
    caller: process.env,
  });
  const proxies = ['HTTPS_PROXY', 'https_proxy'].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return {
    ...rest,
    ...Object.fromEntries(proxies),
    // As in a build: reports are written, and the synthesis is for the account that is given.
    CODEBUILD_BUILD_ID: 'bench:1',
    CDK_DEFAULT_ACCOUNT: '111122223333',
    CDK_DEFAULT_REGION: 'eu-west-1',
  };
}

/** Everything but `.cache`, which is what a build's own cache keeps, is new in each build. */
function newSource(source: string, folder: string): void {
  for (const made of ['node_modules', 'cdk.out', 'dist', 'reports'])
    rmSync(join(folder, made), { recursive: true, force: true });
  cpSync(source, folder, { recursive: true, filter: (path) => !path.endsWith('/.git') });
}

/** A command that fails ends the benchmark with what it said: there is no floor of a release that does not build. */
function endOnFailure(error: unknown): never {
  if (!(error instanceof CommandFailed)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

/**
 * Runs what a release of `source` runs by itself: the build's install, checks and synth, and the installation of the
 * locked tools for the two projects that use them.
 * @param source the files of a commit
 * @param folder where it is done; what an earlier run there left in npm's cache is used, as a build's cache would be
 */
export async function runFloor(source: string, folder: string): Promise<Timed[]> {
  const work = join(folder, 'source');
  rmSync(join(folder, 'scratch'), { recursive: true, force: true });
  const env = bareEnvironment(folder);
  const timed: Timed[] = [];
  const time = async (name: string, command: string, cwd: string) => {
    const startMs = performance.now();
    await runCommand('bash', ['-e', '-c', command], { cwd, env }).catch(endOnFailure);
    timed.push({ name, wallMs: performance.now() - startMs });
  };
  newSource(source, work);
  for (const command of commandsOf(join(source, 'buildspecs', 'build.yml'), ['install', 'build']))
    await time(command, command, work);
  for (const project of ['update-pipeline', 'publish-assets']) {
    const tools = join(folder, project);
    newSource(join(source, 'buildspecs', 'tools'), tools);
    for (const command of commandsOf(join(source, 'buildspecs', `${project}.yml`), ['install']))
      await time(`${project}: ${command}`, command, tools);
  }
  return timed;
}
