import type { ActionRun } from '../../console/model/action-run.ts';
import { endedBadly } from '../../console/model/bad-end.ts';
import { lookEveryMs } from '../../console/model/clock.ts';
import type { ExecutionView } from '../../console/model/execution-view.ts';
import { buildOf, failedInBuild } from '../../console/model/follow-log.ts';
import { briefCommand, called } from '../render/release-name.ts';
import { INTERRUPTED, takeSignals } from './interruption.ts';
import { newestOf } from './newest-of.ts';
import { openModel, type PipelineOptions, print, printJson } from './open-model.ts';

export interface LogsOptions extends PipelineOptions {
  /** The execution or its commit, or the first letters of one; absent: the newest. */
  readonly execution?: string;
  readonly follow?: boolean;
  /** Of what is there already, at most. */
  readonly lines: number;
}

/** A log that has passed is not why a release did not get through: then it is told where that is. */
function tellElsewhere(execution: ExecutionView, runs: readonly ActionRun[]): void {
  if (!endedBadly(execution) || failedInBuild(runs)) return;
  process.stderr.write(`${called(execution)} did not fail in a build: ${briefCommand(execution)} says why it ended.\n`);
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
  const execution = options.execution === undefined ? await newestOf(model) : await model.execution(options.execution);
  const { id } = execution;
  const runs = await model.runs(id);
  tellElsewhere(execution, runs);
  const build = buildOf(runs, name);
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
