import type { LivePipeline } from '../../console/model/read-live.ts';
import type { Trouble } from '../../console/model/trouble.ts';
import { createTeller } from './changes.ts';
import { colorsFor } from './colors.ts';
import { formatTime } from './format.ts';
import { pipelineLines } from './pipeline.ts';
import { pipelineFacts } from './pipeline-changes.ts';

/** Where a pipeline is watched. */
export interface PipelineScreen {
  show(view: LivePipeline): void;
  /** What keeps it from being read at the moment. */
  trouble(trouble: Trouble): void;
  /** Leaves the last picture where it is, and the terminal as it was. */
  end(): void;
}

/** Durations go on by the second: between two looks the picture is drawn again. */
const REDRAW_EVERY_MS = 1000;
const WIDTH = 100;
const HEIGHT = 40;

/** Writes a text in place of the one before, and only what has changed of it: log-update's, which leaves no flicker. */
export interface Redraw {
  (text: string): void;
  /** Leaves what is there, and the cursor as it was. */
  done(): void;
}

/** Keeps one picture of the pipeline up to date on a terminal. */
export function createTerminalScreen(stream: NodeJS.WriteStream, log: Redraw): PipelineScreen {
  const colors = colorsFor(stream);
  let last: { readonly view: LivePipeline; readonly readMs: number } | undefined;
  let problem: Trouble | undefined;

  const draw = () => {
    if (last === undefined) return;
    const { view, readMs } = last;
    const nowMs = view.clock.nowMs + (performance.now() - readMs) * view.clock.rate;
    const width = stream.columns || WIDTH;
    const room = (stream.rows || HEIGHT) - 2;
    const whole = pipelineLines(view, nowMs, width, colors);
    const lines = whole.length <= room ? whole : pipelineLines(view, nowMs, width, colors, true);
    const told = problem === undefined ? [] : [colors.red(`${problem.message}. ${problem.hint}`)];
    // What does not fit the window cannot be redrawn without flicker: its end matters most.
    log([...lines, ...told].slice(-Math.max(5, room)).join('\n'));
  };
  const redraw = setInterval(draw, REDRAW_EVERY_MS);
  return {
    show: (view) => {
      last = { view, readMs: performance.now() };
      problem = undefined;
      draw();
    },
    trouble: (trouble) => {
      problem = trouble;
      draw();
    },
    end: () => {
      clearInterval(redraw);
      draw();
      log.done();
    },
  };
}

/** The whole once, then a line for each change. */
export function createLineScreen(stream: NodeJS.WriteStream): PipelineScreen {
  const colors = colorsFor(stream);
  const tell = createTeller(pipelineFacts);
  let begun = false;
  let problem = '';
  const write = (lines: readonly string[]) => {
    for (const line of lines) stream.write(`${line}\n`);
  };
  return {
    show: (view) => {
      problem = '';
      const changes = tell(view);
      write(
        begun
          ? changes.map((line) => `${formatTime(view.clock.nowMs)}  ${line}`)
          : pipelineLines(view, view.clock.nowMs, WIDTH, colors),
      );
      begun = true;
    },
    trouble: ({ message, hint }) => {
      if (problem !== message) write([`${message}. ${hint}`]);
      problem = message;
    },
    end: () => undefined,
  };
}
