/**
 * Searches what was pushed for secrets: every commit that leads to the one that is released, and the tags on them.
 *
 *   node search-history.cjs <repository> <commit>
 *
 * Exit code 1 where there is one that `supply-chain/policy.ts` does not accept.
 */
import { judged } from './checks/finding.ts';
import { searchHistory } from './checks/history.ts';
import { notSearched } from './checks/secrets.ts';
import { checkExceptions, policy } from './policy.ts';
import { reportLines } from './report.ts';

async function main([repository, commit]: readonly (string | undefined)[]): Promise<void> {
  if (repository === undefined || commit === undefined)
    throw new Error('Give the folder of a repository, and the commit that is released.');
  checkExceptions(policy.exceptions);
  const { searched, findings, cut } = await searchHistory(repository, commit);
  const result = judged(
    'history',
    `${searched} up to ${commit}${notSearched(cut)}`,
    findings,
    policy.exceptions,
    new Date(),
  );
  console.log(reportLines([result], []).join('\n'));
  if (result.status === 'failed') process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
