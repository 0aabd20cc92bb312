import {
  ApprovalAlreadyCompletedException,
  GetPipelineStateCommand,
  InvalidApprovalTokenException,
  PutApprovalResultCommand,
} from '@aws-sdk/client-codepipeline';
import type { ApproverOf } from './approvers.ts';
import type { AwsClients } from './aws-clients.ts';
import type { ControlClient } from './control-client.ts';
import { createLiveReader, type LiveView } from './live-view.ts';
import { commitOf, isRunning, listExecutions } from './read-executions.ts';

export interface Answer {
  readonly approve: boolean;
  readonly comment: string;
}

/** An approval that waits for its answer. */
export interface WaitingApproval {
  readonly stageName: string;
  readonly actionName: string;
  readonly token: string;
  readonly executionId: string;
}

/** Decides an approval. @param elsewhere aborts when somebody else has answered it: there is nothing left to ask */
export type AnswerApproval = (approval: WaitingApproval, elsewhere: AbortSignal) => Promise<Answer>;

export interface FollowOptions {
  readonly clients: AwsClients;
  readonly control: ControlClient;
  readonly pipelineName: string;
  /** The release is over when an execution of this commit exists and none is running. */
  readonly commit: string;
  /** Deployments that were created before this virtual instant are not shown. */
  readonly sinceMs: number;
  /** Decides approvals; may take its time, the release waits. */
  readonly answer: AnswerApproval;
  /** With whose rights it is answered. */
  readonly approverOf: ApproverOf;
  readonly show: (view: LiveView) => void;
  readonly signal: AbortSignal;
  /** Called with each view; answers true to end early. */
  readonly until?: (view: LiveView) => boolean;
}

/** Between two looks, in real milliseconds. */
const LOOK_EVERY_MS = 400;

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });

/** Looks until it is so. */
export async function untilTrue(look: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!(await look())) await pause(LOOK_EVERY_MS, signal);
}

function waitingApproval(view: LiveView): WaitingApproval | undefined {
  for (const stage of view.stages)
    for (const action of stage.actions)
      if (action.token !== undefined && action.status === 'InProgress')
        return {
          stageName: stage.name,
          actionName: action.name,
          token: action.token,
          executionId: stage.executionId ?? '',
        };
  return undefined;
}

/** Somebody else was faster: in the console, or with another client. */
const isAnswered = (error: unknown): boolean =>
  error instanceof ApprovalAlreadyCompletedException || error instanceof InvalidApprovalTokenException;

/** Watches a release to its end and passes approvals on. */
export async function followRelease(options: FollowOptions): Promise<void> {
  const { clients, pipelineName, signal } = options;
  const read = createLiveReader(clients, pipelineName, options.sinceMs);
  const asked = new Map<string, AbortController>();
  const failures: unknown[] = [];
  const ask = async (approval: WaitingApproval, elsewhere: AbortSignal) => {
    const { approve, comment } = await options.answer(approval, elsewhere);
    const { stageName, actionName } = approval;
    const approver = await options.approverOf(stageName);
    const { stageStates = [] } = await approver.send(new GetPipelineStateCommand({ name: pipelineName }));
    const { actionStates = [] } = stageStates.find((stage) => stage.stageName === stageName) ?? {};
    const token = actionStates.find((action) => action.actionName === actionName)?.latestExecution?.token;
    if (token !== approval.token) return; // what was asked about is over
    await approver.send(
      new PutApprovalResultCommand({
        pipelineName,
        stageName,
        actionName,
        token,
        result: { status: approve ? 'Approved' : 'Rejected', summary: comment },
      }),
    );
  };
  for (;;) {
    signal.throwIfAborted();
    if (failures.length > 0) throw failures[0];
    const { nowMs } = await options.control.clock();
    const view = await read(nowMs);
    options.show(view);
    if (options.until?.(view)) return;
    const approval = waitingApproval(view);
    for (const [token, asking] of asked) if (token !== approval?.token) asking.abort();
    if (approval !== undefined && !asked.has(approval.token)) {
      const elsewhere = new AbortController();
      asked.set(approval.token, elsewhere);
      ask(approval, elsewhere.signal).catch((error: unknown) => {
        if (!elsewhere.signal.aborted && !isAnswered(error)) failures.push(error);
      });
    }
    const executions = await listExecutions(clients.codepipeline, pipelineName);
    const known = executions.some((execution) => commitOf(execution) === options.commit);
    if (known && !executions.some(isRunning)) return;
    await pause(LOOK_EVERY_MS, signal);
  }
}
