/**
 * Checks the supply chain of the repository against its policy (`supply-chain/policy.ts`), and says what could not be checked.
 *
 *   node supply-chain/check.ts [file for the report]
 *
 * Exit code 1 where a check failed, or could not be made and the policy does not accept that.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Advisory, advisoryFindings, readAudit } from './checks/advisories.ts';
import { agedAdvisories, ageFindings, publicationDates } from './checks/advisory-ages.ts';
import { type CheckResult, type Finding, judged as judgedBy } from './checks/finding.ts';
import { repositoryAt } from './checks/git-history.ts';
import { searchHistory } from './checks/history.ts';
import { licenseFindings } from './checks/licenses.ts';
import { runNpm } from './checks/npm.ts';
import { notSearched, secretFindings } from './checks/secrets.ts';
import { readSignatures } from './checks/signatures.ts';
import { sourceTexts } from './checks/source-files.ts';
import { readLockFile } from './lock-file.ts';
import { checkExceptions, policy } from './policy.ts';
import { reportLines, unusedExceptions } from './report.ts';

const ROOT = path.join(import.meta.dirname, '..');
/** The lock files of everything that a release installs. */
const LOCK_FILES = ['package-lock.json', 'buildspecs/tools/package-lock.json'];
/** Longer than a registry takes that answers. */
const AUDIT_TIMEOUT_MS = 20_000;
const DATES_TIMEOUT_MS = 20_000;
const SIGNATURES_TIMEOUT_MS = 60_000;

const today = new Date();

const judged = (check: CheckResult['check'], summary: string, found: readonly Finding[]): CheckResult =>
  judgedBy(check, summary, found, policy.exceptions, today);

const undone = (check: CheckResult['check'], summary: string): CheckResult => ({
  check,
  status: 'undone',
  summary,
  findings: [],
  excepted: [],
});

async function licenses(): Promise<CheckResult> {
  const files = await Promise.all(
    LOCK_FILES.map(async (file) => readLockFile(file, await readFile(path.join(ROOT, file), 'utf8'))),
  );
  const packages = files.flat();
  return judged(
    'licenses',
    `${packages.length} packages of ${LOCK_FILES.length} lock files`,
    licenseFindings(packages, policy.licenses),
  );
}

async function secrets(): Promise<CheckResult> {
  const { texts, files, tooLarge } = await sourceTexts(ROOT);
  return judged('secrets', `${files} files of the working tree${notSearched(tooLarge)}`, secretFindings(texts));
}

async function history(): Promise<CheckResult> {
  const repository = await repositoryAt(ROOT);
  if (repository === undefined)
    return undone('history', 'there is no repository here; the pipeline searches it for secrets in a step of its own');
  const { searched, findings, cut } = await searchHistory(ROOT, 'HEAD');
  const newest = repository.isShallow ? ', the newest alone' : '';
  return judged('history', `${searched}${newest}${notSearched(cut)}`, findings);
}

/** How long the milder advisories are known. Asks nobody where there are none. */
async function ages(advisories: readonly Advisory[]): Promise<CheckResult> {
  const aged = agedAdvisories(advisories, policy.advisories);
  const published = await publicationDates(
    aged.map(({ id }) => id),
    DATES_TIMEOUT_MS,
  );
  const unknown = [...published.values()].filter((date) => !date.known);
  const why = unknown[0]?.why;
  const told = `${published.size} milder advisories that are accepted for some days`;
  const summary = why === undefined ? told : `${told}; ${unknown.length} of them without a date: ${why}`;
  const result = judged('ages', summary, ageFindings(aged, published, policy.advisories, today));
  return why !== undefined && result.status === 'passed' ? { ...result, status: 'undone' } : result;
}

/** The registry is asked for signatures only if it answers audits: a mirror that does not would be asked in vain, once a package. */
async function registry(): Promise<readonly CheckResult[]> {
  const { stdout, code } = await runNpm(['audit', '--json'], AUDIT_TIMEOUT_MS);
  const audit =
    code === undefined
      ? { done: false as const, why: `no answer within ${AUDIT_TIMEOUT_MS / 1000} s` }
      : readAudit(stdout);
  if (!audit.done) {
    return [
      undone('advisories', `not audited: ${audit.why}`),
      undone('signatures', 'not verified: the registry answers no audit either'),
    ];
  }
  const { advisories } = audit;
  const found = advisoryFindings(advisories, policy.advisories.failFrom);
  const audited = judged(
    'advisories',
    `${advisories.length} advisories, ${found.length} of ${policy.advisories.failFrom} or graver`,
    found,
  );
  const [dated, answer] = await Promise.all([
    ages(advisories),
    runNpm(['audit', 'signatures', '--json'], SIGNATURES_TIMEOUT_MS),
  ]);
  const signatures =
    answer.code === undefined
      ? { done: false as const, why: `no answer within ${SIGNATURES_TIMEOUT_MS / 1000} s` }
      : readSignatures(answer.stdout);
  return [
    audited,
    dated,
    signatures.done
      ? judged('signatures', 'the signatures of the registry were verified', signatures.findings)
      : undone('signatures', `not verified: ${signatures.why}`),
  ];
}

async function main(file?: string): Promise<void> {
  checkExceptions(policy.exceptions);
  const results = (await Promise.all([licenses(), secrets(), history(), registry()])).flat();
  const unused = unusedExceptions(policy.exceptions, results);
  console.log(reportLines(results, unused).join('\n'));
  if (file !== undefined) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(
      file,
      `${JSON.stringify({ checkedAt: today.toISOString(), results, unusedExceptions: unused }, undefined, 1)}\n`,
    );
  }
  const mayBeUndone = {
    advisories: policy.advisories.notAudited === 'tell',
    ages: policy.advisories.notDated === 'tell',
    signatures: policy.signatures.notVerified === 'tell',
    licenses: false,
    secrets: false,
    // A build is given the files of its commit, without a repository: that is searched by `search-history.ts`.
    history: true,
  };
  const failed = results.some(
    ({ check, status }) => status === 'failed' || (status === 'undone' && !mayBeUndone[check]),
  );
  if (failed || unused.length > 0) process.exitCode = 1;
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
