import type { AlarmChange } from './alarm-history.ts';
import type { AlarmView, Watched } from './alarm-view.ts';
import { deploymentFailure } from './deployment-failure.ts';
import type { DeploymentView } from './deployment-view.ts';
import type { JudgedFor } from './judged-for.ts';
import { shiftFigures, type VersionFigures } from './shift-figures.ts';

/** A share in percent, with a place behind the point where it is small. */
function percentWords(percent: number): string {
  if (percent > 0 && percent < 0.1) return 'less than 0.1 %';
  return `${percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent)} %`;
}

const requests = (number: number): string => `${number} ${number === 1 ? 'request' : 'requests'}`;
const milliseconds = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

const failedShare = ({ invocations, errors }: VersionFigures): string =>
  invocations === 0 ? 'no requests' : percentWords((100 * errors) / invocations);

const errorFigures = (fresh: VersionFigures, before: VersionFigures): string =>
  `${failedShare(fresh)} of ${requests(fresh.invocations)} to the new version failed (before: ${failedShare(before)})`;

const slowFigures = (fresh: VersionFigures, before: VersionFigures): string[] =>
  fresh.p99Ms === undefined
    ? []
    : [
        `p99 ${milliseconds(fresh.p99Ms)} of ${requests(fresh.invocations)} to the new version (before: ${before.p99Ms === undefined ? 'not measured' : milliseconds(before.p99Ms)})`,
      ];

/** What an alarm that went off was for; undefined where that is the application's own business. */
function kindOf(
  watches: Watched | undefined,
  judged: JudgedFor | undefined,
): 'either' | 'throttles' | JudgedFor | undefined {
  switch (watches) {
    case 'errors':
      return 'errors';
    case 'latency':
      return 'slowness';
    case 'evidence':
      return judged ?? 'either';
    case 'throttles':
      return 'throttles';
    case 'other':
    case undefined:
      return undefined;
  }
}

const FOR = {
  errors: ' for errors',
  slowness: ' for slow answers',
  either: ' for errors or slow answers',
  throttles: ' for throttled requests',
} as const;

/** What CloudWatch saw of what an alarm is for, against the version before. */
function figuresFor(kind: ReturnType<typeof kindOf>, shift: DeploymentView): string {
  const figures = shiftFigures(shift);
  if (figures === undefined || figures.fresh.invocations === 0) return '';
  const { fresh, before } = figures;
  const told = [
    ...(kind === 'errors' || kind === 'either' ? [errorFigures(fresh, before)] : []),
    ...(kind === 'slowness' || kind === 'either' ? slowFigures(fresh, before) : []),
  ];
  return told.length === 0 ? '' : `: ${told.join('; ')}`;
}

function alarmReason(
  alarm: AlarmView | undefined,
  red: AlarmChange,
  shift: DeploymentView,
  judged?: JudgedFor,
): string {
  const kind = kindOf(alarm?.watches, judged);
  // The judge's alarm describes both that it watches: here it is known which.
  const limit = alarm?.watches === 'evidence' ? '' : ` (${alarm?.description ?? red.says})`;
  return `the alarm ${red.name} went off${kind === undefined ? '' : FOR[kind]}${limit}${figuresFor(kind, shift)}`;
}

/**
 * Why a shift ended early, in a clause: for an alarm whether for errors or slow answers, with the figures of both versions.
 * Pure.
 *
 * @param judged what the judge's evidence was for
 */
export function shiftReason(shift: DeploymentView, changes: readonly AlarmChange[], judged?: JudgedFor): string {
  const { code, message } = shift.error ?? { code: '', message: '' };
  const hook = shift.hooks.find(({ status }) => status === 'Failed');
  if (hook !== undefined)
    return hook.says === undefined ? `its hook ${hook.name} failed` : `its hook ${hook.name} said no: ${hook.says}`;
  const red = redAlarm(shift, changes);
  if (code === 'ALARM_ACTIVE' && red !== undefined)
    return alarmReason(
      shift.alarms.find(({ name }) => name === red.name),
      red,
      shift,
      judged,
    );
  return deploymentFailure(code === '' ? shift.status : code, message);
}

/**
 * The shift that a release failed with. CloudFormation stops the others of a stack along with it, as a person does: those are
 * no reason. Pure.
 */
export function brokenShift(deployments: readonly DeploymentView[]): DeploymentView | undefined {
  const broken = deployments.filter(
    ({ rollbackOf, status }) => rollbackOf === undefined && (status === 'Stopped' || status === 'Failed'),
  );
  return broken.find(({ error }) => error?.code !== 'MANUAL_STOP') ?? broken[0];
}

/** The alarm of a shift that went off first. */
export const redAlarm = (shift: DeploymentView, changes: readonly AlarmChange[]): AlarmChange | undefined =>
  changes.find(({ state, name }) => state === 'ALARM' && shift.alarms.some((one) => one.name === name));
