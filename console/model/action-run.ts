import type { ActionExecutionDetail, ArtifactDetail } from '@aws-sdk/client-codepipeline';
import { readApprovalSummary } from '../../hooks/notifier/approval-answer.ts';

/** One run of an action in one execution. */
export interface ActionRun {
  readonly executionId: string;
  readonly stageName: string;
  readonly name: string;
  /** Such as `CodeBuild`. */
  readonly provider: string;
  readonly category: string;
  readonly status: string;
  readonly startedMs: number | undefined;
  /** Undefined while it runs. */
  readonly endedMs: number | undefined;
  /** What it says of its result: a commit message, a stack, an approver's comment. */
  readonly summary: string;
  readonly error: string | undefined;
  /** Hash of the dossier that the approver had read; undefined where the answer names none, and of other actions. */
  readonly dossier: string | undefined;
  /** CodePipeline's code of the error, such as `PermissionError`. */
  readonly errorCode: string | undefined;
  /** The build, stack or deployment behind it. */
  readonly externalId: string | undefined;
  /** ARN of who answered or changed it last. */
  readonly by: string | undefined;
  /** Its configuration in this run, variables resolved. */
  readonly configuration: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  /** What it took and what it gave, by the names of the pipeline. */
  readonly artifacts: readonly Artifact[];
}

/** Where an artifact of an execution lies. */
export interface Artifact {
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
}

const toArtifact = ({ name = '', s3location }: ArtifactDetail): Artifact[] =>
  s3location?.bucket === undefined || s3location.key === undefined
    ? []
    : [{ name, bucket: s3location.bucket, key: s3location.key }];

/** One run as CodePipeline tells it. */
export function toActionRun(detail: ActionExecutionDetail): ActionRun {
  const result = detail.output?.executionResult;
  const { provider = '', category = '' } = detail.input?.actionTypeId ?? {};
  const { externalExecutionSummary: summary = '', errorDetails: { message: error } = {} } = result ?? {};
  // The approver's words and the proof of what they read come as one text.
  const read = (text: string) =>
    category === 'Approval' ? readApprovalSummary(text) : { comment: text, dossier: undefined };
  const said = read(summary);
  const failed = error === undefined ? undefined : read(error);
  return {
    executionId: detail.pipelineExecutionId ?? '',
    stageName: detail.stageName ?? '',
    name: detail.actionName ?? '',
    provider,
    category,
    status: detail.status ?? '',
    startedMs: detail.startTime?.getTime(),
    endedMs: detail.status === 'InProgress' ? undefined : detail.lastUpdateTime?.getTime(),
    summary: said.comment,
    error: failed?.comment,
    errorCode: result?.errorDetails?.code,
    dossier: failed?.dossier ?? said.dossier,
    externalId: result?.externalExecutionId,
    by: detail.updatedBy,
    configuration: { ...detail.input?.configuration, ...detail.input?.resolvedConfiguration },
    variables: { ...detail.output?.outputVariables },
    artifacts: [...(detail.input?.inputArtifacts ?? []), ...(detail.output?.outputArtifacts ?? [])].flatMap(toArtifact),
  };
}

/**
 * The last run of each action, in the order in which they began: an action that was retried has several.
 * @param runs the newest first, as CodePipeline lists them: of two that began at one instant, this is all that tells
 */
export function lastRuns<Run extends Pick<ActionRun, 'stageName' | 'name' | 'startedMs'>>(runs: readonly Run[]): Run[] {
  const inOrder = runs.toReversed().sort((a, b) => (a.startedMs ?? 0) - (b.startedMs ?? 0));
  return [...new Map(inOrder.map((run) => [`${run.stageName}/${run.name}`, run])).values()];
}
