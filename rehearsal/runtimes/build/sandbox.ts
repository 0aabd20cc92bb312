import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Sandboxed {
  /** What a build may write. */
  readonly writable: readonly string[];
  /** What it does not even see, but for the writable folders in it. */
  readonly hidden: readonly string[];
}

export interface Sandbox {
  /** What stands before the shell on the command line; empty without bubblewrap. */
  wrapper(folders: Sandboxed): string[];
  /** One line for the build's log. */
  readonly description: string;
}

const PLAIN: Sandbox = {
  wrapper: () => [],
  description: 'bubblewrap is not available: the build runs in a scratch folder and a process group of its own',
};

/** Process ids of its own: by those of others a build could enter what is hidden from it, through /proc. */
const arguments_ = ({ writable, hidden }: Sandboxed): string[] => [
  '--ro-bind',
  '/',
  '/',
  '--dev-bind',
  '/dev',
  '/dev',
  '--unshare-pid',
  '--proc',
  '/proc',
  '--die-with-parent',
  ...hidden.flatMap((folder) => ['--tmpfs', folder]),
  ...writable.flatMap((folder) => ['--bind', folder, folder]),
];

let found: Promise<Sandbox> | undefined;

/** Bubblewrap where it is installed and the kernel lets it work (containers often do not), else a plain process group. */
export function sandbox(): Promise<Sandbox> {
  found ??= probe('bwrap');
  return found;
}

/** @param program bubblewrap's name or path */
export async function probe(program: string): Promise<Sandbox> {
  const works = await run(program, [...arguments_({ writable: [], hidden: [] }), 'true']).then(
    () => true,
    () => false, // not installed, or not allowed to make a namespace: the plain scratch folder it is
  );
  if (!works) return PLAIN;
  return {
    wrapper: (folders) => [program, ...arguments_(folders), '--'],
    description:
      'bubblewrap: the file system is read-only for this build, except its scratch folder, and what the rehearsal keeps is hidden',
  };
}
