import type {
  ExecutionMode,
  PipelineDeclaration,
  Result,
  RetryTrigger,
  SourceRevisionOverride,
  TriggerType,
} from '@aws-sdk/client-codepipeline';
import type { Scope } from '../../kernel/service.ts';

/* What CodePipeline keeps, as JSON documents. Instants are virtual milliseconds since the Unix epoch. */

export interface S3Place {
  readonly bucket: string;
  readonly key: string;
}

export interface Pipeline {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  updatedMs: number;
  version: number;
  declaration: PipelineDeclaration;
  tags: Record<string, string>;
  /** Disabled inbound transitions, by stage. */
  disabled: Record<string, { readonly reason: string; readonly changedBy: string; readonly changedMs: number }>;
  /** Who enabled or disabled a transition last, by stage. */
  enabled: Record<string, { readonly changedBy: string; readonly changedMs: number }>;
  /** Executions that are under way, the oldest first. */
  active: string[];
  /** The execution that entered a stage last, by stage. */
  latest: Record<string, string>;
  /** The last run of each action, by `stage/action`. */
  latestRuns: Record<string, { readonly executionId: string; readonly runId: string }>;
  nextOrder: number;
  /** `clientRequestToken` of earlier starts and the execution that each made. */
  startTokens: Record<string, string>;
}

export type ExecutionStatus =
  | 'InProgress'
  | 'Stopping'
  | 'Stopped'
  | 'Succeeded'
  | 'Superseded'
  | 'Cancelled'
  | 'Failed';
export type StageStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped' | 'Stopping' | 'Cancelled' | 'Skipped';
export type RunStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';

export interface RunError {
  readonly code: string;
  readonly message: string;
}

/** What an action or a rule leaves behind besides its status. */
export interface RunResult {
  externalExecutionId?: string;
  externalExecutionUrl?: string;
  summary?: string;
  percentComplete?: number;
  error?: RunError;
}

/** One try of one action. */
export interface ActionRun extends RunResult {
  readonly id: string;
  readonly stage: string;
  readonly action: string;
  status: RunStatus;
  readonly startedMs: number;
  updatedMs: number;
  updatedBy?: string;
  readonly resolvedConfiguration: Record<string, string>;
  readonly inputs: Record<string, S3Place>;
  readonly outputs: Record<string, S3Place>;
  outputVariables: Record<string, string>;
  /** Of an approval: what PutApprovalResult has to quote. */
  readonly token?: string;
  /** Of an approval: when it expires. */
  readonly expiresMs?: number;
  /** What the provider must know again after a restart, such as the id of the build that it started. */
  memory: Record<string, string>;
}

/** One try of one rule of a condition. */
export interface RuleRun extends RunResult {
  readonly id: string;
  readonly stage: string;
  readonly rule: string;
  readonly kind: ConditionKind;
  readonly condition: number;
  status: RunStatus;
  readonly startedMs: number;
  updatedMs: number;
  updatedBy?: string;
  readonly resolvedConfiguration: Record<string, string>;
  readonly inputs: Record<string, S3Place>;
  /** What the provider must know again after a restart, such as that it invoked its function. */
  memory: Record<string, string>;
}

export type ConditionKind = 'beforeEntry' | 'onSuccess' | 'onFailure';
export type ConditionStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Overridden' | 'Abandoned' | 'Cancelled';

/** The conditions of one kind of a stage, as they were checked last. */
export interface ConditionSet {
  status: ConditionStatus;
  changedMs: number;
  /** Rule runs by condition, in the order of the declaration. */
  readonly conditions: {
    status: ConditionStatus;
    changedMs: number;
    readonly result: Result;
    readonly rules: string[];
  }[];
}

export interface StageRun {
  readonly name: string;
  status: StageStatus;
  phase: 'beforeEntry' | 'actions' | 'onSuccess' | 'onFailure' | 'ended';
  readonly enteredMs: number;
  /** The current try of each action, by action. */
  runs: Record<string, string>;
  conditions: Partial<Record<ConditionKind, ConditionSet>>;
  automaticRetries: number;
  manualRetries: number;
  latestRetry?: RetryTrigger;
}

export interface SourceRevisionRecord {
  readonly actionName: string;
  readonly artifactName?: string;
  readonly revisionId: string;
  readonly revisionSummary: string;
  readonly revisionUrl: string;
  readonly createdMs: number;
}

export interface Execution {
  readonly id: string;
  readonly pipeline: string;
  readonly version: number;
  readonly order: number;
  readonly mode: ExecutionMode;
  readonly type: 'STANDARD' | 'ROLLBACK';
  status: ExecutionStatus;
  statusSummary?: string;
  readonly startedMs: number;
  updatedMs: number;
  readonly trigger: { readonly type: TriggerType; readonly detail: string };
  stopReason?: string;
  readonly rollbackOf?: string;
  /** Pipeline-level variables with their values. */
  readonly variables: Record<string, string>;
  /** Output variables by namespace. */
  namespaces: Record<string, Record<string, string>>;
  artifacts: Record<string, S3Place>;
  sourceRevisions: SourceRevisionRecord[];
  readonly sourceOverrides: SourceRevisionOverride[];
  /** Where it is: waiting to enter the stage, or in it. */
  at: { stage: string; waiting: boolean };
  stages: Record<string, StageRun>;
  runs: ActionRun[];
  rules: RuleRun[];
}

/** Where the job of a function belongs, by job id: to an Invoke action or to a LambdaInvoke rule. */
export interface JobOwner {
  readonly pipeline: string;
  readonly executionId: string;
  readonly runId: string;
}

export const pipelines = (scope: Scope) => scope.table<Pipeline>('codepipeline.pipelines');
/** Every version of a definition, by `name/version`. */
export const versions = (scope: Scope) => scope.table<PipelineDeclaration>('codepipeline.versions');
/** By `pipeline/execution id`. */
export const executions = (scope: Scope) => scope.table<Execution>('codepipeline.executions');
export const jobs = (scope: Scope) => scope.table<JobOwner>('codepipeline.jobs');

export const isActive = (execution: Execution): boolean =>
  execution.status === 'InProgress' || execution.status === 'Stopping';
