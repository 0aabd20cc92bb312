import type { PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { customerKeys } from './customer-keys.ts';
import { type AnswerApproval, followRelease, untilTrue } from './follow.ts';
import type { LiveView } from './live-view.ts';
import { type AliasState, readAliases, readStageApi } from './prod-state.ts';
import { listDeployments, summarizeDeployment } from './read-deployments.ts';
import { commitOf, listExecutions, readExecution } from './read-executions.ts';
import { PROD, type Session } from './session.ts';
import type { DeploymentSummary, ExecutionSummary } from './summary.ts';
import type { Edit } from './workspace.ts';

/** How a rehearsal talks to the person in front of it. */
export interface Presenter {
  /** A new release begins. */
  readonly begin: (message: string, commit: string) => void;
  readonly show: (view: LiveView) => void;
  /** It ended: what is shown stays. */
  readonly end: () => void;
  readonly answer: AnswerApproval;
}

export interface PushRequest {
  readonly message: string;
  readonly edits: readonly Edit[];
  /** What the workspace notes of the commit: the setting that Prod is in when it has got there. */
  readonly note?: string;
}

export interface ReleaseRequest extends PushRequest {
  /** Decides the approval in the presenter's place. */
  readonly answer?: AnswerApproval;
  /** Ends the watch early. */
  readonly until?: (view: LiveView) => boolean;
  /** Counts what ran since this virtual instant, when earlier pushes belong to the same story. */
  readonly sinceMs?: number;
}

/** A push whose release is not waited for. */
export interface Pushed {
  readonly commit: string;
  /** Virtual instant before the push. */
  readonly sinceMs: number;
}

/** A release that was pushed, and what Prod was before. */
export interface Underway extends Pushed {
  readonly prodBefore: readonly AliasState[];
}

/** What became of one push. */
export interface ReleaseResult extends Underway {
  /** First line of the commit's message. */
  readonly title: string;
  /** Executions since the push, the oldest first. */
  readonly executions: readonly ExecutionSummary[];
  /** The last execution of this commit. */
  readonly execution: ExecutionSummary;
  readonly deployments: readonly DeploymentSummary[];
  readonly prodAfter: readonly AliasState[];
}

/** Everything that ran since a virtual instant. */
export async function readRun(session: Session, sinceMs: number) {
  const { clients, control, project } = session;
  const { pipelineName } = project;
  const started = (execution: PipelineExecutionSummary) => (execution.startTime?.getTime() ?? 0) >= sinceMs;
  const listed = (await listExecutions(clients.codepipeline, pipelineName)).filter(started).toReversed();
  const executions: ExecutionSummary[] = [];
  for (const execution of listed) executions.push(await readExecution(clients, pipelineName, execution));
  const deployments: DeploymentSummary[] = [];
  for (const id of await listDeployments(clients.codedeploy, sinceMs))
    deployments.push(await summarizeDeployment(clients, control, id));
  return { executions, deployments };
}

/** The first line of a commit's message; trailers may follow it. */
const subjectOf = (message: string): string => message.split('\n', 1)[0] ?? '';

async function commitAndPush(
  session: Session,
  presenter: Presenter,
  { message, edits, note }: PushRequest,
): Promise<Pushed> {
  const { nowMs: sinceMs } = await session.control.clock();
  const commit = await session.workspace.commit(message, edits, note);
  presenter.begin(subjectOf(message), commit);
  await session.step(`git push: ${subjectOf(message)}`, () => session.workspace.push(session.remote));
  return { commit, sinceMs };
}

/** Pushes and waits only until the pipeline has taken the commit up. */
export async function push(session: Session, presenter: Presenter, request: PushRequest): Promise<Pushed> {
  const pushed = await commitAndPush(session, presenter, request);
  const { clients, project } = session;
  const taken = async () =>
    (await listExecutions(clients.codepipeline, project.pipelineName)).some((one) => commitOf(one) === pushed.commit);
  await session.step(`source: ${subjectOf(request.message)}`, () => untilTrue(taken, session.options.signal));
  presenter.end();
  return pushed;
}

/** Watches a release that was pushed to its end, or until `request.until` says enough. */
export async function watchRelease(
  session: Session,
  presenter: Presenter,
  { commit, sinceMs, prodBefore }: Underway,
  request: Pick<ReleaseRequest, 'message' | 'answer' | 'until'>,
): Promise<ReleaseResult> {
  const { clients, control, project } = session;
  await session.step(`release: ${subjectOf(request.message)}`, () =>
    followRelease({
      clients,
      control,
      pipelineName: project.pipelineName,
      commit,
      sinceMs,
      answer: request.answer ?? presenter.answer,
      approverOf: session.approverOf,
      show: presenter.show,
      signal: session.options.signal,
      ...(request.until === undefined ? {} : { until: request.until }),
    }),
  );
  presenter.end();
  const { executions, deployments } = await readRun(session, sinceMs);
  const execution = executions.findLast((candidate) => candidate.commit === commit);
  if (execution === undefined) throw new Error(`No execution of ${commit} was found after it had been seen`);
  const prodAfter = await readAliases(clients, PROD);
  return {
    title: subjectOf(request.message),
    commit,
    sinceMs,
    executions,
    execution,
    deployments,
    prodBefore,
    prodAfter,
  };
}

/** Commits the edits, pushes, and watches the release to its end. */
export async function release(session: Session, presenter: Presenter, request: ReleaseRequest): Promise<ReleaseResult> {
  const prodBefore = await readAliases(session.clients, PROD);
  const { commit, sinceMs } = await commitAndPush(session, presenter, request);
  return watchRelease(session, presenter, { commit, sinceMs: request.sinceMs ?? sinceMs, prodBefore }, request);
}

/** Starts the everyday traffic to Prod, once Prod is there; traffic that already runs goes on, at this rate. */
export async function startProdTraffic(session: Session, requestsPerSecond: number): Promise<void> {
  const { clients, control, endpoint } = session;
  if ((await control.traffic()) !== null) return control.setTrafficRate(requestsPerSecond);
  const api = await readStageApi(clients, endpoint.url, PROD);
  if (api === undefined) throw new Error('Prod has no API to send traffic to');
  const apiKeys = await customerKeys(clients, api.apiKeyId);
  await control.startTraffic({ url: api.localUrl, apiKeys, requestsPerSecond });
}
