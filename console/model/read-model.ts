import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { readPipeline } from '../../operations/pipeline-stage.ts';
import type { ActionRun } from './action-run.ts';
import { answeringAs } from './answering-role.ts';
import { createAssemblyReader } from './assembly-artifact.ts';
import { type LogOf, type LogView, readBuildLog } from './build-log.ts';
import { createFilesReader } from './changed-files.ts';
import type { ReleaseClients } from './clients.ts';
import { type ClockView, createClock } from './clock.ts';
import { createCommitReader } from './commit-view.ts';
import { windowStartMs } from './dora.ts';
import type { DossierView } from './dossier-view.ts';
import { executionList, readExecutions } from './execution-list.ts';
import type { ExecutionView } from './execution-view.ts';
import { findExecution } from './find-execution.ts';
import { type FollowOptions, followLog } from './follow-log.ts';
import type { Check, NeededBootstrap } from './health.ts';
import { createHistoryReader, type ReadHistory, readRuns } from './history-reader.ts';
import { type HistoryView, toHistoryView } from './history-view.ts';
import { lastStage } from './pipeline-shape.ts';
import { type PipelineView, toPipelineView } from './pipeline-view.ts';
import { plainly } from './plain.ts';
import { createDeploymentReader } from './read-deployment.ts';
import { readDossier } from './read-dossier.ts';
import { readHealth } from './read-health.ts';
import { createLiveReader, type LivePipeline } from './read-live.ts';
import { createFactsReader } from './read-pipeline.ts';
import { readRelease } from './read-release.ts';
import { type AccessSource, readSecurity, readSecurityReport, type SecurityReaders } from './read-security.ts';
import type { ReleaseView } from './release-view.ts';
import type { SecurityView } from './security-view.ts';
import { createGroupReader } from './stage-groups.ts';
import { readStanding } from './standing.ts';
import { type Actor, type ApprovalAnswer, answerApproval, rollBackStage, stopShifts } from './steer.ts';
import { type Retry, retryStage, setTransition, startRelease, stopExecution } from './steer-pipeline.ts';

/**
 * What is asked about one pipeline, and done to it: for a page or a terminal alike. What a commit, a build or a person wrote
 * comes as plain text, which no terminal obeys. Every method throws Refused, or what AWS answers.
 */
export interface ReadModel {
  readonly pipelineName: string;
  clock(): Promise<ClockView>;
  /** ARN of the AWS principal whose credentials these are. */
  principal(): Promise<string>;
  pipeline(): Promise<PipelineView>;
  /** The pipeline with its shifts, for who watches all of it at once. */
  live(): Promise<LivePipeline>;
  /** All executions, the newest first. */
  executions(): Promise<readonly ExecutionView[]>;
  /** The execution of an id or a commit, or of the first letters of one. */
  execution(name: string): Promise<ExecutionView>;
  /** The release that the last stage runs; undefined where it runs none. */
  running(): Promise<ExecutionView | undefined>;
  /** @param execution as it is named for `execution` */
  release(execution: string): Promise<ReleaseView>;
  /**
   * @param execution as it is named for `execution`
   * @param stage of the approval; absent: where the release waits, comes to next, or came to last
   */
  dossier(execution: string, stage?: string): Promise<DossierView>;
  /** The newest releases, `most` at most. */
  history(most: number): Promise<HistoryView>;
  /** The releases of the days that the figures of delivery are of. */
  metrics(): Promise<HistoryView>;
  /** The releases that can be told at once; where there are many, the older ones are there at a later look. */
  historySoFar(): Promise<HistoryView>;
  /** What commonly stands in the way of a release. */
  health(bootstrap: NeededBootstrap): Promise<readonly Check[]>;
  security(): Promise<SecurityView>;
  /** One file of the security report on the newest release that was built. */
  securityReport(name: string): Promise<string>;
  /** The last lines of the build behind an action. */
  log(of: LogOf, lines?: number): Promise<LogView>;
  /** The runs of an execution's actions, the newest first. */
  runs(executionId: string): Promise<readonly ActionRun[]>;
  /** The log of a build as it comes. @returns how the build ended; undefined when nobody followed any more */
  followLog(buildId: string, options: FollowOptions): AsyncGenerator<string, string | undefined>;
  /** @returns ARN of the principal that answered */
  answer(executionId: string, stage: string, answer: ApprovalAnswer): Promise<string>;
  /** Stops and takes back all shifts of a release that are under way. */
  stop(executionId: string, reason: string): Promise<readonly string[]>;
  /** Takes the last stage back to what it ran before. */
  rollBack(executionId: string, reason: string): Promise<string>;
  /** Starts a release of a commit, or of the newest. */
  start(commit?: string): Promise<string>;
  /** Stops an execution of which nothing shifts. */
  stopExecution(executionId: string, reason: string, abandon: boolean): Promise<void>;
  /** Tries a stage again. */
  retry(of: Retry, allActions: boolean): Promise<void>;
  /** Opens or closes the way into a stage. */
  setTransition(stage: string, enabled: boolean, reason: string): Promise<void>;
}

