import { OUTCOME_TONES, OUTCOME_WORDS, type Outcome, type OutcomeTone } from '../../model/outcome.ts';

/** What a status means, at a glance. */
export type Tone = OutcomeTone | 'wait';

interface Look {
  readonly tone: Tone;
  readonly says: string;
}

/** The words of AWS, for what has none of its own. */
const LOOKS: Readonly<Record<string, Look>> = {
  Succeeded: { tone: 'good', says: 'Succeeded' },
  OK: { tone: 'good', says: 'Quiet' },
  Failed: { tone: 'bad', says: 'Failed' },
  ALARM: { tone: 'bad', says: 'Red' },
  Abandoned: { tone: 'bad', says: 'Abandoned' },
  Stopped: { tone: 'bad', says: 'Stopped' },
  Stopping: { tone: 'busy', says: 'Stopping' },
  InProgress: { tone: 'busy', says: 'In progress' },
  Created: { tone: 'busy', says: 'Begins' },
  waiting: { tone: 'wait', says: 'Waits for you' },
  Superseded: { tone: 'quiet', says: OUTCOME_WORDS.superseded },
  Cancelled: { tone: 'quiet', says: OUTCOME_WORDS.restarted },
  Skipped: { tone: 'quiet', says: 'Skipped' },
  Pending: { tone: 'quiet', says: 'To come' },
  INSUFFICIENT_DATA: { tone: 'quiet', says: 'No data yet' },
  UNKNOWN: { tone: 'quiet', says: 'No longer known' },
};

const isOutcome = (status: string): status is Outcome => Object.hasOwn(OUTCOME_WORDS, status);

const NOT_RUN: Look = { tone: 'quiet', says: 'Not run yet' };
export const lookOf = (status: string | undefined): Look =>
  status === undefined
    ? NOT_RUN
    : isOutcome(status)
      ? { tone: OUTCOME_TONES[status], says: OUTCOME_WORDS[status] }
      : (LOOKS[status] ?? { tone: 'quiet', says: status });

const PATHS: Readonly<Record<Tone, string>> = {
  good: 'M4.5 8.3l2.4 2.4 4.7-5',
  bad: 'M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6',
  busy: 'M8 4.6v3.6l2.3 1.6',
  wait: 'M6.2 5v6M9.8 5v6',
  quiet: 'M5 8h6',
};

/** A mark of form and colour, so that neither has to be seen alone; its meaning is in the text beside it. */
export function Mark({ tone }: { readonly tone: Tone }) {
  return (
    <svg class={`mark ${tone}`} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="7.25" />
      <path d={PATHS[tone]} />
    </svg>
  );
}

export function Status({ status }: { readonly status: string | undefined }) {
  const { tone, says } = lookOf(status);
  return (
    <span class={`status ${tone}`}>
      <Mark tone={tone} />
      {says}
    </span>
  );
}
