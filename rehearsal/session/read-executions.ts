import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  GetPipelineCommand,
  type PipelineDeclaration,
  type PipelineExecutionSummary,
  paginateListActionExecutions,
  paginateListPipelineExecutions,
  paginateListRuleExecutions,
  type RuleExecutionDetail,
} from '@aws-sdk/client-codepipeline';
import type { AwsClients } from './aws-clients.ts';
import { buildLogTail } from './build-log.ts';
import type { ActionSummary, ExecutionSummary, GateSummary, StageSummary } from './summary.ts';

/** All executions of a pipeline, the newest first. */
export async function listExecutions(
  client: CodePipelineClient,
  pipelineName: string,
): Promise<PipelineExecutionSummary[]> {
  const all: PipelineExecutionSummary[] = [];
  for await (const page of paginateListPipelineExecutions({ client }, { pipelineName }))
    all.push(...(page.pipelineExecutionSummaries ?? []));
  return all;
}

export const commitOf = (execution: PipelineExecutionSummary): string =>
  execution.sourceRevisions?.[0]?.revisionId ?? '';

const RUNNING = new Set(['InProgress', 'Stopping']);
export const isRunning = (execution: PipelineExecutionSummary): boolean => RUNNING.has(execution.status ?? '');

const duration = (from: Date | undefined, to: Date | undefined): number =>
  from === undefined || to === undefined ? 0 : to.getTime() - from.getTime();

function toAction(detail: ActionExecutionDetail, logTails: ReadonlyMap<string, string[]>): ActionSummary {
  const result = detail.output?.executionResult;
  const logTail = logTails.get(detail.actionExecutionId ?? '');
  return {
    name: detail.actionName ?? '',
    provider: detail.input?.actionTypeId?.provider ?? '',
    category: detail.input?.actionTypeId?.category ?? '',
    mode: detail.input?.configuration?.ActionMode ?? null,
    status: detail.status ?? '',
    durationMs: duration(detail.startTime, detail.lastUpdateTime),
    summary: result?.errorDetails?.message ?? result?.externalExecutionSummary ?? '',
    ...(logTail === undefined ? {} : { logTail }),
  };
}

/** The worst of its actions is a stage's status, as CodePipeline has it. */
function stageStatus(actions: readonly ActionSummary[]): string {
  for (const status of ['Failed', 'Abandoned', 'InProgress'])
    if (actions.some((action) => action.status === status)) return status;
  return 'Succeeded';
}

function toStages(details: readonly ActionExecutionDetail[], logTails: ReadonlyMap<string, string[]>): StageSummary[] {
  const inOrder = details.toSorted((a, b) => (a.startTime?.getTime() ?? 0) - (b.startTime?.getTime() ?? 0));
  const names = [...new Set(inOrder.map((detail) => detail.stageName ?? ''))];
  return names.map((name) => {
    const own = inOrder.filter((detail) => detail.stageName === name);
    // A retried action appears once for each try: its last says what became of it.
    const last = new Map(own.map((detail) => [detail.actionName, detail]));
    const actions = [...last.values()].map((detail) => toAction(detail, logTails));
    const ends = own.map((detail) => detail.lastUpdateTime?.getTime() ?? 0);
    const starts = own.map((detail) => detail.startTime?.getTime() ?? 0);
    return { name, status: stageStatus(actions), durationMs: Math.max(...ends) - Math.min(...starts), actions };
  });
}

/** The end of the log of each build that failed, by action execution. */
async function failedLogs(
  clients: AwsClients,
  details: readonly ActionExecutionDetail[],
): Promise<Map<string, string[]>> {
  const tails = new Map<string, string[]>();
  for (const { actionExecutionId = '', status, input, output } of details) {
    const buildId = output?.executionResult?.externalExecutionId;
    if (status !== 'Failed' || input?.actionTypeId?.provider !== 'CodeBuild' || buildId === undefined) continue;
    tails.set(actionExecutionId, await buildLogTail(clients, buildId));
  }
  return tails;
}

/** CodePipeline says only that the condition is false. */
const PASSED_OVER = 'has passed the stage over: there is nothing to ask';

/** The rules that pass their stage over where they do not hold, as `stage/rule`. */
const passingOver = ({ stages = [] }: PipelineDeclaration): ReadonlySet<string> =>
  new Set(
    stages.flatMap(({ name, beforeEntry }) =>
      (beforeEntry?.conditions ?? [])
        .filter(({ result }) => result === 'SKIP')
        .flatMap(({ rules = [] }) => rules.map((rule) => `${name}/${rule.name}`)),
    ),
  );

/**
 * What rules said, the oldest first. Pure.
 * @param details the newest first, as CodePipeline lists them
 */
export function toGates(details: readonly RuleExecutionDetail[], pipeline: PipelineDeclaration): GateSummary[] {
  const passing = passingOver(pipeline);
  return details.toReversed().map(({ stageName = '', ruleName = '', status = '', output }) => {
    const { errorDetails, externalExecutionSummary } = output?.executionResult ?? {};
    const passedOver = status === 'Failed' && passing.has(`${stageName}/${ruleName}`);
    return {
      stage: stageName,
      name: ruleName,
      status: passedOver ? 'Skipped' : status,
      summary: passedOver ? PASSED_OVER : (errorDetails?.message ?? externalExecutionSummary ?? ''),
    };
  });
}

/** The rules of an execution's stages, the oldest first. */
async function readGates(
  client: CodePipelineClient,
  pipelineName: string,
  pipelineExecutionId: string,
): Promise<GateSummary[]> {
  const details: RuleExecutionDetail[] = [];
  const pages = paginateListRuleExecutions({ client }, { pipelineName, filter: { pipelineExecutionId } });
  for await (const { ruleExecutionDetails = [] } of pages) details.push(...ruleExecutionDetails);
  const { pipeline = { name: pipelineName, roleArn: '', stages: [] } } = await client.send(
    new GetPipelineCommand({ name: pipelineName }),
  );
  return toGates(details, pipeline);
}

/** One execution with everything that ran in it. */
export async function readExecution(
  clients: AwsClients,
  pipelineName: string,
  execution: PipelineExecutionSummary,
): Promise<ExecutionSummary> {
  const id = execution.pipelineExecutionId ?? '';
  const details: ActionExecutionDetail[] = [];
  const pages = paginateListActionExecutions(
    { client: clients.codepipeline },
    { pipelineName, filter: { pipelineExecutionId: id } },
  );
  for await (const page of pages) details.push(...(page.actionExecutionDetails ?? []));
  return {
    id,
    commit: commitOf(execution),
    status: execution.status ?? '',
    durationMs: duration(execution.startTime, execution.lastUpdateTime),
    stages: toStages(details, await failedLogs(clients, details)),
    gates: await readGates(clients.codepipeline, pipelineName, id),
  };
}
