import { Refused } from '../../operations/refused.ts';
import type { ExecutionView } from './execution-view.ts';
import type { ActionView, WaitingApproval } from './pipeline-view.ts';

/** Fewer letters of an id are too easily those of another. */
const PREFIX_MIN = 4;
/** What git takes for a commit, in short or whole. */
const COMMIT = /^[0-9a-f]{7,64}$/;
const WHOLE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether it is a whole id, which can be asked for as it is. */
export const isExecutionId = (text: string): boolean => WHOLE_ID.test(text);

/** The executions of a commit, but for those that began again: of them the one that followed is meant. */
function ofCommit(all: readonly ExecutionView[], commit: string): ExecutionView[] {
  if (!COMMIT.test(commit)) return [];
  const found = all.filter((one) => one.commit.startsWith(commit));
  const stayed = found.filter(({ status }) => status !== 'Cancelled');
  return stayed.length > 0 ? stayed : found;
}

const called = ({ id, commit, title, status }: ExecutionView): string =>
  `${id} (${status}, ${commit.slice(0, 8)} “${title}”)`;

/**
 * The execution of an id or a commit, or of the first letters of one, as they are shown. Pure.
 * @throws Refused where the history has no such execution, or several
 */
export function findExecution(all: readonly ExecutionView[], pipelineName: string, name: string): ExecutionView {
  const exact = all.find(({ id }) => id === name);
  if (exact !== undefined) return exact;
  const byId = name.length < PREFIX_MIN ? [] : all.filter(({ id }) => id.startsWith(name));
  const found = [...new Set([...byId, ...ofCommit(all, name.toLowerCase())])];
  const [execution, another] = found;
  if (execution === undefined)
    throw new Refused(`The pipeline ${pipelineName} has no execution ${name}`, 'Look for it in the history.');
  if (another !== undefined)
    throw new Refused(
      `${found.length} executions of ${pipelineName} are called ${name}`,
      `Give the id of one: ${found.map(called).join(', ')}.`,
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
