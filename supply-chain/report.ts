import type { CheckResult } from './checks/finding.ts';
import type { Exception } from './policy.ts';

const WORDS: Readonly<Record<CheckResult['status'], string>> = {
  passed: 'passed',
  failed: 'FAILED',
  undone: 'NOT DONE',
};

/**
 * Exceptions for what is no longer found. Where a check was not made, nobody knows whether its own are used: advisories have ids of their
 * own, the others begin with the name of their check. Pure.
 */
export function unusedExceptions(exceptions: readonly Exception[], results: readonly CheckResult[]): readonly string[] {
  const seen = new Set(
    results.flatMap(({ findings, excepted }) => [
      ...findings.map(({ id }) => id),
      ...excepted.map(({ finding }) => finding.id),
    ]),
  );
  const undone = new Set(results.flatMap(({ check, status }) => (status === 'undone' ? [check] : [])));
  const checksOf = (finding: string): readonly CheckResult['check'][] =>
    finding.startsWith('license:')
      ? ['licenses']
      : finding.startsWith('secret:')
        ? ['secrets', 'history']
        : finding.startsWith('signature:')
          ? ['signatures']
          : ['advisories', 'ages'];
  return exceptions
    .map(({ finding }) => finding)
    .filter((finding) => !seen.has(finding) && !checksOf(finding).some((check) => undone.has(check)));
}

/** What a build's log says of the checks. */
export function reportLines(results: readonly CheckResult[], unused: readonly string[]): readonly string[] {
  return [
    ...results.flatMap(({ check, status, summary, findings, excepted }) => [
      `${check}: ${WORDS[status]}: ${summary}`,
      ...findings.map(({ text }) => `  ${text}`),
      ...excepted.map(
        ({ finding, exception }) => `  excepted until ${exception.expires}: ${finding.id}: ${exception.reason}`,
      ),
    ]),
    ...unused.map(
      (finding) => `supply-chain/policy.ts: the exception '${finding}' excepts nothing any more: remove it`,
    ),
  ];
}
