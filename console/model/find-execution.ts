import { Refused } from '../../operations/refused.ts';
import type { ExecutionView } from './execution-view.ts';
import type { ActionView, WaitingApproval } from './pipeline-view.ts';

/** Fewer letters of an id are too easily those of another. */
const PREFIX_MIN = 4;

/**
 * The execution of an id, or of its first letters, as they are shown. Pure.
 * @throws Refused where the history has no such execution, or several
 */
export function findExecution(all: readonly ExecutionView[], pipelineName: string, id: string): ExecutionView {
  const exact = all.find((one) => one.id === id);
  if (exact !== undefined) return exact;
  const found = id.length < PREFIX_MIN ? [] : all.filter((one) => one.id.startsWith(id));
  const [execution, another] = found;
  if (execution === undefined)
    throw new Refused(`The pipeline ${pipelineName} has no execution ${id}`, 'Look for it in the history.');
  if (another !== undefined)
    throw new Refused(
      `${found.length} executions of ${pipelineName} begin with ${id}`,
      `Give more of it: ${found.map((one) => one.id).join(', ')}.`,
    );
  return execution;
}

/** As much of a pipeline's view as tells what waits for a person. */
export interface Waiting {
  readonly stages: readonly { readonly name: string; readonly actions: readonly Pick<ActionView, 'approval'>[] }[];
}

/** An approval that waits, and the release that waits at it. */
export interface WaitingRelease extends WaitingApproval {
  readonly stage: string;
}

/** All approvals that wait for a person. Pure. */
export const waitingReleases = ({ stages }: Waiting): WaitingRelease[] =>
  stages.flatMap(({ name, actions }) =>
    actions.flatMap(({ approval }) => (approval === undefined ? [] : [{ stage: name, ...approval }])),
  );

/**
 * The approval that waits for a person. Pure.
 * @param stage the one that is meant, where several wait
 * @throws Refused where none waits, or it is not clear which is meant
 */
export function waitingRelease(pipelineName: string, view: Waiting, stage: string | undefined): WaitingRelease {
  const waiting = waitingReleases(view);
  const [found, another] = stage === undefined ? waiting : waiting.filter((one) => one.stage === stage);
  if (found === undefined)
    throw new Refused(
      stage === undefined ? `No release of ${pipelineName} waits for an approval` : `No release waits at ${stage}`,
      waiting.length === 0
        ? 'See where the releases are: slipway status.'
        : `One waits at ${waiting.map((one) => one.stage).join(', ')}.`,
    );
  if (another !== undefined)
    throw new Refused(
      `${waiting.length} releases wait for an approval`,
      `Say which with --stage: ${waiting.map((one) => one.stage).join(', ')}.`,
    );
  return found;
}
