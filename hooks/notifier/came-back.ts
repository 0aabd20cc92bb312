import { type Cause, saysOf } from './cause.ts';
import type { NoticeWords } from './notice.ts';
import type { BrokenShift, Read, ReleaseFacts } from './release.ts';
import { howLong, theRelease } from './words.ts';

/** CodeDeploy's code for a stop that was asked for. */
const MANUAL_STOP = 'MANUAL_STOP';
/** CodeDeploy puts the names of alarms in angle brackets. */
const ALARM_NAMES = /<([^>]+)>/;

/** Why a shift ended early, in a clause. */
function reasonOf({ code, message, failedHook }: BrokenShift): string {
  if (failedHook !== undefined) return `its hook ${failedHook} failed`;
  if (code === 'ALARM_ACTIVE') {
    const names = ALARM_NAMES.exec(message)?.[1];
    return names === undefined ? `an alarm went off (${message})` : `the alarm ${names} went off`;
  }
  if (code === MANUAL_STOP) return 'a person stopped it';
  return message === '' ? `CodeDeploy ended it${code === '' ? '' : ` (${code})`}` : message.replace(/\.$/, '');
}

/** How far a shift had got. */
function trafficOf({ newVersion, traffic, requests }: BrokenShift): string {
  if (traffic === undefined) return `Version ${newVersion} never got traffic.`;
  const had = `Version ${newVersion} had ${traffic.percent} % of the traffic for ${howLong(traffic.ms)}.`;
  if (!requests.known) return `${had} How many of its requests failed could not be read: ${requests.why}`;
  return requests.value === undefined
    ? had
    : `${had} ${requests.value.failed} of ${requests.value.all} requests to it failed.`;
}

/** The shifts with those first that nobody stopped: they are the reason, and CloudFormation stops the others with them. */
function inOrder(broken: readonly BrokenShift[]): readonly BrokenShift[] {
  const [stopped, others] = [true, false].map((is) => broken.filter(({ code }) => (code === MANUAL_STOP) === is));
  return [...(others ?? []), ...(stopped ?? [])];
}

function briefOf(shift: BrokenShift, first: BrokenShift): string {
  const along = shift.code === MANUAL_STOP && first.code !== MANUAL_STOP;
  return `${shift.functionName}: ${along ? `it was stopped along with ${first.functionName}` : reasonOf(shift)}. ${trafficOf(shift)}`;
}

/**
 * Tells what became of a release that was taken back: which function, why, how far its traffic had got. Pure.
 *
 * @param stage where it failed
 */
export function cameBack(
  facts: ReleaseFacts,
  stage: string,
  cause: Cause,
  shifts: Read<readonly BrokenShift[]>,
): NoticeWords {
  const broken = inOrder(shifts.known ? shifts.value : []);
  const [first, ...others] = broken;
  const why = first === undefined ? saysOf(cause) : briefOf(first, first);
  const many = others.length === 0 ? '' : ` ${broken.length} functions came back.`;
  const left = broken.filter(({ takenBack }) => !takenBack).map(({ functionName }) => functionName);
  return {
    kind: 'cameBack',
    title: `Came back from ${stage}`,
    says: `${theRelease(facts)} was taken back from ${stage}. ${why}${many}`,
    details: [
      ...(first === undefined ? [] : others.map((one) => briefOf(one, first))),
      ...(shifts.known ? [] : [`What CodeDeploy did could not be read: ${shifts.why}`]),
      ...(left.length > 0 ? [`CodeDeploy took nothing back of ${left.join(', ')}.`] : []),
    ],
    next: [
      left.length > 0
        ? `Look at once whether anything is left on two versions: npx slipway release repair --stage ${stage}`
        : 'Nothing is urgent: what ran before runs again.',
      'The brief, with the timeline and the first failing lines: npx slipway console (History, this release)',
      'Correct it and push.',
    ],
  };
}
