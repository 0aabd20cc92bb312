import { isBeforeFirstPush } from '../../hooks/notifier/first-push.ts';
import { type ActionRun, lastRuns } from './action-run.ts';
import { type ExecutionView, isUnderWay } from './execution-view.ts';

/** How a release ended, for people. */
export type Outcome =
  | 'underWay'
  /** It runs in the last stage. */
  | 'released'
  /** It had begun to be deployed in a stage, and that failed and was taken back. */
  | 'takenBack'
  /** A person said no. */
  | 'rejected'
  /** It stopped before it was deployed to the last stage. */
  | 'stopped'
  /** A newer one took its place. */
  | 'superseded'
  /** The pipeline changed itself, and began again with the same commit. */
  | 'restarted'
  /** The pipeline was created, which starts it, before anybody had pushed. */
  | 'created';

/** What each outcome is called: on every page and in every command. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  underWay: 'Under way',
  released: 'Released',
  takenBack: 'Taken back',
  rejected: 'Rejected',
  stopped: 'Stopped early',
  superseded: 'Superseded',
  restarted: 'Began again',
  created: 'Created',
};

/** Whether an outcome is good news. */
export type OutcomeTone = 'good' | 'bad' | 'busy' | 'quiet';

export const OUTCOME_TONES: Readonly<Record<Outcome, OutcomeTone>> = {
  underWay: 'busy',
  released: 'good',
  takenBack: 'bad',
  rejected: 'bad',
  stopped: 'bad',
  superseded: 'quiet',
  restarted: 'quiet',
  created: 'quiet',
};

/** What to do about a pipeline that was created and has released nothing. */
export const FIRST_PUSH = 'Push to the pipeline’s branch to begin the first release: git push';

const FAILED = new Set(['Failed', 'Abandoned']);
const DEPLOYS = new Set(['CHANGE_SET_EXECUTE', 'CREATE_UPDATE', 'REPLACE_ON_FAILURE']);

/** As much of a run as its outcome follows from. */
export type EndedRun = Pick<ActionRun, 'stageName' | 'name' | 'status' | 'category' | 'configuration' | 'startedMs'> &
  Partial<Pick<ActionRun, 'errorCode'>>;

/** As much of an execution as its outcome follows from. */
export type EndedExecution = Pick<ExecutionView, 'status' | 'trigger' | 'commit'>;

/** The action that a release ended at, where it did not reach its end. */
export const failedRun = <Run extends EndedRun>(runs: readonly Run[]): Run | undefined =>
  lastRuns(runs).findLast(({ status }) => FAILED.has(status));

/** Whether an action changes a stack: with what only prepares a change set nothing has happened yet. */
export const deploys = ({ category, configuration }: Pick<EndedRun, 'category' | 'configuration'>): boolean =>
  category === 'Deploy' && DEPLOYS.has(configuration.ActionMode ?? '');

/** The end of the name of the project that deploys the pipeline's own stack: see pipeline/renderer/actions/self-update.ts. */
const SELF_UPDATE = '-self-mutate';

/** Whether an action deploys the stack of the pipeline itself. */
export const updatesPipeline = ({ configuration }: ActionRun): boolean =>
  (configuration.ProjectName ?? '').endsWith(SELF_UPDATE);

/**
 * How one action ended that kept its release from its end, where that has a word of its own: a release whose build failed
 * stopped early, and the build failed. Pure.
 */
export function outcomeOfRun(execution: EndedExecution, run: EndedRun): Outcome | undefined {
  if (!FAILED.has(run.status)) return undefined;
  // An approval that is abandoned was stopped with its release: nobody answered it.
  if (run.category === 'Approval') return run.status === 'Failed' ? 'rejected' : undefined;
  if (deploys(run)) return 'takenBack';
  const { trigger, commit } = execution;
  const { category, errorCode = '' } = run;
  return isBeforeFirstPush({ trigger, hasCommit: commit !== '', category, errorCode }) ? 'created' : undefined;
}

/** How a shift of traffic ended, where CodeDeploy's own word does not say that it was taken back. Pure. */
export function outcomeOfShift(shift: {
  readonly status: string;
  readonly underWay: boolean;
  readonly takenBackBy: string | undefined;
}): Outcome | undefined {
  const { status, underWay, takenBackBy } = shift;
  return underWay || status === 'Succeeded' || takenBackBy === undefined ? undefined : 'takenBack';
}

/** How an execution ended, from its runs. Pure. */
export function outcomeOf(execution: EndedExecution, runs: readonly EndedRun[]): Outcome {
  if (isUnderWay(execution)) return 'underWay';
  if (execution.status === 'Succeeded') return 'released';
  if (execution.status === 'Superseded') return 'superseded';
  if (execution.status === 'Cancelled') return 'restarted';
  const failed = failedRun(runs);
  return (failed === undefined ? undefined : outcomeOfRun(execution, failed)) ?? 'stopped';
}
