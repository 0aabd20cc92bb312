import { lookEveryMs } from '../../console/model/clock.ts';
import { buildOf } from '../../console/model/follow-log.ts';
import type { ReadModel } from '../../console/model/read-model.ts';
import { Refused } from '../../operations/refused.ts';
import { INTERRUPTED, takeSignals } from './interruption.ts';
import { openModel, type PipelineOptions, print, printJson } from './open-model.ts';

export interface LogsOptions extends PipelineOptions {
  /** The execution or its commit, or the first letters of one; absent: the newest. */
  readonly execution?: string;
  readonly follow?: boolean;
  /** Of what is there already, at most. */
  readonly lines: number;
}

async function executionId(model: ReadModel, id: string | undefined): Promise<string> {
  if (id !== undefined) return (await model.execution(id)).id;
  const [newest] = await model.executions();
  if (newest === undefined) throw new Refused(`${model.pipelineName} has no release yet`, 'A push begins one.');
  return newest.id;
}

/**
 * Prints the log of a build, and with `--follow` what it writes until it ends.
 *
 * @param name `stage/action`, or a stage or action alone; absent: what runs, else what failed, else the last one
 * @returns 0; when it is followed, 1 for a build that failed and 130 when a signal ended this
 * @throws Refused where the release has run no such build
 */
export async function logs(name: string | undefined, options: LogsOptions): Promise<number> {
  const { follow = false, json = false, lines } = options;
  const model = await openModel(options);
  const id = await executionId(model, options.execution);
  const build = buildOf(await model.runs(id), name);
  if (!follow) {
    const view = await model.log({ executionId: id, stage: build.stageName, action: build.name }, lines);
    if (json) printJson({ executionId: id, ...view });
    else print(view.lines);
    return 0;
  }
  const everyMs = lookEveryMs(await model.clock());
  const interruption = takeSignals();
  const wait = () => interruption.wait(everyMs);
  try {
    const log = model.followLog(build.externalId, { lines, wait });
    for (;;) {
      const { done, value } = await log.next();
      if (done === true) return value === undefined ? INTERRUPTED : value === 'SUCCEEDED' ? 0 : 1;
      print([json ? JSON.stringify({ line: value }) : value]);
      if (interruption.signal.aborted) return INTERRUPTED;
    }
  } finally {
    interruption.end();
  }
}
