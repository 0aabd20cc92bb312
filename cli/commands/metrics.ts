import { metricsLines } from '../render/metrics.ts';
import { openModel, type PipelineOptions, print, printJson } from './open-model.ts';

/** Prints the four figures of delivery. @throws Refused where there is no such pipeline */
export async function metrics(options: PipelineOptions): Promise<number> {
  const view = await (await openModel(options)).metrics();
  const { pipelineName, lastStage, dora } = view;
  if (options.json) printJson({ pipelineName, lastStage, ...dora });
  else print(metricsLines(view));
  return 0;
}
