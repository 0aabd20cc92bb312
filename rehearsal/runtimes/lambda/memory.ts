import { readFileSync } from 'node:fs';
import { errorCode } from './error-code.ts';

/** What a process uses of its memory limit, in bytes. */
export interface MemoryUse {
  readonly currentBytes: number;
  readonly highestBytes: number;
}

const field = (status: string, name: string): number => {
  const [, kilobytes] = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status) ?? [];
  return Number(kilobytes ?? 0) * 1024;
};

/**
 * Reads a process's memory from the kernel. Mapped files (the node binary, the same pages for every function) are left
 * out: on AWS, too, they are not charged to the function.
 * @returns undefined when the process is gone
 */
export function memoryOf(pid: number): MemoryUse | undefined {
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(String(errorCode(error)))) return undefined;
    throw error;
  }
  const files = field(status, 'RssFile');
  const currentBytes = field(status, 'RssAnon') + field(status, 'RssShmem');
  return { currentBytes, highestBytes: Math.max(currentBytes, field(status, 'VmHWM') - files) };
}

/** An invocation that ends sooner after the last look has that look's figure: to ask the kernel costs as much as a short one. */
const FRESH_MS = 10;

/** `memoryOf` one process, which is asked as often as one likes. */
export function watchMemory(): (pid: number) => MemoryUse | undefined {
  let last: { readonly use: MemoryUse | undefined; readonly at: number } | undefined;
  return (pid) => {
    const at = performance.now();
    if (last === undefined || at - last.at >= FRESH_MS) last = { use: memoryOf(pid), at };
    return last.use;
  };
}
