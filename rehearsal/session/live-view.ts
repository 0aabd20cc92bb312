import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import {
  type ActionExecutionDetail,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  type StageState,
} from '@aws-sdk/client-codepipeline';
import type { AwsClients } from './aws-clients.ts';
import { alarmStates, hooksOf, listDeployments, readDeployment } from './read-deployments.ts';
import { readEvidence } from './read-evidence.ts';

/** What is shown while a release runs. Instants are virtual milliseconds since the Unix epoch. */
export interface LiveView {
  readonly nowMs: number;
  readonly stages: readonly StageView[];
  readonly deployments: readonly DeploymentView[];
}

export interface StageView {
  readonly name: string;
  readonly status: string | undefined;
  readonly executionId: string | undefined;
  readonly waiting: string | undefined;
  readonly actions: readonly ActionView[];
  /** What has to hold before the stage is entered, and while it bakes. */
  readonly gates: readonly GateView[];
}

export interface GateView {
  readonly name: string;
  readonly status: string | undefined;
  readonly summary: string;
}

export interface ActionView {
  readonly name: string;
  /** CodePipeline's, such as `Approval`; empty where the action has not run. */
  readonly category: string;
  /** What an action of CloudFormation does, such as `CHANGE_SET_EXECUTE`; null for all others. */
  readonly mode: string | null;
  readonly status: string | undefined;
  readonly startedMs: number | undefined;
  readonly changedMs: number | undefined;
  readonly summary: string;
  /** Of an approval that waits for an answer. */
  readonly token: string | undefined;
}

export interface DeploymentView {
  readonly id: string;
  readonly functionName: string;
  readonly config: string;
  readonly status: string;
  readonly error: string | undefined;
  /** Percent of the traffic that the alias is set to send to the new version. */
  readonly percentSet: number;
  /** Percent that it got in the whole minutes of its bake until now, by CloudWatch; undefined before there is one. */
  readonly percentActual: number | undefined;
  /** It has all traffic, or has none again. */
  readonly baked: boolean;
  readonly newVersion: string;
  readonly hooks: readonly { readonly name: string; readonly status: string }[];
  readonly alarms: readonly { readonly name: string; readonly state: string }[];
  /** What its bake could say, in words; undefined where there was evidence enough, or the hook after the traffic did not run yet. */
  readonly tooLittleEvidence: string | undefined;
}

/** Actions that one look asks for: those of the last releases of a pipeline of some size. */
const LATEST_ACTIONS = 100;

/** @param runs the latest runs of actions, the newest first */
function toStage(state: StageState, runs: readonly ActionExecutionDetail[]): StageView {
  const executionId = state.latestExecution?.pipelineExecutionId;
  const runOf = (actionName: string | undefined) =>
    runs.find(
      (run) =>
        run.pipelineExecutionId === executionId && run.stageName === state.stageName && run.actionName === actionName,
    );
  const disabled = state.inboundTransitionState?.enabled === false ? 'transition disabled' : undefined;
  const inbound = state.inboundExecutions?.length ? 'an execution waits to enter' : undefined;
  return {
    name: state.stageName ?? '',
    status: state.latestExecution?.status,
    executionId,
    waiting: disabled ?? inbound,
    actions: (state.actionStates ?? []).map(({ actionName, latestExecution: latest }) => {
      const run = runOf(actionName);
      return {
        name: actionName ?? '',
        category: run?.input?.actionTypeId?.category ?? '',
        mode: run?.input?.configuration?.ActionMode ?? null,
        status: latest?.status,
        startedMs: run?.startTime?.getTime(),
        changedMs: latest?.lastStatusChange?.getTime(),
        summary: latest?.errorDetails?.message ?? latest?.summary ?? '',
        token: latest?.token,
      };
    }),
    gates: [state.beforeEntryConditionState, state.onSuccessConditionState]
      .flatMap((condition) => condition?.conditionStates ?? [])
      .flatMap(({ ruleStates }) => ruleStates ?? [])
      .map(({ ruleName = '', latestExecution: latest }) => ({
        name: ruleName,
        status: latest?.status,
        summary: latest?.errorDetails?.message ?? latest?.summary ?? '',
      })),
  };
}

const JUDGED = new Set(['Succeeded', 'Failed']);
const ENDED = new Set(['Succeeded', 'Failed', 'Stopped']);
const METRIC_PERIOD_SECONDS = 60;
const MINUTE_MS = METRIC_PERIOD_SECONDS * 1000;

