import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import type { AwsEvent } from '../../../rehearsal/kernel/bus.ts';
import type { Service } from '../../../rehearsal/kernel/service.ts';
import { codecommit } from '../../../rehearsal/services/codecommit/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const run = promisify(execFile);

/** A developer's machine: a folder as HOME, and git as it comes. */
export function workstation() {
  const home = mkdtempSync(join(tmpdir(), 'workstation-'));
  const environment = {
    PATH: process.env.PATH,
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
  };
  const git = async (folder: string, ...args: string[]) =>
    (await run('git', ['-C', folder, ...args], { env: environment })).stdout.trim();
  return {
    home,
    git,
    /** A working tree with one commit for each set of files. */
    commit: async (folder: string, files: Readonly<Record<string, string>>, message: string) => {
      for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
      await git(folder, 'add', '-A');
      await git(folder, 'commit', '-q', '-m', message);
      return git(folder, 'rev-parse', 'HEAD');
    },
    newTree: async () => {
      const folder = mkdtempSync(join(home, 'tree-'));
      await git(folder, 'init', '-q', '-b', 'main');
      return folder;
    },
  };
}

/** CodeCommit, with every event of the bus written down. */
const recorded = (events: AwsEvent[]): Service => ({
  ...codecommit,
  start: (kernel) =>
    kernel.bus.subscribe('recorder', (event) => {
      events.push(event);
    }),
});

export interface RepositoryLab {
  readonly local: TestRehearsal;
  readonly client: CodeCommitClient;
  readonly events: AwsEvent[];
  /** Where git pushes to, with the developer's keys in it. */
  remote(name: string): string;
  create(name: string): Promise<void>;
}

export async function startRepositoryLab(
  services: readonly Service[] = [],
  folder?: string,
  options: Parameters<typeof startTestRehearsal>[1] = {},
): Promise<RepositoryLab> {
  const events: AwsEvent[] = [];
  const local = await startTestRehearsal([recorded(events), ...services], options, folder);
  const client = local.client(CodeCommitClient);
  return {
    local,
    client,
    events,
    remote: (name) => {
      const { accessKeyId, secretAccessKey } = local.rehearsal.credentials;
      const url = new URL(`${local.rehearsal.endpoint}/v1/repos/${name}`);
      url.username = accessKeyId;
      url.password = encodeURIComponent(secretAccessKey);
      return url.href;
    },
    create: async (name) => {
      await client.send(new CreateRepositoryCommand({ repositoryName: name, repositoryDescription: 'for a test' }));
    },
  };
}
