/** What is known of one release. Instants are milliseconds since the Unix epoch. */
export interface ReleaseFacts {
  readonly pipelineName: string;
  readonly region: string;
  readonly executionId: string;
  /** Whether it takes a stage back to an earlier release. */
  readonly isRollback: boolean;
  readonly trigger: { readonly type: string; readonly detail: string };
  /** Why it was stopped, by who did it. */
  readonly stopReason: string | undefined;
  readonly commit: { readonly id: string; readonly title: string } | undefined;
  readonly author: Read<string | undefined>;
  /** Version that the build gave it. */
  readonly version: string | undefined;
  /** In the order in which they began. */
  readonly runs: readonly ActionRun[];
  readonly rules: readonly RuleRun[];
}

/** Something beside the point: that it cannot be read hides it, and nothing else. */
export type Read<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

/** One try of one action. */
export interface ActionRun {
  readonly id: string;
  readonly stage: string;
  readonly name: string;
  readonly category: string;
  readonly status: string;
  /** Whether it changes a stack: with what only prepares a change set nothing has happened yet. */
  readonly deploys: boolean;
  readonly startedMs: number;
  readonly changedMs: number;
  /** What it says of its result: an error, an approver's comment. */
  readonly says: string;
  /** CodePipeline's code of its error; empty where it has none. */
  readonly errorCode: string;
  /** ARN of who answered it. */
  readonly by: string | undefined;
  readonly configuration: Readonly<Record<string, string>>;
}

/** One try of one rule of a stage's conditions. */
export interface RuleRun {
  readonly id: string;
  readonly stage: string;
  readonly name: string;
  readonly status: string;
  readonly changedMs: number;
  readonly says: string;
}

/** A shift of an alias that came to no good end. */
export interface BrokenShift {
  readonly functionName: string;
  readonly newVersion: string;
  /** CodeDeploy's code and words for why. */
  readonly code: string;
  readonly message: string;
  /** The lifecycle event whose hook said no. */
  readonly failedHook: string | undefined;
  /** What the new version had; undefined where it never got traffic. */
  readonly traffic: { readonly percent: number; readonly ms: number } | undefined;
  /** Requests to the new version. */
  readonly requests: Read<{ readonly all: number; readonly failed: number } | undefined>;
  /** Whether a deployment took it back. */
  readonly takenBack: boolean;
}

/** An approval that waits for a person. */
export interface WaitingApproval {
  readonly executionId: string;
  readonly runId: string;
  readonly sinceMs: number;
  readonly expiresMs: number;
}
