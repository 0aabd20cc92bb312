import { join } from 'node:path';
import { runCommand } from '../../rehearsal/session/command.ts';

const ROOT = join(import.meta.dirname, '..', '..');
export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const STACK = 'Safety';

/** The real CDK command line, with nothing of the caller's AWS settings. */
export function cdkCommand(home: string, signal: AbortSignal, further: NodeJS.ProcessEnv = {}) {
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: home,
    CI: 'true',
    AWS_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
    CDK_DISABLE_VERSION_CHECK: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...further,
  };
  const cdk = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  return (cwd: string, ...args: string[]) =>
    runCommand(process.execPath, [cdk, '--no-notices', '--no-version-reporting', ...args], { cwd, env, signal });
}

/** Synthesizes the benchmark's stack. @returns the folder of the assembly, within `folder` */
export async function synthesize(folder: string, signal: AbortSignal): Promise<string> {
  const assembly = join(folder, 'assembly');
  const app = `${process.execPath} ${join(ROOT, 'bench', 'safety', 'app.ts')}`;
  await cdkCommand(folder, signal)(ROOT, 'synth', STACK, '--quiet', '--app', app, '--output', assembly);
  return assembly;
}
