import { z } from 'zod';
import type { AccessSummary } from '../../policies/report/access.ts';
import { type FindingTally, packOf, tallyOf } from '../../policies/report/tally.ts';
import type { ClockView } from './clock.ts';
import type { ExecutionView } from './execution-view.ts';
import type { Part } from './part.ts';

/** What the policy rules found in the newest release that was built. */
export interface SecurityView {
  readonly pipelineName: string;
  readonly clock: ClockView;
  /** The release whose evidence this is. */
  readonly release: ExecutionView | undefined;
  readonly evidence: Part<EvidenceView>;
  /** What each role may do, and what of it nobody saw it do. */
  readonly access: Part<AccessSummary>;
  /** Files of the security report that can be had. */
  readonly reports: readonly string[];
}

export interface EvidenceView {
  readonly resources: number;
  /** Of all packs together, counted as the report counts. */
  readonly total: FindingTally;
  readonly packs: readonly PackView[];
  /** Findings that nobody answers for. */
  readonly open: readonly { readonly id: string; readonly path: string }[];
  /** Those that somebody does, by the entry of the ledger, the next to expire first. */
  readonly acknowledged: readonly Acknowledged[];
}

/** A pack of rules, and what became of its findings. */
export interface PackView extends FindingTally {
  readonly name: string;
  readonly rules: number;
}

export interface Acknowledged {
  /** Of the ledger's entry. */
  readonly name: string;
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it holds, YYYY-MM-DD. */
  readonly expires: string;
  readonly daysLeft: number;
  readonly findings: readonly { readonly id: string; readonly path: string }[];
}

const document = z.object({
  // Only counted: what is told of each has changed once.
  resources: z.array(z.unknown()),
  packs: z.array(z.object({ name: z.string(), rules: z.array(z.unknown()) })),
  findings: z.array(
    z.object({
      id: z.string(),
      path: z.string(),
      acknowledged: z
        .object({ entry: z.string(), reason: z.string(), owner: z.string(), expires: z.string() })
        .optional(),
    }),
  ),
});

export type EvidenceDocument = z.infer<typeof document>;

/**
 * Reads the evidence that a release's cloud assembly holds.
 * @returns undefined where it is not written as this version does
 * @throws SyntaxError where it is no JSON
 */
export function readEvidence(text: string): EvidenceDocument | undefined {
  const read = document.safeParse(JSON.parse(text));
  return read.success ? read.data : undefined;
}

/** How many of these findings there are, and what became of them. Pure. */
export const tallyFindings = (findings: EvidenceDocument['findings']): FindingTally =>
  tallyOf(findings.map(({ acknowledged }) => acknowledged?.entry));

const DAY_MS = 24 * 3600 * 1000;

/**
 * The evidence of a release as a page. Pure.
 * @param text the document that the release's cloud assembly holds
 * @returns undefined where it is not written as this version does
 * @throws SyntaxError where it is no JSON
 */
export function toEvidenceView(text: string, nowMs: number): EvidenceView | undefined {
  const read = readEvidence(text);
  if (read === undefined) return undefined;
  const { resources, packs, findings } = read;
  const entries = new Map<string, Acknowledged>();
  for (const { id, path, acknowledged } of findings) {
    if (acknowledged === undefined) continue;
    const { entry: name, reason, owner, expires } = acknowledged;
    const daysLeft = Math.floor((Date.parse(`${expires}T23:59:59Z`) - nowMs) / DAY_MS);
    const before = entries.get(name)?.findings ?? [];
    entries.set(name, { name, reason, owner, expires, daysLeft, findings: [...before, { id, path }] });
  }
  return {
    resources: resources.length,
    total: tallyFindings(findings),
    packs: packs.map(({ name, rules }) => ({
      name,
      rules: rules.length,
      ...tallyFindings(findings.filter(({ id }) => packOf(id) === name)),
    })),
    open: findings.filter(({ acknowledged }) => acknowledged === undefined).map(({ id, path }) => ({ id, path })),
    acknowledged: [...entries.values()].sort((a, b) => a.expires.localeCompare(b.expires)),
  };
}
