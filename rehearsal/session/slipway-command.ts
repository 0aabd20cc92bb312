import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { clientEnvironment } from './client-environment.ts';
import { runCommand } from './command.ts';
import type { Session } from './session.ts';

/**
 * Runs the product's own command line against the endpoint, as a person would do it with credentials of their own.
 * @returns what it wrote on standard output
 * @throws CommandFailed when it does not exit with 0
 */
export function slipway(session: Session, ...args: string[]): Promise<string> {
  const { options, endpoint, step } = session;
  const home = join(options.folder, 'home');
  mkdirSync(home, { recursive: true });
  const main = join(options.projectRoot, 'cli', 'slipway.mjs');
  return step(`slipway ${args[0]}`, () =>
    runCommand(process.execPath, [main, ...args], {
      cwd: options.folder,
      env: clientEnvironment(endpoint, home),
      signal: options.signal,
    }),
  );
}
