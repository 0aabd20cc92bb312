import { createInterface } from 'node:readline/promises';
import { Interrupted } from './interruption.ts';

export interface Consent {
  /** Given with `--yes`. */
  readonly yes?: boolean;
  /** Where a program reads the output, nobody is asked. */
  readonly json?: boolean;
}

const isAsked = ({ yes, json }: Consent): boolean =>
  yes !== true && json !== true && process.stdin.isTTY === true && process.stdout.isTTY === true;

/**
 * Whether to go on with what was shown: `--yes` says so, else the person at the terminal. Where there is neither, nothing is
 * done, and it is said how.
 * @throws Interrupted at Ctrl-C
 */
export async function consents(consent: Consent, question: string): Promise<boolean> {
  if (consent.yes === true) return true;
  if (!isAsked(consent)) {
    if (consent.json !== true) process.stdout.write('Nothing is changed yet. Add --yes to do this.\n');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const left = new AbortController();
  let interrupted = false;
  terminal.once('SIGINT', () => {
    interrupted = true;
    left.abort();
  });
  // The end of the input is a no.
  terminal.once('close', () => left.abort());
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal: left.signal });
    const agreed = /^y(es)?$/i.test(answer.trim());
    if (!agreed) process.stdout.write('Nothing was changed.\n');
    return agreed;
  } catch (error) {
    if (!left.signal.aborted) throw error;
    process.stdout.write('\nNothing was changed.\n');
    if (interrupted) throw new Interrupted('Nothing was changed.');
    return false;
  } finally {
    terminal.close();
  }
}
