import type { ExecutionView } from './execution-view.ts';
import { OUTCOME_TONES } from './outcome.ts';
import type { PipelineView } from './pipeline-view.ts';

/** That it was superseded, or began again, is the pipeline's usual way. */
const BAD = new Set(['Failed', 'Stopped']);

/** What CreatePipeline starts fails where nothing was pushed yet, which is nobody's failure. */
const isCreation = ({ trigger, commit }: ExecutionView): boolean => trigger === 'CreatePipeline' && commit === '';

/** Whether a release did not get through: something failed or was taken back, an approver said no, or somebody stopped it. */
export const endedBadly = (execution: ExecutionView): boolean => BAD.has(execution.status) && !isCreation(execution);

const isRelease = ({ type }: ExecutionView): boolean => type !== 'ROLLBACK';

/**
 * The release whose brief somebody wants who names none: the newest that ended badly, else the newest. Pure.
 * @param all the newest first
 */
export const briefedByDefault = (all: readonly ExecutionView[]): ExecutionView | undefined =>
  all.find(endedBadly) ?? all[0];

/** The newest release, where it ended badly: one that takes a stage back is its end, and no release of its own. Pure. */
export function newestBadEnd({ queue, ended }: Pick<PipelineView, 'queue' | 'ended'>) {
  const [newest] = [...queue, ...ended]
    .filter(isRelease)
    .toSorted((one, other) => (other.startedMs ?? 0) - (one.startedMs ?? 0));
  return newest !== undefined && OUTCOME_TONES[newest.outcome] === 'bad' ? newest : undefined;
}
