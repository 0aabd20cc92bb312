import type { Affected } from './brief.ts';

/* How a brief is said, on a page and in a terminal alike. */

/** The parts of a brief, each with what stands there where it has nothing to tell. */
export const BRIEF_PARTS = {
  affected: { title: 'Who was affected', none: 'Nobody: no new version got traffic in a bake.' },
  restored: { title: 'What was restored', none: 'Nothing had to be.' },
  blocked: { title: 'What is blocked now', none: 'Nothing: the next push may go ahead.' },
  commit: { title: 'Commit', none: 'The repository no longer has it.' },
  timeline: { title: 'When' },
  failingLines: { title: 'First failing lines of the new version' },
} as const;

const requests = (number: number): string => `${number.toLocaleString('en')} request${number === 1 ? '' : 's'}`;

/** Who was affected, in a sentence whose begin says most. */
export function affectedWords({ functionName, newVersion, answered, failed, all }: Affected) {
  return {
    failed: `${failed.toLocaleString('en')} of ${requests(answered)}`,
    of: `that version ${newVersion} of ${functionName} got while it baked failed. In these minutes the function got ${all.toLocaleString('en')} in all.`,
  };
}

/** In how many requests a failure was seen, where that is more than one. */
export const timesWords = (times: number): string => (times === 1 ? '' : `, ${times.toLocaleString('en')} times`);
