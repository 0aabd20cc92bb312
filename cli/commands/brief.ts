import { briefedByDefault } from '../../console/model/bad-end.ts';
import { Refused } from '../../operations/refused.ts';
import { briefLines } from '../render/brief.ts';
import { colorsFor } from '../render/colors.ts';
import { called } from '../render/release-name.ts';
import { newestOf } from './newest-of.ts';
import { openModel, type PipelineOptions, print, printJson } from './open-model.ts';

/**
 * Tells what became of a release that has ended.
 *
 * @param id execution or its commit, or the first letters of one; absent: the newest that ended badly, else the newest
 * @throws Refused where there is none, it is under way, or what happened can no longer be read
 */
export async function brief(id: string | undefined, options: PipelineOptions): Promise<number> {
  const model = await openModel(options);
  const execution = id === undefined ? await newestOf(model, briefedByDefault) : await model.execution(id);
  const { brief: told, outcome } = await model.release(execution.id);
  if (told === undefined)
    throw new Refused(
      `${called(execution)} is under way, and has no brief yet`,
      `Follow it: slipway watch ${execution.id.slice(0, 8)}.`,
    );
  if (!told.known) throw new Refused(`The brief of ${called(execution)} cannot be told: ${told.why}`, told.mend);
  if (options.json) printJson({ pipelineName: model.pipelineName, execution, outcome, ...told.value });
  else print(briefLines(told.value, colorsFor(process.stdout)));
  return 0;
}
