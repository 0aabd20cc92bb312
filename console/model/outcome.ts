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
  | 'restarted';

const FAILED = new Set(['Failed', 'Abandoned']);
const DEPLOYS = new Set(['CHANGE_SET_EXECUTE', 'CREATE_UPDATE', 'REPLACE_ON_FAILURE']);

/** The action that a release ended at, where it did not reach its end. */
export const failedRun = (runs: readonly ActionRun[]): ActionRun | undefined =>
  lastRuns(runs).findLast(({ status }) => FAILED.has(status));

/** Whether an action changes a stack: with what only prepares a change set nothing has happened yet. */
export const deploys = ({ category, configuration }: ActionRun): boolean =>
  category === 'Deploy' && DEPLOYS.has(configuration.ActionMode ?? '');

/** The end of the name of the project that deploys the pipeline's own stack: see pipeline/renderer/actions/self-update.ts. */
const SELF_UPDATE = '-self-mutate';

/** Whether an action deploys the stack of the pipeline itself. */
export const updatesPipeline = ({ configuration }: ActionRun): boolean =>
  (configuration.ProjectName ?? '').endsWith(SELF_UPDATE);

/** How an execution ended, from its runs. Pure. */
export function outcomeOf(execution: ExecutionView, runs: readonly ActionRun[]): Outcome {
  if (isUnderWay(execution)) return 'underWay';
  if (execution.status === 'Succeeded') return 'released';
  if (execution.status === 'Superseded') return 'superseded';
  if (execution.status === 'Cancelled') return 'restarted';
  const failed = failedRun(runs);
  // An approval that is abandoned was stopped with its release: nobody answered it.
  if (failed?.category === 'Approval' && failed.status === 'Failed') return 'rejected';
  return failed !== undefined && deploys(failed) ? 'takenBack' : 'stopped';
}
