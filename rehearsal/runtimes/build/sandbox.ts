import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Sandbox {
  /** What stands before the shell on the command line; empty without bubblewrap. */
  wrapper(writableFolders: readonly string[]): string[];
  /** One line for the build's log. */
  readonly description: string;
}

const PLAIN: Sandbox = {
  wrapper: () => [],
  description: 'bubblewrap is not available: the build runs in a scratch folder and a process group of its own',
};

const arguments_ = (writableFolders: readonly string[]): string[] => [
  '--ro-bind',
  '/',
  '/',
  '--dev-bind',
  '/dev',
  '/dev',
  '--die-with-parent',
  ...writableFolders.flatMap((folder) => ['--bind', folder, folder]),
];

let found: Promise<Sandbox> | undefined;

/** Bubblewrap where it is installed and the kernel lets it work (containers often do not), else a plain process group. */
export function sandbox(): Promise<Sandbox> {
  found ??= probe('bwrap');
  return found;
}

/** @param program bubblewrap's name or path */
export async function probe(program: string): Promise<Sandbox> {
  const works = await run(program, [...arguments_([]), 'true']).then(
    () => true,
    () => false, // not installed, or not allowed to make a namespace: the plain scratch folder it is
  );
  if (!works) return PLAIN;
  return {
    wrapper: (writableFolders) => [program, ...arguments_(writableFolders), '--'],
    description: 'bubblewrap: the file system is read-only for this build, except its scratch folder',
  };
}
