import { GetPipelineStateCommand, type StageState } from '@aws-sdk/client-codepipeline';
import { redAlarms as readRedAlarms } from '../../operations/deployment-alarms.ts';
import { readPipeline } from '../../operations/pipeline-stage.ts';
import type { ActionRun } from './action-run.ts';
import { readAlarmChanges } from './alarm-history.ts';
import { type Brief, type BriefFacts, toBrief } from './brief.ts';
import type { ReleaseClients } from './clients.ts';
import type { ClockView } from './clock.ts';
import type { CommitReader } from './commit-view.ts';
import type { DeploymentView } from './deployment-view.ts';
import { executionList } from './execution-list.ts';
import { readFailingLines } from './failing-lines.ts';
import { findExecution, isExecutionId } from './find-execution.ts';
import { readRuns } from './history-reader.ts';
import { readJudgedFor } from './judged-for.ts';
import { deploys, outcomeOf } from './outcome.ts';
import { known, knownValue, type Part, part } from './part.ts';
import { lastStage, repositoryOf } from './pipeline-shape.ts';
import { shutGates } from './pipeline-view.ts';
import { type createDeploymentReader, listDeployments, type StageGroup } from './read-deployment.ts';
import { type ReleaseView, steeringOf, toReleaseStages } from './release-view.ts';
import { brokenShift, redAlarm } from './shift-reason.ts';
import type { createGroupReader } from './stage-groups.ts';
import { readStanding } from './standing.ts';

/** What reads the parts of a release. */
export interface ReleaseReaders {
  readonly clients: ReleaseClients;
  readonly commits: CommitReader;
  readonly groups: ReturnType<typeof createGroupReader>;
  readonly deployment: ReturnType<typeof createDeploymentReader>;
}

/** CodeDeploy starts what takes a shift back within this time of its end. */
const ROLLBACK_STARTS_MS = 10 * 60_000;
const MINUTE_MS = 60_000;

/**
 * What every page about one release begins with.
 *
 * @param name id or commit of the execution, or the first letters of one
 * @throws Refused where there is no such pipeline or execution
 */
export async function readReleaseFacts(clients: ReleaseClients, pipelineName: string, name: string) {
  const list = executionList(clients.codepipeline, pipelineName);
  // Only of a whole id all can be asked at once.
  const id = isExecutionId(name) ? name : findExecution(await list.until(() => false), pipelineName, name).id;
  const [declaration, all, runs, { stageStates = [] }] = await Promise.all([
    readPipeline(clients, pipelineName),
    list.until((soFar) => soFar.some((one) => one.id === id)),
    readRuns(clients.codepipeline, pipelineName, id),
    clients.codepipeline.send(new GetPipelineStateCommand({ name: pipelineName })),
  ]);
  return { declaration, execution: findExecution(all, pipelineName, id), all, list, runs, stageStates };
}

/** The shifts of an execution: those of a stage's groups that began while it deployed there, and what took them back. */
export async function readShifts(
  { clients, deployment }: ReleaseReaders,
  groups: readonly StageGroup[],
  runs: readonly ActionRun[],
  nowMs: number,
): Promise<DeploymentView[]> {
  const listed = await Promise.all(
    runs.filter(deploys).map(async ({ stageName, startedMs = nowMs, endedMs }) => {
      const toMs = endedMs === undefined ? nowMs + MINUTE_MS : endedMs + ROLLBACK_STARTS_MS;
      const own = groups.filter(({ stage }) => stage === stageName);
      const found = await listDeployments(clients, own, startedMs, toMs);
      const views = await Promise.all(found.map(({ stage, id }) => deployment(stage, id, nowMs)));
      const ids = new Set(views.map(({ id }) => id));
      // What begins after the action's end belongs to it only where it takes one of its own shifts back.
      return views.filter(({ createdMs, rollbackOf }) =>
        rollbackOf === undefined ? createdMs <= (endedMs ?? Number.POSITIVE_INFINITY) : ids.has(rollbackOf),
      );
    }),
  );
  const unique = new Map(listed.flat().map((one) => [one.id, one]));
  return [...unique.values()].sort((a, b) => b.createdMs - a.createdMs);
}

const closedTransitions = (states: readonly StageState[]) =>
  states
    .filter(({ inboundTransitionState }) => inboundTransitionState?.enabled === false)
    .map(({ stageName = '', inboundTransitionState }) => ({
      stage: stageName,
      reason: inboundTransitionState?.disabledReason ?? 'no reason given',
    }));

async function readBrief(
  { clients }: ReleaseReaders,
  facts: Omit<BriefFacts, 'alarmChanges' | 'redAlarms' | 'judged' | 'failingLines'>,
): Promise<Brief> {
  const broken = brokenShift(facts.deployments);
  const names = [...new Set(facts.deployments.flatMap(({ alarms }) => alarms.map(({ name }) => name)))];
  const fromMs = Math.min(...facts.deployments.map(({ createdMs }) => createdMs));
  const toMs = Math.max(...facts.deployments.map(({ endedMs = 0 }) => endedMs)) + MINUTE_MS;
  const [alarmChanges, redAlarms, failingLines] = await Promise.all([
    readAlarmChanges(clients.cloudwatch, names, fromMs, toMs),
    readRedAlarms(clients.cloudwatch, names),
    broken === undefined ? known([]) : part(() => readFailingLines(clients, broken)),
  ]);
  const red = broken === undefined ? undefined : redAlarm(broken, alarmChanges);
  const byJudge = broken?.alarms.some(({ name, watches }) => name === red?.name && watches === 'evidence') ?? false;
  // Without it the sentence names both that the judge looks at.
  const judged =
    broken !== undefined && byJudge ? knownValue(await part(() => readJudgedFor(clients, broken))) : undefined;
  return toBrief({ ...facts, alarmChanges, redAlarms, judged, failingLines });
}

/**
 * Reads one release, with its brief once it has ended.
 * @throws Refused where there is no such pipeline or execution
 */
export async function readRelease(
  readers: ReleaseReaders,
  pipelineName: string,
  id: string,
  clock: ClockView,
): Promise<ReleaseView> {
  const { clients, commits } = readers;
  const { declaration, execution, list, runs, stageStates } = await readReleaseFacts(clients, pipelineName, id);
  const outcome = outcomeOf(execution, runs);
  const deployments: Part<readonly DeploymentView[]> = await part(async () =>
    readShifts(readers, await readers.groups(declaration), runs, clock.nowMs),
  );
  const shifts = knownValue(deployments) ?? [];
  const repository = repositoryOf(declaration);
  const commit = await part(async () =>
    repository === undefined || execution.commit === '' ? undefined : commits.one(repository, execution.commit),
  );
  const closed = closedTransitions(stageStates);
  const shut = shutGates(stageStates, execution.id);
  const brief =
    outcome === 'underWay'
      ? undefined
      : await part(() => readBrief(readers, { execution, outcome, runs, deployments: shifts, commit, shut, closed }));
  const stage = lastStage(declaration)?.name ?? '';
  const standing = await readStanding(stage, list, (one) => readRuns(clients.codepipeline, pipelineName, one));
  return {
    clock,
    execution,
    outcome,
    stages: toReleaseStages(execution, runs),
    deployments,
    brief,
    steering: steeringOf(execution, outcome, stage, shifts, standing),
  };
}
