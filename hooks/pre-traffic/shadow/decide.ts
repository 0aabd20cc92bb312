import type { Verdict } from '../../verdict.ts';
import { compareAnswers, type Difference, rulesFor } from './compare.ts';
import type { Shadow, ShadowEvent, ShadowRules } from './contract.ts';
import { latencyLimitMs, median } from './latency.ts';
import type { ShadowCall, ShadowObservation, ShadowSeen } from './observe.ts';

/** A difference, and the event that showed it. */
export interface EventDifference extends Difference {
  readonly event: string;
}

/** The verdict of the comparison, with all that it rests on. */
export interface ShadowVerdict extends Verdict {
  readonly differences: readonly EventDifference[];
  /** False where there was no old version: then the comparison says nothing, and what was said without it counts. */
  readonly comparable: boolean;
}

/** What one event showed. */
interface EventFindings {
  readonly differences: readonly EventDifference[];
  /** Why the event is no evidence for the new version, although it shows no difference. */
  readonly gap?: string;
  /** The old version fails on it and the new one does not: there is nothing to compare with, and nothing became worse. */
  readonly isMended?: boolean;
}

/** Differences that the reason spells out; the log holds all. */
const IN_REASON = 3;

const describe = ({ event, path, old, new: newer }: EventDifference) => `${event}: ${path} was ${old}, is ${newer}`;

/**
 * Judges the new version by the old one's answers. `fail` where an answer differs beyond the rules or is too slow beside the
 * old one's; `inconclusive` where a call is missing, a time was not measured, it is not certain which versions have answered,
 * the old version does not agree with itself, or neither could answer; `pass` otherwise. What the old version fails on is no
 * reference: a version that mends it is held against what the old one still answers.
 *
 * @param targetVersion number of the new version
 */
export function decideShadow(
  { events, rules }: Pick<Shadow, 'events' | 'rules'>,
  seen: ShadowSeen,
  targetVersion: string,
): ShadowVerdict {
  if (seen === 'noOldVersion') {
    const reason = 'nothing to compare with: the alias leads to no other version';
    return { verdict: 'inconclusive', reason, differences: [], comparable: false };
  }
  const verdict = (kind: Verdict['verdict'], reason: string, differences: readonly EventDifference[] = []) => ({
    verdict: kind,
    reason,
    differences,
    comparable: true,
  });
  if (events.length === 0) return verdict('inconclusive', 'there are no shadow events');
  const versions = new Set(seen.flatMap(({ old }) => old.map(({ executedVersion }) => executedVersion)));
  const findings = events.map((event) => judgeEvent(event, seen, rules, targetVersion));
  const differences = findings.flatMap((finding) => finding.differences);
  if (differences.length > 0) {
    const shown = differences.slice(0, IN_REASON).map(describe).join('; ');
    const more = differences.length > IN_REASON ? `; and ${differences.length - IN_REASON} more` : '';
    return verdict('fail', `answers differ from the old version's: ${shown}${more}`, differences);
  }
  const gap = findings.find((finding) => finding.gap !== undefined)?.gap;
  if (gap !== undefined) return verdict('inconclusive', gap);
  if (versions.size > 1) return verdict('inconclusive', `the alias led to the versions ${[...versions].join(' and ')}`);
  const mended = findings.filter(({ isMended }) => isMended).length;
  const old = `version ${[...versions].join()}`;
  if (mended === events.length) {
    const reason = `nothing to compare with: ${old} fails on all ${mended} events`;
    return { verdict: 'inconclusive', reason, differences: [], comparable: false };
  }
  const also = mended === 0 ? '' : `, and ${mended} that it fails on`;
  return verdict('pass', `${events.length - mended} events answered as by ${old}${also}`);
}

function judgeEvent(
  event: ShadowEvent,
  seen: readonly ShadowObservation[],
  rules: ShadowRules,
  targetVersion: string,
): EventFindings {
  const { name } = event;
  const own = seen.filter((observation) => observation.event === name);
  const [observation] = own;
  if (observation === undefined || own.length > 1) {
    return { differences: [], gap: `the event "${name}" has ${own.length} observations instead of 1` };
  }
  const { old, new: newer } = observation;
  const gap =
    missing(name, 'old', old, rules) ??
    missing(name, 'new', newer, rules) ??
    wrongVersion(name, observation, targetVersion) ??
    (old.every(isFailure) && newer.some(isFailure) ? `${name}: neither version answered` : undefined);
  if (gap !== undefined) return { differences: [], gap };
  const answered = old.filter((call) => !isFailure(call));
  if (answered[0] === undefined) return { differences: [], isMended: true };

  const eventRules = rulesFor(event, rules);
  const reference = answered[0].answer;
  const unsteady = new Set(
    answered.flatMap(({ answer }) => compareAnswers(reference, answer, eventRules)).map(({ path }) => path),
  );
  const byPath = new Map<string, EventDifference>();
  for (const { answer } of newer) {
    for (const difference of compareAnswers(reference, answer, eventRules)) {
      if (!unsteady.has(difference.path) && !byPath.has(difference.path)) {
        byPath.set(difference.path, { event: name, ...difference });
      }
    }
  }
  const slower = judgeLatency(name, answered, newer, rules);
  const differences = [...byPath.values(), ...(slower === undefined ? [] : [slower])];
  if (unsteady.size === 0) return { differences };
  const paths = [...unsteady].join(', ');
  return { differences, gap: `${name}: the old version's own answers differ in ${paths}; list what varies by nature` };
}

function missing(event: string, which: string, calls: readonly ShadowCall[], { latency }: ShadowRules) {
  const measured = calls.filter((call) => call.measured);
  if (measured.length !== latency.calls) {
    return `${event}: ${measured.length} measured calls of the ${which} version instead of ${latency.calls}`;
  }
  if (!measured.every(({ durationMs }) => Number.isFinite(durationMs) && durationMs >= 0)) {
    return `${event}: a time of the ${which} version was not measured`;
  }
  return undefined;
}

function wrongVersion(event: string, { old, new: newer }: ShadowObservation, targetVersion: string) {
  if ([...old, ...newer].some(({ executedVersion }) => executedVersion === undefined)) {
    return `${event}: Lambda did not say which version answered`;
  }
  if (!newer.every(({ executedVersion }) => executedVersion === targetVersion)) {
    return `${event}: another version than ${targetVersion} answered for it`;
  }
  if (old.some(({ executedVersion }) => executedVersion === targetVersion)) {
    return `${event}: the alias led to the new version`;
  }
  return undefined;
}

function isFailure({ answer }: ShadowCall): boolean {
  return typeof answer === 'object' && answer !== null && 'functionError' in answer;
}

function judgeLatency(
  event: string,
  old: readonly ShadowCall[],
  newer: readonly ShadowCall[],
  { latency }: ShadowRules,
): EventDifference | undefined {
  const medianOf = (calls: readonly ShadowCall[]) =>
    median(calls.filter((call) => call.measured).map(({ durationMs }) => durationMs));
  const [oldMs, newMs] = [medianOf(old), medianOf(newer)];
  if (oldMs === undefined || newMs === undefined) return undefined; // a gap already, or the old version answered only to be warmed up
  const limitMs = latencyLimitMs(oldMs, latency);
  if (newMs <= limitMs) return undefined;
  const ms = (value: number) => `${Math.round(value)} ms`;
  return { event, path: 'latency', kind: 'value', old: ms(oldMs), new: `${ms(newMs)}, above ${ms(limitMs)}` };
}