/** Share of an alias's invocations that went to one version, in the whole minutes of a time: others have some of before or after. */
async function actualPercent(
  clients: AwsClients,
  alias: { functionName: string; name: string; version: string },
  beginMs: number,
  endMs: number,
): Promise<number | undefined> {
  const fromMs = Math.ceil(beginMs / MINUTE_MS) * MINUTE_MS;
  const toMs = Math.floor(endMs / MINUTE_MS) * MINUTE_MS;
  if (fromMs >= toMs) return undefined;
  const dimensions = [
    { Name: 'FunctionName', Value: alias.functionName },
    { Name: 'Resource', Value: `${alias.functionName}:${alias.name}` },
  ];
  const sum = (Id: string, extra: { Name: string; Value: string }[]): MetricDataQuery => ({
    Id,
    MetricStat: {
      Metric: { Namespace: 'AWS/Lambda', MetricName: 'Invocations', Dimensions: [...dimensions, ...extra] },
      Period: METRIC_PERIOD_SECONDS,
      Stat: 'Sum',
    },
  });
  const { MetricDataResults = [] } = await clients.cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(fromMs),
      EndTime: new Date(toMs),
      MetricDataQueries: [sum('total', []), sum('new', [{ Name: 'ExecutedVersion', Value: alias.version }])],
    }),
  );
  const total = (id: string) =>
    MetricDataResults.find((result) => result.Id === id)?.Values?.reduce((a, b) => a + b, 0) ?? 0;
  return total('total') === 0 ? undefined : (100 * total('new')) / total('total');
}

async function toDeployment(clients: AwsClients, id: string, nowMs: number): Promise<DeploymentView> {
  const { info, target, alarmNames } = await readDeployment(clients.codedeploy, id);
  const lambda = target?.lambdaFunctionInfo;
  const alias = {
    functionName: lambda?.functionName ?? '',
    name: lambda?.functionAlias ?? '',
    version: lambda?.targetVersion ?? '',
  };
  const allow = target?.lifecycleEvents?.find(({ lifecycleEventName }) => lifecycleEventName === 'AllowTraffic');
  const startedMs = allow?.startTime?.getTime();
  const movedMs = allow?.endTime?.getTime();
  const hooks = hooksOf(target);
  const hasJudged = hooks.some(({ name, status }) => name === 'AfterAllowTraffic' && JUDGED.has(status));
  const evidence = hasJudged ? await readEvidence(clients, alias.functionName, id) : null;
  return {
    id,
    functionName: alias.functionName,
    config: (info.deploymentConfigName ?? '').replace('CodeDeployDefault.', ''),
    status: info.status ?? '',
    error: info.errorInformation?.message,
    percentSet: Math.round((lambda?.targetVersionWeight ?? 0) * 100),
    percentActual:
      startedMs === undefined ? undefined : await actualPercent(clients, alias, startedMs, movedMs ?? nowMs),
    baked: movedMs !== undefined,
    newVersion: alias.version,
    hooks,
    tooLittleEvidence: evidence?.enough === false ? evidence.words : undefined,
    alarms: await alarmStates(clients.cloudwatch, alarmNames),
  };
}

/** Reads a pipeline and the deployments since `sinceMs`; deployments that ended are not asked for again. */
export function createLiveReader(clients: AwsClients, pipelineName: string, sinceMs: number) {
  const ended = new Map<string, DeploymentView>();
  return async (nowMs: number): Promise<LiveView> => {
    const [state, { actionExecutionDetails = [] }] = await Promise.all([
      clients.codepipeline.send(new GetPipelineStateCommand({ name: pipelineName })),
      clients.codepipeline.send(new ListActionExecutionsCommand({ pipelineName, maxResults: LATEST_ACTIONS })),
    ]);
    const ids = await listDeployments(clients.codedeploy, sinceMs);
    const deployments: DeploymentView[] = [];
    for (const id of ids) {
      const view = ended.get(id) ?? (await toDeployment(clients, id, nowMs));
      if (ENDED.has(view.status)) ended.set(id, view);
      deployments.push(view);
    }
    return {
      nowMs,
      stages: (state.stageStates ?? []).map((stage) => toStage(stage, actionExecutionDetails)),
      deployments,
    };
  };
}
