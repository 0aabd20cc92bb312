import { readdirSync, readFileSync } from 'node:fs';
import { systemErrorCode } from './system-error.ts';

/** Signals every process of a group; one that is gone already is fine. */
export function endProcessGroup(processGroup: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-processGroup, signal);
  } catch (error) {
    if (systemErrorCode(error) !== 'ESRCH') throw error;
  }
}

/**
 * Ends what an earlier endpoint left running. The number of a process group may belong to somebody else by now, so only
 * one with a process that carries `variable` in its environment is ended. Needs `/proc`; without it nothing is ended.
 * @returns whether there was such a group
 */
export function endOrphans(processGroup: number, variable: string): boolean {
  const ours = processes().some(
    (pid) => groupOf(pid) === processGroup && read(`/proc/${pid}/environ`).split('\0').includes(variable),
  );
  if (ours) endProcessGroup(processGroup, 'SIGKILL');
  return ours;
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** The fifth field of `stat`; the second one, the command's name, may hold spaces and parentheses. */
function groupOf(pid: string): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
}

/** Processes end while one looks, and some belong to others: those read as empty. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return '';
    throw error;
  }
}
