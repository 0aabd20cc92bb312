import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { jest } from '@jest/globals';
import { run } from '../../cli/program.ts';

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process and catches what it prints. */
export async function printed(command: () => Promise<number>): Promise<CliResult> {
  const text = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((chunk) => {
      text[name] += String(chunk);
      return true;
    }),
  );
  try {
    const code = await command();
    return { code, ...text };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Runs the command line in this process and catches what it prints. */
export const runCli = (...args: string[]): Promise<CliResult> => printed(() => run(args));

/** Runs the command as a process of its own, with no terminal. */
export function spawnCli(...args: string[]): CliResult {
  const command = resolve(import.meta.dirname, '..', '..', 'cli', 'slipway.ts');
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [command, ...args], {
    encoding: 'utf8',
    input: '',
  });
  if (error !== undefined || status === null) throw error ?? new Error(`slipway was ended by a signal: ${stderr}`);
  return { code: status, stdout, stderr };
}
