import type { NoticeKind } from './contract.ts';

/** One message to people, before it is put into a form. */
export interface Notice {
  readonly kind: NoticeKind;
  /** Names what happened: the same happening has the same key, however often and in whatever form it is heard of. */
  readonly key: string;
  readonly executionId: string;
  readonly pipelineName: string;
  /** A few words, for the subject. */
  readonly title: string;
  /** Commit and its title, for the subject. */
  readonly of: string;
  /** What happened, in short sentences. */
  readonly says: string;
  /** Which release, who and what is affected: a line each. */
  readonly details: readonly string[];
  /** What to do next: a line each. */
  readonly next: readonly string[];
  readonly link: { readonly what: string; readonly url: string };
}

/** What is particular to a notice of its kind. */
export type NoticeWords = Pick<Notice, 'kind' | 'title' | 'says' | 'details' | 'next'>;
