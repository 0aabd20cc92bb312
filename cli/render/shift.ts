import { type AlarmDistance, alarmDistances } from '../../console/model/alarm-distance.ts';
import type { DeploymentView } from '../../console/model/deployment-view.ts';
import { OUTCOME_WORDS, outcomeOfShift } from '../../console/model/outcome.ts';
import { seenTraffic } from '../../console/model/seen-traffic.ts';
import type { Colors } from './colors.ts';
import { formatDuration, formatPercent } from './format.ts';
import { bar, mark } from './mark.ts';

/** Natural logarithms are for machines: people read how many times likelier. */
const odds = (value: number): string => `${Math.exp(value).toFixed(1)} : 1`;

const UNITS = {
  errors: { name: 'errors', format: (value: number) => formatPercent(value, 1) },
  latency: { name: 'latency p99', format: (value: number) => `${Math.round(value)} ms` },
  evidence: { name: 'evidence', format: odds },
} as const;

/** What one alarm watches beside its threshold; an alarm whose value is not known only where it is red. */
function distance({ name, state, watches, value, threshold }: AlarmDistance, colors: Colors): string[] {
  const red = state === 'ALARM';
  if (watches === 'throttles' || watches === 'other' || threshold === undefined)
    return red ? [colors.red(`ALARM ${name}`)] : [];
  const { name: what, format } = UNITS[watches];
  const text = `${what} ${value === undefined ? '-' : format(value)} of ${format(threshold)}`;
  return [red ? colors.red(`ALARM ${text}`) : text];
}

function alarmLine(shift: DeploymentView, colors: Colors): string {
  const told = alarmDistances(shift).flatMap((one) => distance(one, colors));
  const quiet = shift.alarms.filter(({ state }) => state !== 'ALARM').length;
  const when = shift.underWay ? '' : ' when it ended';
  return [...told, colors.dim(`${quiet} of ${shift.alarms.length} alarms quiet${when}`)].join('  ');
}

/** What became of a shift, or where it is. */
export function shiftWord(shift: DeploymentView): string {
  const outcome = outcomeOfShift(shift);
  return outcome === undefined ? shift.status : OUTCOME_WORDS[outcome];
}

/** One shift of an alias: traffic set and actual, time left, alarms with their distance, hooks. */
export function shiftLines(shift: DeploymentView, nowMs: number, colors: Colors): string[] {
  const { functionName, newVersion, plan, id, percentSet, status, hooks, error, rollbackOf } = shift;
  const does = rollbackOf === undefined ? plan.says : `takes ${rollbackOf} back`;
  const seen = seenTraffic(shift);
  const actual = seen === '' ? '' : `  ${colors.dim(seen)}`;
  const { startedMs, bakeMs } = plan;
  const leftMs = plan.leftMs === undefined || startedMs === undefined ? 0 : startedMs + bakeMs - nowMs;
  const left = leftMs > 0 ? `  ${formatDuration(leftMs)} left` : '';
  return [
    `     ${functionName} ${colors.dim(`-> version ${newVersion}, ${does}, ${id}`)}`,
    `       ${bar(percentSet, colors)} set ${percentSet} %${actual}  ${mark(status, colors)} ${shiftWord(shift)}${left}`,
    ...(rollbackOf === undefined ? [`       ${alarmLine(shift, colors)}`] : []),
    ...(hooks.length === 0
      ? []
      : [`       ${hooks.map((hook) => `${mark(hook.status, colors)} ${hook.name}`).join('  ')}`]),
    ...hooks.flatMap(({ name, says }) => (says === undefined ? [] : [`       ${colors.red(`${name}: ${says}`)}`])),
    ...(error === undefined ? [] : [`       ${colors.red(`${error.code}: ${error.message}`)}`]),
  ];
}
