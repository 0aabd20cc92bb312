import { createHash } from 'node:crypto';
import type { Change } from '../../policies/changes/change.ts';
import { canonical } from '../../policies/changes/template.ts';
import type { StackPermissions } from '../../policies/permissions/report.ts';
import type { ActionRun } from './action-run.ts';
import type { Asked } from './asked.ts';
import type { PackagesDelta } from './bills.ts';
import type { ChangedFiles } from './changed-files.ts';
import type { ClockView } from './clock.ts';
import type { CommitView } from './commit-view.ts';
import { type ExecutionView, lastName } from './execution-view.ts';
import type { FindingsDelta } from './findings-delta.ts';
import { OUTCOME_WORDS, type Outcome } from './outcome.ts';
import type { Part } from './part.ts';
import type { ReleaseStage } from './release-view.ts';
import type { TestComparison } from './test-results.ts';

/** Everything that an approver decides on. */
export interface DossierView {
  readonly clock: ClockView;
  readonly pipelineName: string;
  readonly execution: ExecutionView;
  /** Where the approval is. */
  readonly stage: string;
  readonly action: string;
  /** The stages that it lets the release into. */
  readonly targets: readonly string[];
  /** What it decides. */
  readonly asked: Asked;
  readonly standing: Standing;
  readonly facts: DossierFacts;
  /** Of the facts, as hexadecimal SHA-256: it goes into the answer, so that nobody can say that something else was read. */
  readonly hash: string;
  /** Of each fact, so that it can be said which one has changed. */
  readonly factHashes: Readonly<Record<string, string>>;
}

export interface DossierFacts {
  /** What runs there now, and what a rollback goes back to; undefined before the first release. */
  readonly base: ExecutionView | undefined;
  readonly commits: Part<readonly CommitView[]>;
  /** The files that they change; undefined before the first release, when all are new. */
  readonly files: Part<ChangedFiles | undefined>;
  readonly changes: Part<readonly StackDiff[]>;
  readonly permissions: Part<readonly StackPermissions[]>;
  /** What the policy rules newly find in the release, and what they no longer do. */
  readonly findings: Part<FindingsDelta>;
  /** What it is made of, beside what the release that runs is made of. */
  readonly packages: Part<PackagesDelta>;
  readonly tests: Part<readonly TestComparison[]>;
  /** What the stages before it have shown. */
  readonly earlier: readonly ReleaseStage[];
  /** What the bake behind it will be able to see, as the pipeline says it. */
  readonly bake: string;
  /** The whole comment of the approval. */
  readonly comment: string;
}

/** The changes of one stack. */
export interface StackDiff {
  readonly stack: string;
  /** Whether nothing was deployed before. */
  readonly first: boolean;
  /** Functions whose first version has to pass smoke checks before the stack is made. */
  readonly firstChecks: number;
  readonly changes: readonly Change[];
}

/** Whether there is still something to decide. */
export type Standing =
  | { readonly kind: 'waiting'; readonly sinceMs: number | undefined; readonly expiresMs: number | undefined }
  | {
      readonly kind: 'answered';
      readonly approved: boolean;
      readonly by: string;
      readonly comment: string;
      /** Hash of the dossier that was read; undefined where the answer names none. */
      readonly dossier: string | undefined;
      readonly atMs: number | undefined;
    }
  /** Not come to the approval yet. */
  | { readonly kind: 'early'; readonly why: string }
  /** It can no longer be decided. */
  | { readonly kind: 'void'; readonly why: string };

const MINUTE_MS = 60_000;

/**
 * Whether an approval can still be answered. Pure.
 *
 * @param run the approval's run in this execution; undefined while it has none
 * @param inStage id of the execution that the approval's stage holds now
 */
export function standingOf(
  execution: ExecutionView,
  run: ActionRun | undefined,
  inStage: string | undefined,
  timeoutMinutes: number,
  newer: ExecutionView | undefined,
  outcome: Outcome,
): Standing {
  if (execution.status === 'Superseded')
    return { kind: 'void', why: `A newer release took its place: ${newer?.title ?? 'see the pipeline'}.` };
  if (run === undefined)
    return execution.status === 'InProgress'
      ? { kind: 'early', why: 'The release has not come to this approval yet.' }
      : { kind: 'void', why: `The release ended before it came to this approval: ${OUTCOME_WORDS[outcome]}.` };
  if (run.status !== 'InProgress') {
    const approved = run.status === 'Succeeded';
    if (!approved && run.by === undefined)
      return { kind: 'void', why: run.error ?? `The approval ended: ${run.status}.` };
    return {
      kind: 'answered',
      approved,
      by: lastName(run.by ?? ''),
      comment: run.error ?? run.summary,
      dossier: run.dossier,
      atMs: run.endedMs,
    };
  }
  if (execution.status !== 'InProgress')
    return { kind: 'void', why: `The execution is being ended: ${execution.status}.` };
  if (inStage !== execution.id) return { kind: 'void', why: 'The stage of the approval holds another release by now.' };
  const { startedMs } = run;
  const expiresMs = startedMs === undefined ? undefined : startedMs + timeoutMinutes * MINUTE_MS;
  return { kind: 'waiting', sinceMs: startedMs, expiresMs };
}

const sha256 = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');

/** The hashes of a dossier's facts. Pure; the same for the same facts, whenever they are read. */
export function hashFacts(execution: ExecutionView, facts: DossierFacts) {
  const { base, earlier, ...rest } = facts;
  const told = {
    release: { id: execution.id, commit: execution.commit },
    base: base === undefined ? 'none' : { id: base.id, commit: base.commit },
    earlier: earlier.map(({ name, status }) => ({ name, status })),
    ...rest,
  };
  const factHashes = Object.fromEntries(Object.entries(told).map(([name, fact]) => [name, sha256(fact)]));
  return { factHashes, hash: sha256(factHashes) };
}

/** What the pipeline says of the bake: the last part of the approval's comment. */
export const bakeIn = (comment: string): string => comment.split(' | ').slice(1).at(-1)?.trim() ?? '';
