/*
 * The phases of a build as a pure state machine.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details.html#view-build-details-phases
 */

export const PHASES = [
  'SUBMITTED',
  'QUEUED',
  'PROVISIONING',
  'DOWNLOAD_SOURCE',
  'INSTALL',
  'PRE_BUILD',
  'BUILD',
  'POST_BUILD',
  'UPLOAD_ARTIFACTS',
  'FINALIZING',
  'COMPLETED',
] as const;
export type PhaseType = (typeof PHASES)[number];
export type PhaseStatus = 'SUCCEEDED' | 'FAILED' | 'FAULT' | 'TIMED_OUT' | 'STOPPED';
export type BuildStatus = PhaseStatus | 'IN_PROGRESS';

export interface Phase {
  readonly type: PhaseType;
  readonly startMs: number;
  readonly endMs?: number;
  readonly status?: PhaseStatus;
  /** CodeBuild's `statusCode` and `message`. */
  readonly context?: { readonly statusCode: string; readonly message: string };
  /** Failed, but the buildspec says `on-failure: CONTINUE`. */
  readonly continued?: boolean;
}

/** What `on-failure` of a phase may say, besides nothing. */
export type OnFailure = 'ABORT' | 'CONTINUE';

export interface Progress {
  readonly phases: readonly Phase[];
  readonly status: BuildStatus;
  readonly currentPhase: PhaseType;
  readonly endMs?: number;
}

/** How a phase ended. */
export interface Outcome {
  readonly status: PhaseStatus;
  readonly context?: { readonly statusCode: string; readonly message: string };
  readonly onFailure?: OnFailure;
}

/** Not documented by AWS: whether a failure that a buildspec continues from still fails the build. */
const CONTINUED_FAILURE_FAILS_THE_BUILD = false;

export function submitted(nowMs: number): Progress {
  return { phases: [{ type: 'SUBMITTED', startMs: nowMs }], status: 'IN_PROGRESS', currentPhase: 'SUBMITTED' };
}

/** Ends the current phase and enters the next one; entering COMPLETED decides the build. */
export function endPhase(progress: Progress, outcome: Outcome, nowMs: number): Progress {
  const { onFailure, ...ended } = outcome;
  const phases = progress.phases.map((phase, index) =>
    index < progress.phases.length - 1
      ? phase
      : {
          ...phase,
          ...ended,
          endMs: nowMs,
          ...(outcome.status === 'FAILED' && onFailure === 'CONTINUE' ? { continued: true } : {}),
        },
  );
  const next = phaseAfter(progress.currentPhase, outcome);
  const entered = [...phases, { type: next, startMs: nowMs }];
  if (next !== 'COMPLETED') return { phases: entered, status: 'IN_PROGRESS', currentPhase: next };
  return { phases: entered, status: decide(phases), currentPhase: next, endMs: nowMs };
}

/**
 * A failed INSTALL or PRE_BUILD ends the build; BUILD goes on to POST_BUILD and that to UPLOAD_ARTIFACTS even when they
 * fail, unless `on-failure` says ABORT.
 */
export function phaseAfter(type: PhaseType, outcome: Outcome): PhaseType {
  const following = PHASES[PHASES.indexOf(type) + 1] ?? 'COMPLETED';
  if (outcome.status === 'SUCCEEDED' || type === 'FINALIZING') return following;
  if (outcome.status === 'FAILED') {
    if (outcome.onFailure === 'CONTINUE') return following;
    if (outcome.onFailure !== 'ABORT' && (type === 'BUILD' || type === 'POST_BUILD')) return following;
  }
  // A build that never got a machine has nothing to clean up.
  return type === 'SUBMITTED' || type === 'QUEUED' ? 'COMPLETED' : 'FINALIZING';
}

const WORST_FIRST: readonly PhaseStatus[] = ['STOPPED', 'TIMED_OUT', 'FAULT', 'FAILED'];

function decide(phases: readonly Phase[]): PhaseStatus {
  const counting = phases.filter((phase) => CONTINUED_FAILURE_FAILS_THE_BUILD || phase.continued !== true);
  return WORST_FIRST.find((status) => counting.some((phase) => phase.status === status)) ?? 'SUCCEEDED';
}

/** CODEBUILD_BUILD_SUCCEEDING. */
export function isSucceeding(progress: Progress): boolean {
  return decide(progress.phases) === 'SUCCEEDED';
}
