import type {
  PipelineDeclaration,
  StageConditionState,
  StageDeclaration,
  StageExecution,
  StageState,
} from '@aws-sdk/client-codepipeline';
import { modeOf } from './declaration.ts';
import { errorDetails, toActionExecution } from './present.ts';
import type { ConditionKind, Execution, Pipeline } from './state.ts';

const CONSOLE = 'console.aws.amazon.com/codesuite/codepipeline/pipelines';

/**
 * What GetPipelineState says of one stage.
 * @param find an execution of the pipeline by id
 */
export function toStageState(
  pipeline: Pipeline,
  declaration: PipelineDeclaration,
  stage: StageDeclaration,
  region: string,
  find: (id: string) => Execution | undefined,
): StageState {
  const name = stage.name ?? '';
  const first = declaration.stages?.[0]?.name === name;
  const parallel = modeOf(declaration) === 'PARALLEL';
  const latest = find(pipeline.latest[name] ?? '');
  const run = latest?.stages[name];
  const inbound = pipeline.active
    .flatMap((id) => find(id) ?? [])
    .filter(({ at }) => at.waiting && at.stage === name)
    .map(({ id, type }): StageExecution => ({ pipelineExecutionId: id, status: 'InProgress', type }));
  const [inboundExecution] = inbound.slice(-1);
  return {
    stageName: name,
    ...(inboundExecution === undefined ? {} : { inboundExecution, inboundExecutions: inbound }),
    ...(first ? {} : { inboundTransitionState: transitionState(pipeline, name) }),
    actionStates: (stage.actions ?? []).map((action) => {
      const last = pipeline.latestRuns[`${name}/${action.name}`];
      const actionRun = find(last?.executionId ?? '')?.runs.find(({ id }) => id === last?.runId);
      return {
        actionName: action.name,
        entityUrl: `https://${region}.${CONSOLE}/${pipeline.name}/view?region=${region}`,
        ...(actionRun === undefined ? {} : { latestExecution: toActionExecution(actionRun, parallel) }),
        ...revisionOf(find(last?.executionId ?? ''), action.name),
      };
    }),
    ...(latest === undefined || run === undefined
      ? {}
      : { latestExecution: { pipelineExecutionId: latest.id, status: run.status, type: latest.type } }),
    ...(latest === undefined
      ? {}
      : {
          beforeEntryConditionState: conditionState(latest, stage, 'beforeEntry'),
          onSuccessConditionState: conditionState(latest, stage, 'onSuccess'),
          onFailureConditionState: conditionState(latest, stage, 'onFailure'),
        }),
    ...(run?.latestRetry === undefined
      ? {}
      : {
          retryStageMetadata: {
            autoStageRetryAttempt: run.automaticRetries,
            manualStageRetryAttempt: run.manualRetries,
            latestRetryTrigger: run.latestRetry,
          },
        }),
  };
}

function transitionState(pipeline: Pipeline, stage: string) {
  const disabled = pipeline.disabled[stage];
  const enabled = pipeline.enabled[stage];
  if (disabled !== undefined)
    return {
      enabled: false,
      lastChangedBy: disabled.changedBy,
      lastChangedAt: new Date(disabled.changedMs),
      disabledReason: disabled.reason,
    };
  return enabled === undefined
    ? { enabled: true }
    : { enabled: true, lastChangedBy: enabled.changedBy, lastChangedAt: new Date(enabled.changedMs) };
}

function revisionOf(execution: Execution | undefined, action: string | undefined) {
  const revision = execution?.sourceRevisions.find(({ actionName }) => actionName === action);
  if (revision === undefined) return {};
  return {
    currentRevision: {
      revisionId: revision.revisionId,
      revisionChangeId: revision.revisionId,
      created: new Date(revision.createdMs),
    },
    revisionUrl: revision.revisionUrl,
  };
}

function conditionState(
  execution: Execution,
  stage: StageDeclaration,
  kind: ConditionKind,
): StageConditionState | undefined {
  const set = execution.stages[stage.name ?? '']?.conditions[kind];
  if (set === undefined || stage[kind] === undefined) return undefined;
  return {
    latestExecution: { status: set.status },
    conditionStates: set.conditions.map((condition) => ({
      latestExecution: { status: condition.status, lastStatusChange: new Date(condition.changedMs) },
      ruleStates: condition.rules.flatMap((id) => {
        const rule = execution.rules.find((candidate) => candidate.id === id);
        if (rule === undefined) return [];
        return {
          ruleName: rule.rule,
          latestExecution: {
            ruleExecutionId: rule.id,
            status: rule.status,
            lastStatusChange: new Date(rule.updatedMs),
            ...(rule.summary === undefined ? {} : { summary: rule.summary }),
            ...(rule.updatedBy === undefined ? {} : { lastUpdatedBy: rule.updatedBy }),
            ...errorDetails(rule),
          },
        };
      }),
    })),
  };
}
