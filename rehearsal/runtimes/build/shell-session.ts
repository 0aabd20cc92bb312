import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, existsSync, openSync } from 'node:fs';
import { type FileHandle, open, readFile, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { promisify } from 'node:util';
import { uuid } from '../../kernel/ids.ts';
import { endProcessGroup } from './process-group.ts';

export interface ShellOptions {
  /** `/bin/sh`, `bash`, ... */
  readonly shell: string;
  /** Where the session keeps its own files: the commands as scripts, the pipe of their output, the last environment. */
  readonly controlFolder: string;
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What stands before the shell on the command line, such as bubblewrap and its arguments. */
  readonly wrapper: readonly string[];
  /** What the commands print on standard output and standard error, in the order in which they print it. */
  readonly onOutput: (text: string) => void;
  /** Told of each shell's process group, so that it can be ended also by a later process. */
  readonly onProcessGroup: (processGroup: number) => void;
}

export interface ShellSession {
  /** Runs one command, which may have many lines. Resolves with its exit status; rejects with the signal's reason when aborted. */
  run(command: string, signal: AbortSignal): Promise<number>;
  /** The exported variables after the last command. */
  environment(): Promise<Record<string, string>>;
  /** Ends the shell and everything that it started. */
  close(): Promise<void>;
}

/**
 * The loop that the shell runs: it sources one script after another, so that variables, functions, the working folder and
 * background processes live from one command to the next. After each it keeps the environment and prints a mark with the
 * exit status through a descriptor of its own (a command may redirect its standard output for good).
 */
const driver = (mark: string, stateFile: string, folderFile: string) => `
trap '__codebuild_status=$?; /usr/bin/env -0 >"${stateFile}"; pwd >"${folderFile}"; exit $__codebuild_status' EXIT
exec 9>&1
while IFS= read -r __codebuild_script <&8; do
  . "$__codebuild_script" 8<&- 9>&- </dev/null
  __codebuild_status=$?
  /usr/bin/env -0 >"${stateFile}" || :
  pwd >"${folderFile}" || :
  printf '\\036${mark}:%s\\036' "$__codebuild_status" >&9
done
trap - EXIT
`;

/** A shell that this machine does not have is told of in the build's log, with the status that every shell gives: 127. */
const LAUNCHER = 'exec "$@"';

/**
 * The two ends of a named pipe, since what Node gives a process to print to is a socket, which `>/dev/stderr` cannot open.
 * Both are open before the shell is started, so that a shell that is ended before it does anything still ends its output.
 */
async function outputPipe(path: string): Promise<{ readonly output: Socket; readonly input: FileHandle }> {
  await promisify(execFile)('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK); // does not wait for who writes
  const input = await open(path, constants.O_WRONLY);
  return { output: new Socket({ fd, readable: true, writable: false }), input };
}

interface Running {
  readonly child: ChildProcess;
  readonly control: Writable;
  readonly closed: Promise<number>;
}

/**
 * A shell that runs the commands of a build one after another, as CodeBuild's buildspec 0.2 does: all in one instance.
 * A command that ends the shell (`exit 0`) does not end the session: the next one gets a new shell with the environment
 * and working folder that the last one left.
 */
export function openShell(options: ShellOptions): ShellSession {
  const { controlFolder } = options;
  const mark = uuid();
  const stateFile = join(controlFolder, 'environment');
  const folderFile = join(controlFolder, 'working-folder');
  const pattern = new RegExp(`\\x1e${mark}:(\\d+)\\x1e`);
  let running: Running | undefined;
  let scripts = 0;
  let text = '';
  let finished: ((status: number) => void) | undefined;

  /** Passes output on, but keeps back what may be the start of a mark. */
  const receive = (chunk: string) => {
    text += chunk;
    for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
      options.onOutput(text.slice(0, found.index));
      text = text.slice(found.index + found[0].length);
      finished?.(Number(found[1]));
    }
    const start = text.indexOf('\x1e');
    const ready = start < 0 || text.length - start > mark.length + 8 ? text.length : start;
    if (ready > 0) options.onOutput(text.slice(0, ready));
    text = text.slice(ready);
  };

  const launch = async (): Promise<Running> => {
    const script = join(controlFolder, `driver-${++scripts}.sh`);
    await writeFile(script, driver(mark, stateFile, folderFile));
    const environment = await lastEnvironment();
    const workingFolder = await lastFolder();
    const [command = options.shell, ...rest] = [...options.wrapper, options.shell, script];
    const { output, input } = await outputPipe(join(controlFolder, `output-${scripts}`));
    const child = spawn('/bin/sh', ['-c', LAUNCHER, 'sh', command, ...rest], {
      cwd: workingFolder,
      env: environment,
      detached: true,
      stdio: ['ignore', input.fd, input.fd, 'ignore', 'ignore', 'ignore', 'ignore', 'ignore', 'pipe'],
    });
    const started = once(child, 'spawn');
    await Promise.allSettled([started, input.close()]); // what the shell has of it is its own
    await started;
    const processGroup = child.pid;
    const streams: readonly unknown[] = child.stdio;
    const control = streams[8];
    if (processGroup === undefined || !(control instanceof Writable))
      throw new Error('The build shell has no control pipe');
    options.onProcessGroup(processGroup);
    const decoder = new StringDecoder('utf8');
    output.on('data', (chunk: Buffer) => receive(decoder.write(chunk)));
    // A shell that has just ended takes no more commands: its end is what tells.
    control.on('error', () => control.destroy());
    // Background processes keep the output open; without their shell they have no build to work for.
    child.once('exit', () => endProcessGroup(processGroup, 'SIGKILL'));
    const closed = Promise.all([once(child, 'exit'), once(output, 'close')]).then(([[code, signal]]) =>
      typeof code === 'number' ? code : 128 + (signal === 'SIGKILL' ? 9 : 15),
    );
    return { child, control, closed };
  };

  const lastEnvironment = async (): Promise<Record<string, string>> => {
    const raw = await readFile(stateFile, 'utf8').catch(missing);
    if (raw === undefined) return { ...options.environment };
    const pairs = raw.split('\0').filter((pair) => pair.includes('='));
    return Object.fromEntries(
      pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
  };
  const lastFolder = async (): Promise<string> =>
    existing((await readFile(folderFile, 'utf8').catch(missing))?.replace(/\n$/, '')) ?? options.workingFolder;

  const end = async () => {
    const ending = running;
    running = undefined;
    if (ending?.child.pid === undefined) return;
    if (ending.child.exitCode === null && ending.child.signalCode === null) {
      endProcessGroup(ending.child.pid, 'SIGTERM');
      // This is about a real process, not about the time in the rehearsal.
      const patience = setTimeout(() => endProcessGroup(ending.child.pid ?? 0, 'SIGKILL'), TERM_TO_KILL_MS);
      await ending.closed;
      clearTimeout(patience);
    } else await ending.closed;
  };

  return {
    run: async (command, signal) => {
      signal.throwIfAborted();
      running ??= await launch();
      const current = running;
      const script = join(controlFolder, `command-${++scripts}.sh`);
      await writeFile(script, `${command}\n`);
      const status = new Promise<number>((resolve) => {
        finished = resolve;
      });
      const aborted = Promise.withResolvers<undefined>();
      const onAbort = () => aborted.resolve(undefined);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort(); // while the shell was started or the script written: no event comes any more
      current.control.write(`${script}\n`);
      const ended = current.closed.then((code) => {
        if (running === current) running = undefined;
        return code;
      });
      const outcome = await Promise.race([status, ended, aborted.promise]);
      signal.removeEventListener('abort', onAbort);
      finished = undefined;
      if (outcome === undefined || signal.aborted) {
        await end();
        signal.throwIfAborted();
      }
      return outcome ?? 1;
    },
    environment: lastEnvironment,
    close: end,
  };
}

/** How long a build's processes have to end by themselves once they are asked to. */
const TERM_TO_KILL_MS = 3000;

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** A command may have removed the folder that it stood in. */
function existing(folder: string | undefined): string | undefined {
  return folder !== undefined && existsSync(folder) ? folder : undefined;
}
