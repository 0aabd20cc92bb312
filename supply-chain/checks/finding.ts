import type { Exception } from '../policy.ts';

/** Something in the supply chain that the policy does not accept. */
export interface Finding {
  /** By which an exception names it. */
  readonly id: string;
  /** One sentence, with what to do. */
  readonly text: string;
}

/** What a check has come to. `undone`: it could not be made, and says why; never the same as nothing found. */
export interface CheckResult {
  readonly check: 'licenses' | 'advisories' | 'ages' | 'signatures' | 'secrets' | 'history';
  readonly status: 'passed' | 'failed' | 'undone';
  /** One line: what was looked at, or why nothing was. */
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** Findings that stay, with their exception. */
  readonly excepted: readonly { readonly finding: Finding; readonly exception: Exception }[];
}

/** Sets aside what has an exception that is not expired. Pure. */
export function exceptFindings(
  findings: readonly Finding[],
  exceptions: readonly Exception[],
  today: Date,
): Pick<CheckResult, 'findings' | 'excepted'> {
  const day = today.toISOString().slice(0, 'yyyy-mm-dd'.length);
  const left: Finding[] = [];
  const excepted: { finding: Finding; exception: Exception }[] = [];
  for (const finding of findings) {
    const exception = exceptions.find((one) => one.finding === finding.id);
    if (exception === undefined) left.push(finding);
    else if (exception.expires < day)
      left.push({ ...finding, text: `${finding.text} (its exception expired on ${exception.expires})` });
    else excepted.push({ finding, exception });
  }
  return { findings: left, excepted };
}

/** What a check that was made has come to. Pure. */
export function judged(
  check: CheckResult['check'],
  summary: string,
  found: readonly Finding[],
  exceptions: readonly Exception[],
  today: Date,
): CheckResult {
  const { findings, excepted } = exceptFindings(found, exceptions, today);
  return { check, status: findings.length === 0 ? 'passed' : 'failed', summary, findings, excepted };
}
