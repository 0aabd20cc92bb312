import type { ExecutionView } from '../../console/model/execution-view.ts';
import type { ReadModel } from '../../console/model/read-model.ts';
import { Refused } from '../../operations/refused.ts';

/**
 * The release that is meant where none is named.
 *
 * @param choose from all, of which the newest is the first
 * @throws Refused where there is none yet
 */
export async function newestOf(
  model: ReadModel,
  choose: (all: readonly ExecutionView[]) => ExecutionView | undefined = ([newest]) => newest,
): Promise<ExecutionView> {
  const chosen = choose(await model.executions());
  if (chosen === undefined) throw new Refused(`${model.pipelineName} has no release yet`, 'A push begins one.');
  return chosen;
}
