/** The one document that a rehearsal ends with; printed by `--json`. Fields are added, never renamed. */
export interface Summary {
  readonly ok: boolean;
  /** `release` for the main job. */
  readonly scenario: string;
  readonly wallMs: number;
  readonly executions: readonly ExecutionSummary[];
  readonly deployments: readonly DeploymentSummary[];
  readonly requests: RequestSummary;
  readonly recordedNotRun: readonly { readonly type: string; readonly logicalId: string; readonly why: string }[];
  readonly expectations: readonly Expectation[];
  /** Wall time of each step, in the order in which they were taken. */
  readonly steps: readonly { readonly name: string; readonly wallMs: number }[];
  /** Largest resident memory of the endpoint's process so far. */
  readonly endpointPeakMiB: number;
}

export interface ExecutionSummary {
  readonly id: string;
  readonly commit: string;
  readonly status: string;
  /** Virtual milliseconds. */
  readonly durationMs: number;
  readonly stages: readonly StageSummary[];
  /** What was asked before a stage was entered and while it baked, the oldest first; once for each try. */
  readonly gates: readonly GateSummary[];
}

export interface GateSummary {
  readonly stage: string;
  /** Name of the rule, such as `Freeze`. */
  readonly name: string;
  /** `Skipped` where it has passed its stage over: there was nothing to ask. */
  readonly status: string;
  /** What the gate says, such as until when a freeze lasts. */
  readonly summary: string;
}

export interface StageSummary {
  readonly name: string;
  readonly status: string;
  readonly durationMs: number;
  readonly actions: readonly ActionSummary[];
}

export interface ActionSummary {
  readonly name: string;
  readonly provider: string;
  /** CodePipeline's, such as `Approval`. */
  readonly category: string;
  /** What an action of CloudFormation does, such as `CHANGE_SET_EXECUTE`; null for all others. */
  readonly mode: string | null;
  readonly status: string;
  readonly durationMs: number;
  /** What the action says of its result: a commit message, a stack, an approver's comment, an error. */
  readonly summary: string;
  /** Of a build that failed: the last lines of its log. */
  readonly logTail?: readonly string[];
}

export interface DeploymentSummary {
  readonly id: string;
  readonly group: string;
  readonly config: string;
  readonly status: string;
  readonly errorCode: string | null;
  /** The deployment that this one takes back. */
  readonly rollbackOf: string | null;
  readonly weights: readonly { readonly at: string | number; readonly percentNew: number }[];
  readonly hooks: readonly { readonly name: string; readonly status: string }[];
  readonly alarms: readonly { readonly name: string; readonly state: string }[];
  /** What its bake could say; null where the hook after the traffic did not run. */
  readonly evidence: EvidenceSummary | null;
}

/** Whether the bad version that the stage must notice would have been noticed, and by what. */
export interface EvidenceSummary {
  readonly enough: boolean;
  /** Requests of users to the new version in its bake; null where there was no bake, or the number is not known. */
  readonly users: number | null;
  /** Synthetic requests to each version. */
  readonly synthetic: number;
  /** Requests of users that are enough without others; null where no number is. */
  readonly needed: number | null;
  readonly words: string;
}

export interface RequestSummary {
  readonly sent: number;
  /** Answers of 500 and above, and requests without an answer. */
  readonly failed: number;
  readonly byVersion: Readonly<Record<string, number>>;
}

export interface Expectation {
  readonly what: string;
  readonly held: boolean;
  readonly seen: string;
}
