import { colorsFor } from '../render/colors.ts';
import { pipelineLines } from '../render/pipeline.ts';
import { openModel, type PipelineOptions, print, printJson } from './open-model.ts';

const WIDTH = 100;

/** Shows the pipeline as it is now. @throws Refused where there is no such pipeline */
export async function status(options: PipelineOptions): Promise<number> {
  const view = await (await openModel(options)).live();
  if (options.json) printJson(view);
  else print(pipelineLines(view, view.clock.nowMs, process.stdout.columns || WIDTH, colorsFor(process.stdout)));
  return 0;
}
