import { spawn } from 'node:child_process';

/** What npm printed, and how it ended; `undefined` where it was ended for taking too long. */
export interface NpmOutput {
  readonly stdout: string;
  readonly code: number | undefined;
}

/** Runs npm; its warnings are not part of what it answers. */
export function runNpm(args: readonly string[], timeoutMs: number): Promise<NpmOutput> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', [...args, '--fetch-retries=0', '--no-update-notifier'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const output: Buffer[] = [];
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill();
    }, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ stdout: Buffer.concat(output).toString('utf8'), code: late ? undefined : (code ?? 1) });
    });
  });
}

/** A document that npm printed, or why there is none. */
export type NpmDocument =
  | { readonly read: true; readonly document: unknown }
  | { readonly read: false; readonly why: string };

/** Reads what npm printed with `--json`. Pure. */
export function readNpmDocument(output: string): NpmDocument {
  try {
    return { read: true, document: JSON.parse(output) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { read: false, why: `npm answered no JSON: ${output.slice(0, 200).trim() || 'nothing'}` };
  }
}

/** Why a document of npm is not the report that was asked for, where npm does not say so itself. */
export const ANOTHER_FORM = 'npm answered a report of another form';
