import type { ActionView, DeploymentView, LiveView, StageView } from '../../rehearsal/session/live-view.ts';
import type { Colors } from './colors.ts';
import { firstLine, formatDuration } from './format.ts';
import { bar, mark } from './mark.ts';
import { actionSays } from './rehearsed-outcome.ts';

/** What stands above the tree. */
export interface TreeHead {
  readonly message: string;
  readonly commit: string;
  /** Real milliseconds since the push. */
  readonly elapsedMs: number;
  readonly rate: number | null;
}

function actionLine(action: ActionView, nowMs: number, width: number, colors: Colors): string {
  const { startedMs, changedMs } = action;
  const endMs = action.status === 'InProgress' ? nowMs : changedMs;
  const time =
    startedMs === undefined || endMs === undefined ? '' : colors.dim(` ${formatDuration(endMs - startedMs)}`);
  const says = actionSays(action);
  const summary = says === '' ? '' : colors.dim(`  ${firstLine(says, width - action.name.length - 20)}`);
  const waits = action.token === undefined ? '' : colors.yellow('  waits for an answer');
  return `   ${mark(action.status, colors)} ${action.name}${time}${waits}${summary}`;
}

/** Only a gate that keeps the release out, or is still being asked, is worth a line. */
const gateLines = (gates: StageView['gates'], width: number, colors: Colors): string[] =>
  gates
    .filter(({ status }) => status === 'Failed' || status === 'InProgress')
    .map(
      ({ name, status, summary }) =>
        `   ${mark(status, colors)} ${name}${colors.dim(`  ${firstLine(summary, width - name.length - 10)}`)}`,
    );

function seenShare({ percentActual, baked }: DeploymentView): string {
  if (percentActual === undefined) return baked ? '' : 'no whole minute yet';
  return baked ? `${percentActual.toFixed(1)} % in the bake` : `actual ${percentActual.toFixed(1)} %`;
}

/** Set and actual share of the new version, hooks and alarms of one deployment. */
export function deploymentLines(deployment: DeploymentView, colors: Colors): string[] {
  const actual = seenShare(deployment);
  const hooks = deployment.hooks.map(({ name, status }) => `${mark(status, colors)} ${name}`).join('  ');
  const ringing = deployment.alarms.filter((alarm) => alarm.state === 'ALARM');
  const alarms =
    ringing.length === 0
      ? colors.dim(`${deployment.alarms.length} alarms quiet`)
      : colors.red(`ALARM ${ringing.map((alarm) => alarm.name).join(', ')}`);
  const lines = [
    `     ${deployment.functionName} ${colors.dim(`-> version ${deployment.newVersion}, ${deployment.config}, ${deployment.id}`)}`,
    `       ${bar(deployment.percentSet, colors)} set ${deployment.percentSet} %  ${colors.dim(actual)}  ${deployment.status}`,
    `       ${hooks}  ${alarms}`,
  ];
  if (deployment.tooLittleEvidence !== undefined) {
    lines.push(`       ${colors.yellow(deployment.tooLittleEvidence)}`);
  }
  if (deployment.error !== undefined) lines.push(`       ${colors.red(deployment.error)}`);
  return lines;
}

/** Where a release has not come to yet, an earlier one's end is not its own. */
function notReached({ name, waiting, actions }: StageView): StageView {
  const none = {
    category: '',
    mode: null,
    status: undefined,
    startedMs: undefined,
    changedMs: undefined,
    summary: '',
    token: undefined,
  };
  const unrun = actions.map((action) => ({ name: action.name, ...none }));
  return { name, waiting, status: undefined, executionId: undefined, actions: unrun, gates: [] };
}

/** The stages as the newest release sees them: its own, and what an earlier one is still doing. */
function ofRelease(stages: readonly StageView[]): StageView[] {
  const newest = stages[0]?.executionId;
  return stages.map((stage) =>
    stage.executionId === newest || stage.status === 'InProgress' ? stage : notReached(stage),
  );
}

function stageLines(stage: StageView, view: LiveView, width: number, colors: Colors): string[] {
  const waiting = stage.waiting === undefined ? '' : colors.yellow(`  ${stage.waiting}`);
  const lines = [` ${mark(stage.status, colors)} ${colors.bold(stage.name)}${waiting}`];
  // Its gate has passed it over, and what its actions say is of an earlier release.
  if (stage.status === 'Skipped') return lines;
  lines.push(...gateLines(stage.gates, width, colors));
  for (const action of stage.actions) lines.push(actionLine(action, view.nowMs, width, colors));
  const own = view.deployments.filter((deployment) => deployment.functionName.startsWith(`${stage.name}-`));
  return [...lines, ...own.flatMap((deployment) => deploymentLines(deployment, colors))];
}

/**
 * The whole release as a tree: stages, actions, and what CodeDeploy does below its stage. The clock is the last line, since
 * the terminal's frame is patched from the first line that changed to the last one (log-update), and lines in between that
 * only moved would stay where they were.
 */
export function treeLines(head: TreeHead, view: LiveView, width: number, colors: Colors): string[] {
  const at = new Date(view.nowMs).toISOString().slice(11, 19);
  const clock = `${at} ×${head.rate ?? 1}`;
  return [
    `${colors.bold(firstLine(head.message, width - 30))} ${colors.dim(head.commit.slice(0, 8))}`,
    ...ofRelease(view.stages).flatMap((stage) => stageLines(stage, view, width, colors)),
    colors.dim(`${formatDuration(head.elapsedMs)} on the wall, rehearsal's clock ${clock}`),
  ];
}
