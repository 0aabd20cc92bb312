import { colorsFor } from '../render/colors.ts';
import { historyLines } from '../render/history.ts';
import { openModel, type PipelineOptions, print, printJson } from './open-model.ts';

export interface HistoryOptions extends PipelineOptions {
  /** Releases at most. */
  readonly limit: number;
}

/** Lists the releases of a pipeline. @throws Refused where there is no such pipeline */
export async function history({ limit, ...options }: HistoryOptions): Promise<number> {
  const { dora: _ofTheseAlone, ...view } = await (await openModel(options)).history(limit);
  if (options.json) printJson(view);
  else print(historyLines(view, colorsFor(process.stdout)));
  return 0;
}
