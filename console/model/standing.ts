import type { ActionRun } from './action-run.ts';
import type { ExecutionList } from './execution-list.ts';
import type { ExecutionView } from './execution-view.ts';
import { deploys } from './outcome.ts';

/** A release that a stage ran. */
export interface StageRun {
  /** The execution that first released it: never one that goes back, of which CodePipeline takes none as a target. */
  readonly release: string;
  /** The execution that brought it there: the same, or one that took the stage back to it. */
  readonly by: string;
}

/** What a stage runs, and what it would go back to. */
export interface Standing {
  readonly runs: StageRun;
  /** Undefined where it ran nothing before. */
  readonly goesBackTo: ExecutionView | undefined;
}

/**
 * The release that a stage goes back to: what it ran when the one that runs now was first released. Of what was taken back
 * since then nothing comes into question: it was taken back. Pure.
 *
 * @param timeline what the stage ran, the newest first
 */
export function targetOf(timeline: readonly StageRun[]): string | undefined {
  const current = timeline[0]?.release;
  const first = timeline.findIndex(({ by }) => by === current);
  return first < 0 ? undefined : timeline.slice(first + 1).find(({ release }) => release !== current)?.release;
}

/**
 * Reads what a stage runs, from the newest execution on, as far as it takes to know what it would go back to.
 *
 * @param stage the last one: what succeeded as a whole has been there
 * @param runsOf the runs of an execution's actions
 * @returns undefined where it runs nothing
 */
export async function readStanding(
  stage: string,
  list: ExecutionList,
  runsOf: (executionId: string) => Promise<readonly ActionRun[]>,
): Promise<Standing | undefined> {
  const cameTo = async ({ id, type }: ExecutionView) =>
    type !== 'ROLLBACK' || (await runsOf(id)).some((run) => run.stageName === stage && deploys(run));
  const timeline: StageRun[] = [];
  for (let index = 0; targetOf(timeline) === undefined; index++) {
    const execution = (await list.until(({ length }) => length > index))[index];
    if (execution === undefined) break;
    if (execution.status !== 'Succeeded' || !(await cameTo(execution))) continue;
    timeline.push({ release: execution.rollbackTo ?? execution.id, by: execution.id });
  }
  const [runs] = timeline;
  const target = targetOf(timeline);
  if (runs === undefined) return undefined;
  const all = await list.until((soFar) => target === undefined || soFar.some(({ id }) => id === target));
  return { runs, goesBackTo: all.find(({ id }) => id === target) };
}
