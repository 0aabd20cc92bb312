import type { ReportedDecision, ReportedFinding, SecurityReport } from './security-report.ts';

/** What of a report is compared. */
type Comparable = Pick<SecurityReport, 'findings' | 'decisions' | 'subject'>;

/** A decision whose words, owner, end or evidence are others than before. */
export interface ChangedDecision {
  readonly name: string;
  /** Such as `expires: 2026-11-19 -> 2027-11-19`. */
  readonly what: readonly string[];
}

/** What is not as it was in the last release. */
export interface ReportChanges {
  /** Subject of the report that this one is compared with. */
  readonly against: string;
  /** Fingerprints of findings that were not there. */
  readonly added: readonly string[];
  /** Findings that are gone: mended, or their resource is. */
  readonly gone: readonly Pick<ReportedFinding, 'fingerprint' | 'id' | 'resource'>[];
  /** Fingerprints of findings that were open and are acknowledged now, or the other way round. */
  readonly judgedAnew: readonly string[];
  readonly decisions: {
    readonly added: readonly string[];
    readonly gone: readonly string[];
    readonly changed: readonly ChangedDecision[];
  };
}

/** Compares two reports by fingerprint and by the names of decisions. Pure. */
export function compareReports(before: Comparable, now: Comparable): ReportChanges {
  const old = new Map(before.findings.map((finding) => [finding.fingerprint, finding]));
  const current = new Set(now.findings.map(({ fingerprint }) => fingerprint));
  const oldDecisions = new Map(before.decisions.map((decision) => [decision.name, decision]));
  const names = new Set(now.decisions.map(({ name }) => name));
  return {
    against: before.subject,
    added: now.findings.filter(({ fingerprint }) => !old.has(fingerprint)).map(({ fingerprint }) => fingerprint),
    gone: before.findings
      .filter(({ fingerprint }) => !current.has(fingerprint))
      .map(({ fingerprint, id, resource }) => ({ fingerprint, id, resource })),
    judgedAnew: now.findings
      .filter((finding) => {
        const then = old.get(finding.fingerprint);
        return then !== undefined && (then.acknowledgedBy === undefined) !== (finding.acknowledgedBy === undefined);
      })
      .map(({ fingerprint }) => fingerprint),
    decisions: {
      added: now.decisions.filter(({ name }) => !oldDecisions.has(name)).map(({ name }) => name),
      gone: before.decisions.filter(({ name }) => !names.has(name)).map(({ name }) => name),
      changed: now.decisions.flatMap((decision) => {
        const then = oldDecisions.get(decision.name);
        const what = then === undefined ? [] : differences(then, decision);
        return what.length === 0 ? [] : [{ name: decision.name, what }];
      }),
    },
  };
}

function differences(before: ReportedDecision, now: ReportedDecision): readonly string[] {
  return (['reason', 'owner', 'expires', 'evidence', 'findings'] as const)
    .filter((property) => before[property] !== now[property])
    .map((property) => `${property}: ${before[property]} -> ${now[property]}`);
}

/** Whether nothing is other than it was. */
export const isUnchanged = ({ added, gone, judgedAnew, decisions }: ReportChanges): boolean =>
  [added, gone, judgedAnew, decisions.added, decisions.gone, decisions.changed].every((list) => list.length === 0);
