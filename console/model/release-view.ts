import { type ActionRun, lastRuns } from './action-run.ts';
import type { Brief } from './brief.ts';
import type { ClockView } from './clock.ts';
import type { DeploymentView } from './deployment-view.ts';
import type { ExecutionView } from './execution-view.ts';
import { type EndedExecution, type Outcome, outcomeOfRun } from './outcome.ts';
import type { Part } from './part.ts';
import type { Standing } from './standing.ts';

/** One release, for who is on call. */
export interface ReleaseView {
  readonly clock: ClockView;
  readonly execution: ExecutionView;
  readonly outcome: Outcome;
  readonly stages: readonly ReleaseStage[];
  /** Its shifts and what took them back, the newest first. */
  readonly deployments: Part<readonly DeploymentView[]>;
  /** Once it has ended. */
  readonly brief: Part<Brief> | undefined;
  readonly steering: Steering;
}

export interface ReleaseStage {
  readonly name: string;
  /** CodePipeline's own. */
  readonly status: string;
  /** How the release ended here, where that has a word of its own. */
  readonly outcome: Outcome | undefined;
  readonly startedMs: number | undefined;
  readonly endedMs: number | undefined;
  readonly actions: readonly ReleaseAction[];
}

/** A run without what is the pipeline's own business: a configuration may hold what is not for everybody's eyes. */
export type ReleaseAction = Omit<ActionRun, 'configuration' | 'variables' | 'artifacts'>;

const withoutConfiguration = ({ configuration, variables, artifacts, ...told }: ActionRun): ReleaseAction => told;

/** What a person can do about it now. */
export interface Steering {
  /** Shifts under way, which can be stopped and rolled back. */
  readonly stop: readonly { readonly deploymentId: string; readonly functionName: string; readonly stage: string }[];
  /** What its stage ran before it, and can be taken back to. */
  readonly rollBack: { readonly stage: string; readonly to: ExecutionView } | undefined;
}

/** The worst of its actions is a stage's status, as CodePipeline has it. */
function statusOf(actions: readonly ReleaseAction[]): string {
  for (const status of ['Failed', 'Abandoned', 'InProgress'])
    if (actions.some((action) => action.status === status)) return status;
  return 'Succeeded';
}

/** The stages that an execution came to, in order. Pure. */
export function toReleaseStages(execution: EndedExecution, runs: readonly ActionRun[]): ReleaseStage[] {
  return [...Map.groupBy(lastRuns(runs), ({ stageName }) => stageName)].map(([name, actions]) => {
    const ends = actions.map(({ endedMs }) => endedMs);
    return {
      name,
      status: statusOf(actions),
      outcome: ends.includes(undefined)
        ? undefined
        : actions.map((run) => outcomeOfRun(execution, run)).find((outcome) => outcome !== undefined),
      startedMs: actions[0]?.startedMs,
      endedMs: ends.includes(undefined) ? undefined : Math.max(...ends.flatMap((end) => end ?? [])),
      actions: actions.map(withoutConfiguration),
    };
  });
}

/** What can be done about a release. Pure. */
export function steeringOf(
  execution: ExecutionView,
  outcome: Outcome,
  lastStage: string,
  deployments: readonly DeploymentView[],
  /** Of the last stage. */
  standing: Standing | undefined,
): Steering {
  const active = deployments.filter(({ underWay, rollbackOf }) => underWay && rollbackOf === undefined);
  const runsNow =
    outcome === 'released' && (standing?.runs.release === execution.id || standing?.runs.by === execution.id);
  const to = runsNow ? standing?.goesBackTo : undefined;
  return {
    stop: active.map(({ id, functionName, stage }) => ({ deploymentId: id, functionName, stage })),
    rollBack: to === undefined ? undefined : { stage: lastStage, to },
  };
}
