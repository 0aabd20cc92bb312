import { lastName } from './execution-view.ts';

/** How an approval ended. */
export interface ApprovalEnd {
  readonly approved: boolean;
  /** ARN of who answered; empty where nobody did in time. */
  readonly by: string;
  /** What they said with it, or why there was no answer. */
  readonly comment: string;
  /** Hash of the dossier that they had read; undefined where the answer names none. */
  readonly dossier: string | undefined;
}

/** Who answered an approval, and how. */
export function answerWords({ approved, by }: Pick<ApprovalEnd, 'approved' | 'by'>): string {
  if (approved) return `approved by ${by === '' ? 'somebody' : lastName(by)}`;
  return by === '' ? 'not answered in time' : `rejected by ${lastName(by)}`;
}

/** The same; where it was rejected, with the words of who did. */
export function approvalWords(end: Omit<ApprovalEnd, 'dossier'>): string {
  const { approved, by, comment } = end;
  return approved || by === '' || comment === '' ? answerWords(end) : `${answerWords(end)}: ${comment}`;
}

/** How a run of an approval ended. */
export const approvalEnd = (run: {
  readonly status: string;
  readonly by: string | undefined;
  readonly error: string | undefined;
  readonly summary: string;
  readonly dossier: string | undefined;
}): ApprovalEnd => ({
  approved: run.status === 'Succeeded',
  by: run.by ?? '',
  comment: run.error ?? run.summary,
  dossier: run.dossier,
});

/** Letters of a hash that tell it from others at sight. */
const HASH_LETTERS = 8;

/** Which facts an answer is of, in short. */
export const dossierWords = (hash: string): string => `dossier ${hash.slice(0, HASH_LETTERS)}`;
