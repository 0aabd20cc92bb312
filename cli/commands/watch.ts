import { lookEveryMs } from '../../console/model/clock.ts';
import { isUnderWay } from '../../console/model/execution-view.ts';
import { plainly } from '../../console/model/plain.ts';
import type { LivePipeline } from '../../console/model/read-live.ts';
import type { ReadModel } from '../../console/model/read-model.ts';
import { stateKey } from '../../console/model/state-key.ts';
import { troubleOf } from '../../console/model/trouble.ts';
import { createLineScreen, createTerminalScreen, type PipelineScreen } from '../render/pipeline-screen.ts';
import { INTERRUPTED, takeSignals } from './interruption.ts';
import { openModel, type PipelineOptions, print } from './open-model.ts';

const line = (document: unknown) => process.stdout.write(`${JSON.stringify(document)}\n`);

/** A document a line, each time something has changed. */
function createJsonScreen(): PipelineScreen {
  let told = '';
  return {
    show: (view) => {
      const key = stateKey(view);
      if (key !== told) line(view);
      told = key;
    },
    trouble: (trouble) => process.stderr.write(`${trouble.message}. ${trouble.hint}\n`),
    end: () => undefined,
  };
}

/** A picture on a terminal, lines elsewhere. */
async function createScreen(): Promise<PipelineScreen> {
  if (process.stdout.isTTY !== true) return createLineScreen(process.stdout);
  const { createLogUpdate } = await import('log-update');
  return createTerminalScreen(process.stdout, createLogUpdate(process.stdout));
}

const RETRY_MS = 2000;

/** Looks once. @returns the time until the next look, in milliseconds, and whether the release that is followed goes on */
async function look(
  model: ReadModel,
  screen: PipelineScreen,
  followed: string | undefined,
): Promise<{ readonly waitMs: number; readonly goesOn: boolean }> {
  let view: LivePipeline;
  try {
    view = await model.live();
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble?.passing !== true) throw error;
    screen.trouble(plainly(trouble));
    return { waitMs: RETRY_MS, goesOn: true };
  }
  screen.show(view);
  const goesOn = followed === undefined || view.queue.some(({ id }) => id === followed);
  return { waitMs: lookEveryMs(view.clock), goesOn };
}

/** How a release ended, in its brief's sentence. @returns the exit code */
async function tellEnd(model: ReadModel, id: string, json: boolean): Promise<number> {
  const release = await model.release(id);
  const { brief, outcome } = release;
  if (json) line(release);
  else if (brief?.known === true) print([brief.value.sentence]);
  return outcome === 'released' ? 0 : 1;
}

/**
 * Shows the pipeline live, until Ctrl-C or the end of the release that is named.
 *
 * @param id execution or its commit, or the first letters of one; absent: whatever the pipeline does
 * @returns 0 when that release was released, 1 when it ended otherwise, 130 when a signal ended this
 * @throws Refused where there is no such pipeline or execution
 */
export async function watch(id: string | undefined, options: PipelineOptions): Promise<number> {
  const { json = false } = options;
  const model = await openModel(options);
  const followed = id === undefined ? undefined : await model.execution(id);
  if (followed !== undefined && !isUnderWay(followed)) return tellEnd(model, followed.id, json);
  const interruption = takeSignals();
  const screen = json ? createJsonScreen() : await createScreen();
  try {
    for (;;) {
      const { waitMs, goesOn } = await look(model, screen, followed?.id);
      if (!goesOn) break;
      if (!(await interruption.wait(waitMs))) return INTERRUPTED;
    }
  } finally {
    screen.end();
    interruption.end();
  }
  return followed === undefined ? 0 : tellEnd(model, followed.id, json);
}
