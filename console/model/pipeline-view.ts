import type { ActionState, PipelineDeclaration, RuleState, StageState } from '@aws-sdk/client-codepipeline';
import { readApprovalSummary } from '../../hooks/notifier/approval-answer.ts';
import { DEFAULT_APPROVAL_TIMEOUT_MINUTES } from '../../hooks/notifier/contract.ts';
import type { ActionRun } from './action-run.ts';
import { approvalEnd, approvalWords } from './approval-words.ts';
import type { ClockView } from './clock.ts';
import { type ExecutionView, isUnderWay } from './execution-view.ts';
import { failureSentence } from './failure-sentence.ts';
import { FIRST_PUSH, type Outcome, outcomeOf, outcomeOfRun } from './outcome.ts';
import { kindOf, type StageKind } from './pipeline-shape.ts';

/** The pipeline as it stands now. */
export interface PipelineView {
  readonly pipelineName: string;
  readonly clock: ClockView;
  readonly stages: readonly StageView[];
  /** The executions under way, the newest first. */
  readonly queue: readonly QueuedExecution[];
  /** The last ones that ended, the newest first. */
  readonly ended: readonly EndedRelease[];
}

export interface StageView {
  readonly name: string;
  readonly kind: StageKind;
  /** CodePipeline's own. */
  readonly status: string | undefined;
  /** How the release in it ended here, where that has a word of its own. */
  readonly outcome: Outcome | undefined;
  readonly execution: ExecutionView | undefined;
  /** What waits here, and for whom; empty where nothing does. */
  readonly waits: readonly string[];
  /** Why nothing may enter; undefined while the transition is enabled. */
  readonly closed: string | undefined;
  readonly gates: readonly GateView[];
  readonly actions: readonly ActionView[];
}

export interface GateView {
  readonly name: string;
  readonly status: string;
  readonly says: string;
}

export interface ActionView {
  readonly name: string;
  readonly provider: string;
  /** CodePipeline's own. */
  readonly status: string | undefined;
  /** How the release ended at it, where that has a word of its own. */
  readonly outcome: Outcome | undefined;
  readonly startedMs: number | undefined;
  readonly endedMs: number | undefined;
  /** In its own words, or those of the service behind it. */
  readonly says: string;
  /** In one sentence: why it failed, what to do, or who answered; empty where there is nothing to tell. */
  readonly sentence: string;
  readonly failed: boolean;
  /** Whether there is a log to look at. */
  readonly hasLog: boolean;
  /** Of an approval that waits for a person. */
  readonly approval: WaitingApproval | undefined;
}

export interface WaitingApproval {
  readonly executionId: string;
  readonly sinceMs: number | undefined;
  /** When it fails for want of an answer. */
  readonly expiresMs: number | undefined;
}

/** A release that has ended. */
export interface EndedRelease extends ExecutionView {
  readonly outcome: Outcome;
}

export interface QueuedExecution extends ExecutionView {
  readonly outcome: Outcome;
  /** The stage that it is in, or waits in front of. */
  readonly at: string | undefined;
}

/** So many releases that ended are shown. */
export const ENDED_SHOWN = 5;
const MINUTE_MS = 60_000;

/** The gates of a stage. One that has passed its stage over is not shut: it has nothing to ask. */
function toGates({ beforeEntryConditionState, latestExecution: stage }: StageState): GateView[] {
  const rules: readonly RuleState[] =
    beforeEntryConditionState?.conditionStates?.flatMap(({ ruleStates = [] }) => ruleStates) ?? [];
  const passedOver = stage?.status === 'Skipped';
  return rules.map(({ ruleName = '', latestExecution }) => ({
    name: ruleName,
    status: passedOver ? 'Skipped' : (latestExecution?.status ?? 'not asked yet'),
    says: passedOver
      ? 'has passed the stage over: there is nothing to ask'
      : (latestExecution?.errorDetails?.message ?? latestExecution?.summary ?? ''),
  }));
}

/** The gates that keep an execution out, of the stages that hold it still. Pure. */
export const shutGates = (states: readonly StageState[], executionId: string) =>
  states
    .filter(({ latestExecution }) => latestExecution?.pipelineExecutionId === executionId)
    .flatMap((state) =>
      toGates(state)
        .filter(({ status }) => status === 'Failed')
        .map(({ name, says }) => ({ stage: state.stageName ?? '', name, says })),
    );

/** An action that failed, or was answered, in one sentence. */
function sentenceOf(status: string | undefined, says: string, run: ActionRun | undefined, outcome?: Outcome): string {
  const answered = status === 'Failed' || status === 'Succeeded';
  if (run?.category === 'Approval') return answered ? approvalWords(approvalEnd({ ...run, status })) : '';
  if (outcome === 'created') return FIRST_PUSH;
  return status === 'Failed' ? failureSentence(says) : '';
}

interface StageNow {
  readonly name: string;
  readonly executionId: string | undefined;
  readonly execution: ExecutionView | undefined;
}