export interface ReadModelOptions {
  readonly clients: ReleaseClients;
  readonly pipelineName: string;
  /** The address that the clients are given instead of AWS's own, as AWS_ENDPOINT_URL is; undefined: AWS. */
  readonly endpoint: string | undefined;
  /** @default - nobody tells what roles did, as on AWS */
  readonly access?: AccessSource;
  /** ARN of the role that approvals are answered with. @default - with the credentials of the clients */
  readonly answerWith?: string | undefined;
}

const LOG_LINES = 100;

/** Reads and steers one pipeline with the given clients. Keeps what never changes, so one of it serves many questions. */
export function createReadModel(options: ReadModelOptions): ReadModel {
  const model = readModel(options);
  return {
    ...model,
    pipeline: async () => plainly(await model.pipeline()),
    live: async () => plainly(await model.live()),
    executions: async () => plainly(await model.executions()),
    execution: async (id) => plainly(await model.execution(id)),
    running: async () => plainly(await model.running()),
    release: async (id) => plainly(await model.release(id)),
    dossier: async (id, stage) => plainly(await model.dossier(id, stage)),
    history: async (most) => plainly(await model.history(most)),
    metrics: async () => plainly(await model.metrics()),
    historySoFar: async () => plainly(await model.historySoFar()),
    health: async (bootstrap) => plainly(await model.health(bootstrap)),
    security: async () => plainly(await model.security()),
    runs: async (id) => plainly(await model.runs(id)),
    log: async (of, lines) => plainly(await model.log(of, lines)),
  };
}

/** The model with the texts as they were written: what is done, and the hash of a dossier, are of these. */
function readModel({ clients, pipelineName, endpoint, access, answerWith }: ReadModelOptions): ReadModel {
  const clock = createClock(endpoint);
  const history = createHistoryReader(clients.codepipeline, pipelineName);
  const readers: SecurityReaders = {
    clients,
    commits: createCommitReader(clients.codecommit),
    files: createFilesReader(clients.codecommit),
    groups: createGroupReader(clients),
    deployment: createDeploymentReader(clients),
    assembly: createAssemblyReader(clients.s3),
    access,
  };
  const facts = createFactsReader(clients, pipelineName);
  const live = createLiveReader(readers, pipelineName);
  const principal = async () => {
    const { Arn } = await clients.sts.send(new GetCallerIdentityCommand({}));
    if (Arn === undefined) throw new Error('sts:GetCallerIdentity answered no ARN');
    return Arn;
  };
  const actor = async (): Promise<Actor> => ({ clients, pipelineName, principal: await principal() });
  const historyBy = async (read: (lastStage: string, nowMs: number) => Promise<ReadHistory>) => {
    const stage = lastStage(await readPipeline(clients, pipelineName))?.name ?? '';
    const now = await clock();
    return toHistoryView(pipelineName, stage, await read(stage, now.nowMs), now);
  };
  const runs = (id: string) => readRuns(clients.codepipeline, pipelineName, id);
  const executions = () => readExecutions(clients.codepipeline, pipelineName);
  const release = async (id: string) => readRelease(readers, pipelineName, id, await clock());
  const dossier = async (id: string, stage?: string) => readDossier(readers, pipelineName, id, await clock(), stage);
  return {
    pipelineName,
    clock,
    principal,
    pipeline: async () => toPipelineView(await facts(await clock())),
    live: async () => live(await clock()),
    executions,
    execution: async (id) => findExecution(await executions(), pipelineName, id),
    running: async () => {
      const list = executionList(clients.codepipeline, pipelineName);
      const stage = lastStage(await readPipeline(clients, pipelineName))?.name ?? '';
      const id = (await readStanding(stage, list, runs))?.runs.release;
      return (await list.until((soFar) => soFar.some((one) => one.id === id))).find((one) => one.id === id);
    },
    release,
    dossier,
    history: (most) => historyBy((stage) => history.newest(stage, most)),
    metrics: () => historyBy((stage, nowMs) => history.from(stage, windowStartMs(nowMs))),
    historySoFar: () => historyBy(history.soFar),
    health: async (bootstrap) => readHealth(readers, await live(await clock()), bootstrap),
    security: async () => readSecurity(readers, pipelineName, await clock()),
    securityReport: async (name) => readSecurityReport(readers, pipelineName, name, await clock()),
    log: (of, lines = LOG_LINES) => readBuildLog(clients, pipelineName, of, lines),
    runs,
    followLog: (buildId, options) => followLog(clients, buildId, options),
    answer: async (id, stage, answer) => {
      const person = await actor();
      const by = answerWith === undefined ? person : await answeringAs(answerWith, person, endpoint);
      await answerApproval(by, await dossier(id, stage), answer);
      return by.principal;
    },
    stop: async (id, reason) => stopShifts(await actor(), await release(id), reason, await clock()),
    rollBack: async (id, reason) => rollBackStage(await actor(), await release(id), reason, await clock()),
    start: async (commit) => startRelease(await actor(), commit),
    stopExecution: async (id, reason, abandon) => stopExecution(await actor(), id, reason, abandon, await clock()),
    retry: async (of, allActions) => retryStage(await actor(), of, allActions),
    setTransition: async (stage, enabled, reason) =>
      setTransition(await actor(), stage, enabled, reason, await clock()),
  };
}
