import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isPathWithin } from '../../kernel/path-within.ts';

const run = promisify(execFile);

export interface Sandboxed {
  /** Folders that a build may write. */
  readonly writable: readonly string[];
  /** What it does not even see: folders, but for the writable ones in them, and files. */
  readonly hidden: { readonly folders?: readonly string[]; readonly files?: readonly string[] };
}

/** What a build is not to see of a rehearsal that is kept in a folder. */
export interface Kept {
  readonly root: string;
  readonly databaseFiles: readonly string[];
}

/**
 * Hides the folder of a rehearsal; of one that is kept where the program itself is installed, such as `--keep .`, the database
 * alone, since a build runs the same Node.
 * @param program path of the Node that runs the rehearsal
 */
export const hiddenOf = ({ root, databaseFiles }: Kept, program: string): Sandboxed['hidden'] =>
  isPathWithin(root, program) ? { files: databaseFiles } : { folders: [root] };

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
  ...(hidden.folders ?? []).flatMap((folder) => ['--tmpfs', folder]),
  ...writable.flatMap((folder) => ['--bind', folder, folder]),
  ...(hidden.files ?? []).flatMap((file) => ['--ro-bind', '/dev/null', file]),
];

let found: Promise<Sandbox> | undefined;

/** Bubblewrap where it is installed and the kernel lets it work (containers often do not), else a plain process group. */
export function sandbox(): Promise<Sandbox> {
  found ??= probe('bwrap');
  return found;
}

/** @param program bubblewrap's name or path */
export async function probe(program: string): Promise<Sandbox> {
  const works = await run(program, [...arguments_({ writable: [], hidden: {} }), 'true']).then(
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
