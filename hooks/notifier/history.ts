import type {
  ActionExecutionDetail,
  PipelineDeclaration,
  PipelineExecutionSummary,
  RuleExecutionDetail,
} from '@aws-sdk/client-codepipeline';
import { readApprovalSummary } from './approval-answer.ts';
import { DEFAULT_APPROVAL_TIMEOUT_MINUTES } from './contract.ts';
import type { ActionRun, ReleaseFacts, RuleRun, WaitingApproval } from './release.ts';

/* What CodePipeline answers, as what is asked of it. Pure. */

const DEPLOYS = new Set(['CHANGE_SET_EXECUTE', 'CREATE_UPDATE', 'REPLACE_ON_FAILURE']);
const MINUTE_MS = 60_000;
/** Output variable of the build. */
const VERSION = 'RELEASE_VERSION';

const msOf = (date: Date | undefined): number => date?.getTime() ?? 0;

/** One try of one action. */
export function toActionRun({ input, output, ...detail }: ActionExecutionDetail): ActionRun {
  const { category = '' } = input?.actionTypeId ?? {};
  const configuration = { ...input?.configuration, ...input?.resolvedConfiguration };
  const result = output?.executionResult;
  const says = result?.errorDetails?.message ?? result?.externalExecutionSummary ?? '';
  return {
    id: detail.actionExecutionId ?? '',
    stage: detail.stageName ?? '',
    name: detail.actionName ?? '',
    category,
    status: detail.status ?? '',
    deploys: category === 'Deploy' && DEPLOYS.has(configuration.ActionMode ?? ''),
    startedMs: msOf(detail.startTime),
    changedMs: msOf(detail.lastUpdateTime),
    says: category === 'Approval' ? readApprovalSummary(says).comment : says,
    errorCode: result?.errorDetails?.code ?? '',
    by: detail.updatedBy,
    configuration,
  };
}

/** One try of one rule. */
export function toRuleRun({ output, ...detail }: RuleExecutionDetail): RuleRun {
  const result = output?.executionResult;
  return {
    id: detail.ruleExecutionId ?? '',
    stage: detail.stageName ?? '',
    name: detail.ruleName ?? '',
    status: detail.status ?? '',
    changedMs: msOf(detail.lastUpdateTime),
    says: result?.errorDetails?.message ?? result?.externalExecutionSummary ?? '',
  };
}

/** What an execution tells of itself. */
export function toRelease(
  { pipelineExecutionId = '', executionType, trigger, stopTrigger, sourceRevisions }: PipelineExecutionSummary,
  details: readonly ActionExecutionDetail[],
  rules: readonly RuleExecutionDetail[],
): Omit<ReleaseFacts, 'pipelineName' | 'region' | 'author'> {
  const { revisionId, revisionSummary = '' } = sourceRevisions?.[0] ?? {};
  return {
    executionId: pipelineExecutionId,
    isRollback: executionType === 'ROLLBACK',
    trigger: { type: trigger?.triggerType ?? '', detail: trigger?.triggerDetail ?? '' },
    stopReason: stopTrigger?.reason,
    commit: revisionId === undefined ? undefined : { id: revisionId, title: revisionSummary.split('\n')[0] ?? '' },
    version: details.map(({ output }) => output?.outputVariables?.[VERSION]).find((version) => version !== undefined),
    // CodePipeline lists the newest first.
    runs: details.map(toActionRun).toSorted((a, b) => a.startedMs - b.startedMs),
    rules: rules.map(toRuleRun),
  };
}

/** When an approval expires, by the pipeline's declaration. */
export function toApproval(
  executionId: string,
  { id: runId, startedMs: sinceMs, stage, name }: ActionRun,
  { stages = [] }: PipelineDeclaration,
): WaitingApproval {
  const action = stages.find((one) => one.name === stage)?.actions?.find((one) => one.name === name);
  return {
    executionId,
    runId,
    sinceMs,
    expiresMs: sinceMs + (action?.timeoutInMinutes ?? DEFAULT_APPROVAL_TIMEOUT_MINUTES) * MINUTE_MS,
  };
}
