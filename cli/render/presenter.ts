import { createLogUpdate } from 'log-update';
import { plain, plainly } from '../../console/model/plain.ts';
import type { Answer, WaitingApproval } from '../../rehearsal/session/follow.ts';
import type { LiveView } from '../../rehearsal/session/live-view.ts';
import type { Presenter } from '../../rehearsal/session/release.ts';
import { askApproval } from './ask-approval.ts';
import { createChangeTeller } from './changes.ts';
import { colorsFor } from './colors.ts';
import { formatDuration } from './format.ts';
import { treeLines } from './tree.ts';

export interface PresenterOptions {
  /** Where progress goes: standard error when standard output carries a document. */
  readonly stream: NodeJS.WriteStream;
  /** Approve without asking. */
  readonly yes: boolean;
  readonly signal: AbortSignal;
  /** Of the rehearsal's clock, shown above the tree. */
  readonly rate: () => number | null;
  /** What a person is told of an approval before they are asked for it, in lines. */
  readonly facts: (approval: WaitingApproval) => Promise<readonly string[]>;
}

export interface TerminalPresenter extends Presenter {
  /** A line of its own, above whatever is being redrawn. */
  readonly say: (line: string) => void;
}

const REDRAW_EVERY_MS = 100;

/** A tree that is redrawn on a terminal, and plain lines elsewhere. */
export function createPresenter(options: PresenterOptions): TerminalPresenter {
  const { stream, signal } = options;
  const isTerminal = stream.isTTY === true;
  const colors = colorsFor(stream);
  const log = isTerminal ? createLogUpdate(stream) : undefined;
  const tell = createChangeTeller();
  let release = { message: '', commit: '', startedMs: performance.now() };
  let last: LiveView | undefined;
  let redraw: NodeJS.Timeout | undefined;
  let asking = false;

  /** Only between begin and end: what is said later stands below the last tree, which stays as it was. */
  const draw = () => {
    if (log === undefined || redraw === undefined || last === undefined || asking) return;
    const head = { ...release, elapsedMs: performance.now() - release.startedMs, rate: options.rate() };
    const width = stream.columns || 100;
    const lines = treeLines(head, last, width, colors);
    // What does not fit the window cannot be redrawn without flicker: its end matters most.
    log(lines.slice(-Math.max(5, (stream.rows || 40) - 1)).join('\n'));
  };
  const say = (line: string) => {
    if (redraw !== undefined) log?.clear();
    stream.write(`${line}\n`);
    draw();
  };

  return {
    say,
    begin: (message, commit) => {
      release = { message: plain(message), commit, startedMs: performance.now() };
      last = undefined;
      if (log === undefined) stream.write(`push ${commit.slice(0, 8)} ${release.message}\n`);
      else redraw = setInterval(draw, REDRAW_EVERY_MS);
    },
    show: (seen) => {
      const view = plainly(seen);
      last = view;
      const at = formatDuration(performance.now() - release.startedMs).padStart(7);
      if (log === undefined) for (const line of tell(view)) stream.write(`${at}  ${line}\n`);
    },
    end: () => {
      if (redraw === undefined) return;
      draw();
      log?.done();
      clearInterval(redraw);
      redraw = undefined;
    },
    answer: (approval, elsewhere) => {
      if (options.yes) return Promise.resolve({ approve: true, comment: 'Approved by --yes' });
      return ask(approval, elsewhere);
    },
  };

  async function ask(approval: WaitingApproval, elsewhere: AbortSignal): Promise<Answer> {
    const facts = await options.facts(approval);
    // Somebody may have been faster, or Ctrl-C.
    AbortSignal.any([signal, elsewhere]).throwIfAborted();
    draw(); // as it is when the question is asked
    asking = true;
    log?.done();
    try {
      for (const line of facts) stream.write(`${line}\n`);
      const { message, commit } = release;
      const what = `${approval.stageName} / ${approval.actionName}: release ${commit.slice(0, 8)} "${message}"?`;
      return await askApproval(what, stream, signal, elsewhere);
    } finally {
      asking = false;
    }
  }
}
