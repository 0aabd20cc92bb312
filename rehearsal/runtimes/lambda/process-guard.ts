import { type ChildProcess, spawn } from 'node:child_process';

/*
 * A frozen process cannot notice that the endpoint was killed, and a busy one does not look. This small shell outlives
 * the endpoint for a moment: it is told of every process group that starts and ends, and when its input closes, however
 * the endpoint ended, it kills what is left.
 */
const SCRIPT = `
groups=" "
while read -r change group; do
  case "$change" in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

export interface ProcessGuard {
  started(processGroup: number): void;
  ended(processGroup: number): void;
  /** Kills what is left and ends the guard itself. */
  close(): void;
}

export function startProcessGuard(): ProcessGuard {
  const shell: ChildProcess = spawn('/bin/sh', ['-c', SCRIPT], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // an interrupt at the terminal is not for it
    env: {},
  });
  shell.unref();
  const say = (line: string) => {
    if (shell.stdin?.writable === true) shell.stdin.write(line);
  };
  // Its end is seen by nobody else: the next write would fail, and there is nothing left to guard with.
  shell.stdin?.on('error', () => shell.stdin?.destroy());
  return {
    started: (processGroup) => say(`+ ${processGroup}\n`),
    ended: (processGroup) => say(`- ${processGroup}\n`),
    close: () => shell.stdin?.end(),
  };
}
