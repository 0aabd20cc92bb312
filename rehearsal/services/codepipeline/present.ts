import type {
  ActionExecution,
  ActionExecutionDetail,
  ArtifactDetail,
  ArtifactRevision,
  ErrorDetails,
  ExecutionTrigger,
  PipelineDeclaration,
  PipelineExecution,
  PipelineExecutionSummary,
  RuleExecutionDetail,
  SourceRevision,
} from '@aws-sdk/client-codepipeline';
import { actionOf, ruleOf, stageOf } from './declaration.ts';
import type { ActionRun, Execution, RuleRun, RunResult, S3Place } from './state.ts';

/* From what is stored to what the API answers. */

const triggerOf = ({ trigger }: Execution): ExecutionTrigger => ({
  triggerType: trigger.type,
  triggerDetail: trigger.detail,
});

export const errorDetails = ({ error }: RunResult): { errorDetails?: ErrorDetails } =>
  error === undefined ? {} : { errorDetails: { code: error.code, message: error.message } };

const kindOf = (execution: Execution) => ({
  executionMode: execution.mode,
  executionType: execution.type,
  ...(execution.rollbackOf === undefined
    ? {}
    : { rollbackMetadata: { rollbackTargetPipelineExecutionId: execution.rollbackOf } }),
});

export function toExecution(execution: Execution): PipelineExecution {
  return {
    pipelineName: execution.pipeline,
    pipelineVersion: execution.version,
    pipelineExecutionId: execution.id,
    status: execution.status,
    ...(execution.statusSummary === undefined ? {} : { statusSummary: execution.statusSummary }),
    artifactRevisions: execution.sourceRevisions.map(
      (revision): ArtifactRevision => ({
        name: revision.artifactName,
        revisionId: revision.revisionId,
        revisionSummary: revision.revisionSummary,
        revisionUrl: revision.revisionUrl,
        created: new Date(revision.createdMs),
      }),
    ),
    variables: Object.entries(execution.variables).map(([name, resolvedValue]) => ({ name, resolvedValue })),
    trigger: triggerOf(execution),
    ...kindOf(execution),
  };
}

export function toExecutionSummary(execution: Execution): PipelineExecutionSummary {
  return {
    pipelineExecutionId: execution.id,
    status: execution.status,
    ...(execution.statusSummary === undefined ? {} : { statusSummary: execution.statusSummary }),
    startTime: new Date(execution.startedMs),
    lastUpdateTime: new Date(execution.updatedMs),
    sourceRevisions: execution.sourceRevisions.map(
      ({ actionName, revisionId, revisionSummary, revisionUrl }): SourceRevision => ({
        actionName,
        revisionId,
        revisionSummary,
        revisionUrl,
      }),
    ),
    trigger: triggerOf(execution),
    ...(execution.stopReason === undefined ? {} : { stopTrigger: { reason: execution.stopReason } }),
    ...kindOf(execution),
  };
}

const artifacts = (places: Readonly<Record<string, S3Place>>): ArtifactDetail[] =>
  Object.entries(places).map(([name, { bucket, key }]) => ({ name, s3location: { bucket, key } }));

const resultOf = (run: RunResult) => ({
  executionResult: {
    ...(run.externalExecutionId === undefined ? {} : { externalExecutionId: run.externalExecutionId }),
    ...(run.externalExecutionUrl === undefined ? {} : { externalExecutionUrl: run.externalExecutionUrl }),
    ...(run.summary === undefined ? {} : { externalExecutionSummary: run.summary }),
    ...errorDetails(run),
  },
});

/** @param declaration the version of the pipeline that the execution runs */
export function toActionDetail(
  execution: Execution,
  run: ActionRun,
  declaration: PipelineDeclaration,
  region: string,
): ActionExecutionDetail {
  const action = actionOf(stageOf(declaration, run.stage), run.action);
  return {
    pipelineExecutionId: execution.id,
    actionExecutionId: run.id,
    pipelineVersion: execution.version,
    stageName: run.stage,
    actionName: run.action,
    startTime: new Date(run.startedMs),
    lastUpdateTime: new Date(run.updatedMs),
    ...(run.updatedBy === undefined ? {} : { updatedBy: run.updatedBy }),
    status: run.status,
    input: {
      actionTypeId: action.actionTypeId,
      configuration: action.configuration ?? {},
      resolvedConfiguration: run.resolvedConfiguration,
      ...(action.roleArn === undefined ? {} : { roleArn: action.roleArn }),
      region,
      inputArtifacts: artifacts(run.inputs),
      ...(action.namespace === undefined ? {} : { namespace: action.namespace }),
    },
    output: {
      outputArtifacts: run.status === 'Succeeded' ? artifacts(run.outputs) : [],
      ...resultOf(approvalId(run)),
      outputVariables: run.outputVariables,
    },
  };
}

/** The token of an approval is its external execution id: in PARALLEL mode that is the only place to read it. */
const approvalId = (run: ActionRun): ActionRun =>
  run.token === undefined ? run : { ...run, externalExecutionId: run.token };

export function toActionExecution(run: ActionRun, parallel: boolean): ActionExecution {
  return {
    actionExecutionId: run.id,
    status: run.status,
    lastStatusChange: new Date(run.updatedMs),
    ...(run.summary === undefined ? {} : { summary: run.summary }),
    ...(run.token === undefined || run.status !== 'InProgress' || parallel ? {} : { token: run.token }),
    ...(run.updatedBy === undefined ? {} : { lastUpdatedBy: run.updatedBy }),
    ...(run.externalExecutionId === undefined ? {} : { externalExecutionId: run.externalExecutionId }),
    ...(run.externalExecutionUrl === undefined ? {} : { externalExecutionUrl: run.externalExecutionUrl }),
    ...(run.percentComplete === undefined ? {} : { percentComplete: run.percentComplete }),
    ...errorDetails(run),
  };
}

export function toRuleDetail(
  execution: Execution,
  run: RuleRun,
  declaration: PipelineDeclaration,
  region: string,
): RuleExecutionDetail {
  const rule = ruleOf(stageOf(declaration, run.stage), run.kind, run.condition, run.rule);
  return {
    pipelineExecutionId: execution.id,
    ruleExecutionId: run.id,
    pipelineVersion: execution.version,
    stageName: run.stage,
    ruleName: run.rule,
    startTime: new Date(run.startedMs),
    lastUpdateTime: new Date(run.updatedMs),
    ...(run.updatedBy === undefined ? {} : { updatedBy: run.updatedBy }),
    status: run.status,
    input: {
      ruleTypeId: rule.ruleTypeId,
      configuration: rule.configuration ?? {},
      resolvedConfiguration: run.resolvedConfiguration,
      ...(rule.roleArn === undefined ? {} : { roleArn: rule.roleArn }),
      region,
      inputArtifacts: [],
    },
    output: resultOf(run),
  };
}
