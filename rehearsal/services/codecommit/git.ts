import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Git with nothing of the machine's own configuration. */
export const GIT_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
  // A maintenance process would outlive the request that started it.
  GIT_CONFIG_KEY_1: 'gc.auto',
  GIT_CONFIG_VALUE_1: '0',
};

export interface GitOptions {
  readonly input?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface GitAnswer {
  readonly status: number;
  readonly output: Buffer;
  readonly errors: string;
}

/** Runs git in a bare repository; a failure is an answer, not an exception. */
export async function tryGit(folder: string, args: readonly string[], options: GitOptions = {}): Promise<GitAnswer> {
  const child = spawn('git', ['--git-dir', folder, ...args], {
    env: { ...GIT_ENVIRONMENT, ...options.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  // A git that ends before it has read all of its input says why on its standard error.
  child.stdin.on('error', () => child.stdin.destroy());
  child.stdin.end(options.input ?? '');
  const [code] = await once(child, 'close');
  return {
    status: typeof code === 'number' ? code : 1,
    output: Buffer.concat(output),
    errors: Buffer.concat(errors).toString(),
  };
}

/** Runs git where a failure is a bug. */
export async function git(folder: string, args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  const { status, output, errors } = await tryGit(folder, args, options);
  if (status !== 0) throw new Error(`git ${args.join(' ')} ended with ${status}: ${errors.trim()}`);
  return output;
}

export const gitText = async (folder: string, args: readonly string[], options: GitOptions = {}): Promise<string> =>
  (await git(folder, args, options)).toString().trim();

/** The object that a branch, tag, HEAD or commit id names; undefined when there is none. */
export async function resolveObject(folder: string, specifier: string): Promise<string | undefined> {
  if (specifier.startsWith('-') || specifier.includes('\0')) return undefined;
  const { status, output } = await tryGit(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', specifier]);
  return status === 0 ? output.toString().trim() : undefined;
}

/** Every branch and tag by its full name. */
export async function references(folder: string): Promise<Record<string, string>> {
  const text = await gitText(folder, ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads', 'refs/tags']);
  const lines = text.split('\n').filter((line) => line !== '');
  return Object.fromEntries(lines.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]));
}
