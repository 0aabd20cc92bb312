import { fingerprintOf } from '../../policies/report/fingerprint.ts';
import type { FindingTally } from '../../policies/report/tally.ts';
import { known, type Part, unknown } from './part.ts';
import { type EvidenceDocument, readEvidence, tallyFindings } from './security-view.ts';

/** What the policy rules find in a release and not in the one that runs, and the other way round. */
export interface FindingsDelta {
  /** Of the release as a whole, counted as the report counts. */
  readonly total: FindingTally;
  /** Undefined where nothing runs yet, or its evidence is no longer kept: then there is nothing to compare with. */
  readonly since: { readonly fresh: readonly FindingView[]; readonly gone: readonly FindingView[] } | undefined;
}

/** One finding, and who answers for it. */
export interface FindingView {
  readonly id: string;
  readonly path: string;
  /** Undefined where nobody does. */
  readonly owner: string | undefined;
}

type Finding = EvidenceDocument['findings'][number];
const toView = ({ id, path, acknowledged }: Finding): FindingView => ({ id, path, owner: acknowledged?.owner });

/** The findings of one release that another has not. */
function without(findings: readonly Finding[], others: readonly Finding[]): FindingView[] {
  const known = new Set(others.map(fingerprintOf));
  return findings.filter((finding) => !known.has(fingerprintOf(finding))).map(toView);
}

/**
 * Compares the findings of two releases. Pure.
 *
 * @param next the document that the release's cloud assembly holds
 * @param base that of the release which runs; undefined where there is none
 */
export function compareFindings(next: string | undefined, base: string | undefined): Part<FindingsDelta> {
  const own = next === undefined ? undefined : readEvidence(next);
  if (own === undefined)
    return unknown(
      'This release has no evidence of its findings that can be read here',
      'Its build has to synthesize with the policy packs of this version.',
    );
  const before = base === undefined ? undefined : readEvidence(base);
  const total = tallyFindings(own.findings);
  if (before === undefined) return known({ total, since: undefined });
  return known({
    total,
    since: { fresh: without(own.findings, before.findings), gone: without(before.findings, own.findings) },
  });
}
