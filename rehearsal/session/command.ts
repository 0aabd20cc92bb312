import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** A command that ended badly; the message holds what it said. */
export class CommandFailed extends Error {
  readonly output: string;

  constructor(command: string, how: string, output: string) {
    super(`${command} ${how}:\n${output.trimEnd().split('\n').slice(-40).join('\n')}`);
    this.name = 'CommandFailed';
    this.output = output;
  }
}

/**
 * Runs a command without a shell to its end.
 * @returns what it wrote on standard output
 * @throws CommandFailed when it does not exit with 0
 */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let all = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk;
      all += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      all += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else
        reject(
          new CommandFailed(
            [command, ...args].join(' '),
            signal === null ? `exited with ${code}` : `ended by ${signal}`,
            all,
          ),
        );
    });
  });
}
