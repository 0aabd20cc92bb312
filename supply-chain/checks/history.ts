import type { Finding } from './finding.ts';
import { committedTexts, tagTexts } from './git-history.ts';
import { secretFindings } from './secrets.ts';

/** What a search of a history has come to. */
export interface SearchedHistory {
  /** How many commits it looked at, such as `3 commits`. */
  readonly searched: string;
  readonly findings: readonly Finding[];
  /** Files that were not searched to their end, with their place. */
  readonly cut: readonly string[];
}

/**
 * Searches every commit that leads to one for secrets: what is pushed is all of them, with what the next one took out, their
 * messages, and those of the tags on them.
 * @throws Error with what git says
 */
export async function searchHistory(repository: string, to: string): Promise<SearchedHistory> {
  const findings: Finding[] = [];
  const cut: string[] = [];
  let commits = 0;
  for await (const { texts, cut: ofCommit } of committedTexts(repository, to)) {
    commits++;
    findings.push(...secretFindings(texts));
    cut.push(...ofCommit);
  }
  findings.push(...secretFindings(await tagTexts(repository, to)));
  return { searched: `${commits} commit${commits === 1 ? '' : 's'}`, findings, cut };
}
