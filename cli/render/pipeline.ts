import { newestBadEnd } from '../../console/model/bad-end.ts';
import { releaseName } from '../../console/model/execution-view.ts';
import { waitingReleases } from '../../console/model/find-execution.ts';
import { OUTCOME_WORDS } from '../../console/model/outcome.ts';
import type { ActionView, GateView, QueuedExecution, StageView } from '../../console/model/pipeline-view.ts';
import type { LivePipeline } from '../../console/model/read-live.ts';
import type { Colors } from './colors.ts';
import { firstLine, formatDuration, formatTime, wrapWords } from './format.ts';
import { mark, outcomeMark } from './mark.ts';
import { briefCommand } from './release-name.ts';
import { shiftLines } from './shift.ts';

const INDENT = '     ';

/** An action in a line; one that failed with its sentence below, which is never cut. */
function actionLines(action: ActionView, nowMs: number, width: number, colors: Colors): string[] {
  const { name, status, outcome, startedMs, endedMs, says, sentence, failed, approval } = action;
  const endMs = status === 'InProgress' ? nowMs : endedMs;
  const time =
    startedMs === undefined || endMs === undefined ? '' : colors.dim(` ${formatDuration(endMs - startedMs)}`);
  if (approval !== undefined) {
    const expires =
      approval.expiresMs === undefined ? '' : `, expires in ${formatDuration(approval.expiresMs - nowMs)}`;
    return [`   ${mark(status, colors)} ${name}${time}${colors.yellow(`  waits for an answer${expires}`)}`];
  }
  const sign = outcome === undefined ? mark(status, colors) : outcomeMark(outcome, colors);
  if (failed && sentence !== '') {
    const told = wrapWords(sentence, Math.max(20, width - INDENT.length)).map((line) => INDENT + line);
    return [`   ${sign} ${name}${time}`, ...told.map((line) => (outcome === 'created' ? line : colors.red(line)))];
  }
  const short = sentence === '' ? says : sentence;
  const text = short === '' ? '' : colors.dim(`  ${firstLine(short, width - name.length - 20)}`);
  return [`   ${sign} ${name}${time}${text}`];
}

/** Only a gate that keeps a release out, or is still being asked, is worth a line. */
const gateLines = (gates: readonly GateView[], width: number, colors: Colors): string[] =>
  gates
    .filter(({ status }) => status === 'Failed' || status === 'InProgress')
    .map(
      ({ name, status, says }) =>
        `   ${mark(status, colors)} ${name}${colors.dim(`  ${firstLine(says, width - name.length - 10)}`)}`,
    );

interface Picture {
  readonly view: LivePipeline;
  readonly nowMs: number;
  readonly width: number;
  readonly colors: Colors;
  /** Shows only what goes on or went wrong in full. */
  readonly compact: boolean;
}

function stageLines(stage: StageView, { view, nowMs, width, colors, compact }: Picture): string[] {
  const { name, status, outcome, execution, gates, actions, closed, waits } = stage;
  const newest = view.stages[0]?.execution?.id;
  // What a stage still shows of an earlier release is told in one line: its end is that release's own.
  const isBusy = status === 'InProgress' || status === 'Failed';
  const inFull = isBusy || (!compact && execution?.id === newest);
  const of =
    execution === undefined
      ? ''
      : colors.dim(
          `  ${[execution.commit.slice(0, 8), releaseName(execution)].filter((part) => part !== '').join(' ')}`,
        );
  const sign = outcome === undefined ? mark(status, colors) : outcomeMark(outcome, colors);
  const word = outcome === undefined ? '' : `  ${OUTCOME_WORDS[outcome]}`;
  const all = view.shifts.known ? view.shifts.value.filter((shift) => shift.stage === name) : [];
  const shifts = compact ? all.filter(({ underWay }) => underWay) : all;
  return [
    ` ${sign} ${colors.bold(name)}${of}${word}`,
    ...(closed === undefined ? [] : [`   ${colors.yellow(`closed: ${closed}`)}`]),
    ...waits.filter((text) => !text.endsWith('waits for an approver.')).map((text) => `   ${colors.yellow(text)}`),
    ...(!inFull ? [] : gateLines(gates, width, colors)),
    ...(!inFull ? [] : actions.flatMap((action) => actionLines(action, nowMs, width, colors))),
    ...shifts.flatMap((shift) => shiftLines(shift, nowMs, colors)),
  ];
}

function queueLines(queue: readonly QueuedExecution[], nowMs: number, colors: Colors): string[] {
  if (queue.length === 0) return [colors.dim('No release is under way.')];
  return queue.map((one) => {
    const { id, at, startedMs, cause } = one;
    const where = at === undefined ? '' : `, at ${at}`;
    const since = startedMs === undefined ? '' : `, for ${formatDuration(nowMs - startedMs)}`;
    return `${id.slice(0, 8)} ${releaseName(one)}${colors.dim(`  ${cause}${where}${since}`)}`;
  });
}

/** What to type for what waits for a person, and for a release that did not get through. */
function nextLines(view: LivePipeline): string[] {
  const bad = newestBadEnd(view);
  return [
    ...waitingReleases(view).map(
      ({ stage, executionId }) =>
        `${stage} waits for you: slipway approve ${executionId.slice(0, 8)}, or slipway reject.`,
    ),
    ...(bad === undefined ? [] : [`“${bad.title}” did not get through: ${briefCommand(bad)} says why.`]),
  ];
}

/**
 * The pipeline as a tree: stages, actions, and what CodeDeploy does below its stage.
 *
 * The clock is the last line, since the terminal's frame is patched from the first line that changed to the last one
 * (log-update), and lines in between that only moved would stay where they were.
 */
export function pipelineLines(
  view: LivePipeline,
  nowMs: number,
  width: number,
  colors: Colors,
  compact = false,
): string[] {
  const { virtual, rate } = view.clock;
  const clock = virtual ? `rehearsal's clock ${formatTime(nowMs)} ×${rate}` : formatTime(nowMs);
  return [
    ...view.stages.flatMap((stage) => stageLines(stage, { view, nowMs, width, colors, compact })),
    ...(view.shifts.known ? [] : [colors.red(`shifts: ${view.shifts.why}. ${view.shifts.mend}`)]),
    '',
    ...queueLines(view.queue, nowMs, colors),
    ...nextLines(view),
    colors.dim(`${view.pipelineName}, ${clock}`),
  ];
}
