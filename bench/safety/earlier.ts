import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../../rehearsal/kernel/errors.ts';
import { type ReleaseOutcome, releaseOutcome } from './outcome.ts';

const document = z.object({ outcomes: z.array(releaseOutcome) });

/**
 * The releases of an earlier run, as `--json` wrote them.
 * @throws UserError where the file is none
 */
export function readOutcomes(file: string): ReleaseOutcome[] {
  const wrong = (why: string) =>
    new UserError('InvalidOption', `--with ${file}: ${why}`, 'Give a file that --json wrote.');
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
  const read = document.safeParse(parsed);
  if (!read.success) throw wrong('it has no list of outcomes');
  return read.data.outcomes;
}
