import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../kernel/errors.ts';
import { runCommand } from './command.ts';

/** Where the repository of a rehearsal takes pushes, and with which credentials. */
export interface Remote {
  readonly endpointUrl: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly repository: string;
  readonly branch: string;
}

/** One text edit of a file of the product. */
export interface Edit {
  /** Relative to the project's root. */
  readonly file: string;
  /** Exactly what stands there, once; empty for a new file. */
  readonly find: string;
  readonly replace: string;
}

/** A clone of the project's working tree that is changed, committed and pushed, so that the project itself is never touched. */
export interface Workspace {
  readonly folder: string;
  /**
   * Puts the edits on top of the first commit's files (every push starts from the project as it is) and commits.
   * @param note what `noteOf` says of the commit, also in a later run on the same folder; it is not pushed
   * @returns the commit id
   * @throws UserError when an edit's text does not stand in its file exactly once
   */
  commit(message: string, edits: readonly Edit[], note?: string): Promise<string>;
  /** Undefined where the commit was made without a note. */
  noteOf(commit: string): Promise<string | undefined>;
  /** The newest commit. */
  head(): Promise<string>;
  /** Takes off the branch what was committed after a commit; the next push replaces what was pushed. */
  rewind(to: string): Promise<void>;
  push(remote: Remote): Promise<void>;
}

export function pushUrl(remote: Remote): string {
  const url = new URL(`/v1/repos/${remote.repository}`, remote.endpointUrl);
  url.username = remote.accessKeyId;
  url.password = remote.secretAccessKey;
  return url.href;
}

const AUTHOR = { name: 'Developer', email: 'developer@example.com' };

/** Nothing of the user's git configuration (hooks, signing, templates) takes part. */
const gitEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: AUTHOR.name,
  GIT_AUTHOR_EMAIL: AUTHOR.email,
  GIT_COMMITTER_NAME: AUTHOR.name,
  GIT_COMMITTER_EMAIL: AUTHOR.email,
});

/**
 * @param projectRoot a git checkout or a plain copy: what `.gitignore` names is left out either way
 * @param folder an empty or missing folder, or the workspace of an earlier run
 */
export async function openWorkspace(projectRoot: string, folder: string): Promise<Workspace> {
  const env = gitEnvironment();
  const git = (...args: string[]) => runCommand('git', ['-C', folder, ...args], { cwd: projectRoot, env });
  if (!existsSync(join(folder, '.git'))) {
    mkdirSync(folder, { recursive: true });
    await git('init', '--quiet', '--initial-branch=main');
    // Whoever commits in it by hand may have told git no name yet.
    await git('config', 'user.name', AUTHOR.name);
    await git('config', 'user.email', AUTHOR.email);
    const intoFolder = ['--git-dir', join(folder, '.git'), '--work-tree', projectRoot];
    await runCommand('git', [...intoFolder, 'add', '--all'], { cwd: projectRoot, env });
    await git('commit', '--quiet', '--message', 'The project as it is');
    await git('tag', 'project');
    await git('reset', '--quiet', '--hard');
  }
  let isRewound = false;
  const head = async () => (await git('rev-parse', 'HEAD')).trim();
  return {
    folder,
    commit: async (message, edits, note) => {
      await git('rm', '--quiet', '-r', '--cached', '.');
      await git('clean', '--quiet', '--force', '-d');
      await git('checkout', '--quiet', 'project', '--', '.');
      for (const edit of edits) apply(folder, edit);
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '--message', message);
      if (note !== undefined) await git('notes', 'add', '--force', '--message', note);
      return head();
    },
    noteOf: async (commit) => (await git('show', '--no-patch', '--format=%N', commit)).trim() || undefined,
    head,
    rewind: async (to) => {
      await git('reset', '--quiet', '--hard', to);
      isRewound = true;
    },
    push: async (remote) => {
      const force = isRewound ? ['--force'] : [];
      await git('push', '--quiet', ...force, pushUrl(remote), `HEAD:refs/heads/${remote.branch}`);
      isRewound = false;
    },
  };
}

function apply(folder: string, edit: Edit): void {
  const file = join(folder, edit.file);
  if (edit.find === '' && !existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, edit.replace);
    return;
  }
  writeFileSync(file, edited(existsSync(file) ? readFileSync(file, 'utf8') : '', edit));
}

/**
 * The text of a file with an edit made.
 * @throws UserError when the edit's text does not stand in it exactly once
 */
export function edited(text: string, edit: Edit): string {
  const parts = text.split(edit.find);
  if (parts.length !== 2)
    throw new UserError(
      'EditDoesNotFit',
      `${edit.file} holds ${JSON.stringify(edit.find)} ${parts.length - 1} times, where the change needs it once`,
      'The scenario was written for another version of that file: bring its edit up to date.',
    );
  return parts.join(edit.replace);
}
