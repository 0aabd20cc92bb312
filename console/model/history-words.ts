import { lastName } from './execution-view.ts';
import type { AnswerView } from './history-view.ts';

/* How the history is said, on a page and in a terminal alike. */

/** Letters of a hash that tell it from others at sight. */
const HASH_LETTERS = 8;

/** Who gave which answer. An approval that nobody answered has ended by itself. */
export const answerWords = ({ by, approved }: Pick<AnswerView, 'by' | 'approved'>): string =>
  by === '' ? 'not answered' : `${approved ? 'approved' : 'rejected'} by ${lastName(by)}`;

/** Which facts an answer is of, in short. */
export const dossierWords = (hash: string): string => `dossier ${hash.slice(0, HASH_LETTERS)}`;
