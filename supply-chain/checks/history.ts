import type { Finding } from './finding.ts';
import { committedTexts } from './git-history.ts';
import { secretFindings } from './secrets.ts';

/** What a search of a history has come to. */
export interface SearchedHistory {
  /** How many commits it looked at, such as `3 commits`. */
  readonly searched: string;
  readonly findings: readonly Finding[];
}

/**
 * Searches every commit that leads to one for secrets: what is pushed is all of them, with what the next one took out.
 * @throws Error with what git says
 */
export async function searchHistory(repository: string, to: string): Promise<SearchedHistory> {
  const findings: Finding[] = [];
  let commits = 0;
  for await (const { texts } of committedTexts(repository, to)) {
    commits++;
    findings.push(...secretFindings(texts));
  }
  return { searched: `${commits} commit${commits === 1 ? '' : 's'}`, findings };
}