function toAction(
  { actionName = '', latestExecution: latest }: ActionState,
  stage: StageNow,
  runs: readonly ActionRun[],
  timeoutMinutes: number,
): ActionView {
  const run = runs.find(
    ({ executionId, stageName, name }) =>
      executionId === stage.executionId && stageName === stage.name && name === actionName,
  );
  const status = latest?.status;
  const waiting = status === 'InProgress' && run?.category === 'Approval';
  const endedMs = status === 'InProgress' ? undefined : latest?.lastStatusChange?.getTime();
  const says = latest?.errorDetails?.message ?? latest?.summary ?? '';
  const outcome =
    run === undefined || stage.execution === undefined || status === undefined
      ? undefined
      : outcomeOfRun(stage.execution, { ...run, status });
  return {
    name: actionName,
    provider: run?.provider ?? '',
    status,
    outcome,
    startedMs: run?.startedMs,
    endedMs: run === undefined ? endedMs : (run.endedMs ?? endedMs),
    says: run?.category === 'Approval' ? readApprovalSummary(says).comment : says,
    sentence: sentenceOf(status, says, run, outcome),
    failed: status === 'Failed',
    hasLog: run?.provider === 'CodeBuild' && run.externalId !== undefined,
    approval: waiting
      ? {
          executionId: stage.executionId ?? '',
          sinceMs: run.startedMs,
          expiresMs: run.startedMs === undefined ? undefined : run.startedMs + timeoutMinutes * MINUTE_MS,
        }
      : undefined,
  };
}

function waitsOf(stage: StageState, actions: readonly ActionView[], nameOf: (id: string) => string): string[] {
  const approvals = actions
    .filter(({ approval }) => approval !== undefined)
    .map(({ name }) => `${name} waits for an approver.`);
  const closed = stage.inboundTransitionState?.enabled === false;
  const inbound = (stage.inboundExecutions ?? []).map(({ pipelineExecutionId = '' }) =>
    closed
      ? `${nameOf(pipelineExecutionId)} waits for the transition to be enabled.`
      : `${nameOf(pipelineExecutionId)} waits until the stage is free.`,
  );
  return [...approvals, ...inbound];
}

/** What CodePipeline said about one pipeline, at one time. */
export interface PipelineFacts {
  readonly declaration: PipelineDeclaration;
  readonly states: readonly StageState[];
  /** The newest first. */
  readonly executions: readonly ExecutionView[];
  /** The newest first. */
  readonly runs: readonly ActionRun[];
  readonly clock: ClockView;
}

/** The page of a pipeline, from what CodePipeline said. Pure. */
export function toPipelineView({ declaration, states, executions, runs, clock }: PipelineFacts): PipelineView {
  const byId = new Map(executions.map((one) => [one.id, one]));
  const nameOf = (id: string) => byId.get(id)?.title || id.slice(0, 8);
  const stages = (declaration.stages ?? []).map((stage): StageView => {
    const state = states.find(({ stageName }) => stageName === stage.name) ?? {};
    const executionId = state.latestExecution?.pipelineExecutionId;
    const execution = executionId === undefined ? undefined : byId.get(executionId);
    const actions = (state.actionStates ?? []).map((action) => {
      const timeout = stage.actions?.find(({ name }) => name === action.actionName)?.timeoutInMinutes;
      const where = { name: stage.name ?? '', executionId, execution };
      // What the actions of a stage that was passed over did last, they did for another release.
      const own = state.latestExecution?.status === 'Skipped' ? { actionName: action.actionName } : action;
      return toAction(own, where, runs, timeout ?? DEFAULT_APPROVAL_TIMEOUT_MINUTES);
    });
    const { enabled, disabledReason } = state.inboundTransitionState ?? {};
    return {
      name: stage.name ?? '',
      kind: kindOf(stage),
      status: state.latestExecution?.status,
      // While others of its actions run, or one is tried again, it has not ended.
      outcome:
        state.latestExecution?.status === 'InProgress'
          ? undefined
          : actions.find(({ outcome }) => outcome !== undefined)?.outcome,
      execution,
      waits: waitsOf(state, actions, nameOf),
      closed: enabled === false ? (disabledReason ?? 'no reason given') : undefined,
      gates: toGates(state),
      actions,
    };
  });
  const at = (id: string): string | undefined => {
    const inFront = states.find(({ inboundExecutions = [] }) =>
      inboundExecutions.some(({ pipelineExecutionId }) => pipelineExecutionId === id),
    );
    const within = states.findLast(({ latestExecution }) => latestExecution?.pipelineExecutionId === id);
    return inFront?.stageName ?? within?.stageName;
  };
  return {
    pipelineName: declaration.name ?? '',
    clock,
    stages,
    queue: executions.filter(isUnderWay).map((one) => ({ ...one, outcome: 'underWay', at: at(one.id) })),
    ended: executions
      .filter((one) => !isUnderWay(one))
      .slice(0, ENDED_SHOWN)
      .map((one) => ({
        ...one,
        outcome: outcomeOf(
          one,
          runs.filter(({ executionId }) => executionId === one.id),
        ),
      })),
  };
}
