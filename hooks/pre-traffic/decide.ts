import type { Verdict } from '../verdict.ts';
import type { SmokeCheck } from './contract.ts';
import type { EventDifference, ShadowVerdict } from './shadow/decide.ts';

/** What one invocation of the new version gave. */
export interface SmokeObservation {
  /** Name of the check. */
  readonly check: string;
  /** Lambda's `FunctionError` (`Unhandled`), with the error's own text: the invocation itself answered 200. */
  readonly functionError?: string;
  /** Status code of the proxy answer; absent where the payload is not a proxy answer. */
  readonly statusCode?: number;
  /** The answer's body, parsed; absent where it is not a JSON object. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Wall time of the invocation. */
  readonly durationMs: number;
}

/** Limits that an answer must keep. */
export interface SmokeLimits {
  readonly latencyMs: number;
}

function fault(check: SmokeCheck, seen: SmokeObservation, limits: SmokeLimits): string | undefined {
  if (seen.functionError !== undefined) return `the function failed: ${seen.functionError}`;
  if (seen.statusCode === undefined) return 'the payload is not an answer of a proxy integration';
  if (seen.statusCode !== check.expectStatus) return `status ${seen.statusCode} instead of ${check.expectStatus}`;
  for (const [name, expected] of Object.entries(check.expectFields ?? {})) {
    const value = seen.fields?.[name];
    if (value !== expected) return `${name} is ${JSON.stringify(value)} instead of ${JSON.stringify(expected)}`;
  }
  if (seen.durationMs > limits.latencyMs) {
    return `took ${Math.round(seen.durationMs)} ms, the limit is ${limits.latencyMs} ms`;
  }
  return undefined;
}

/**
 * Judges the new version by its answers. `fail` at the first answer that is wrong; `inconclusive` where there is
 * nothing to check, a check has not exactly one observation, or a time was not measured; `pass` otherwise.
 */
export function decidePreTraffic(
  checks: readonly SmokeCheck[],
  observations: readonly SmokeObservation[],
  limits: SmokeLimits,
): Verdict {
  if (checks.length === 0) return { verdict: 'inconclusive', reason: 'there are no smoke checks' };
  if (!Number.isFinite(limits.latencyMs)) return { verdict: 'inconclusive', reason: 'there is no latency limit' };
  let gap: string | undefined;
  for (const check of checks) {
    const seen = observations.filter((observation) => observation.check === check.name);
    const [first] = seen;
    if (first === undefined || seen.length > 1) {
      gap ??= `the check "${check.name}" has ${seen.length} observations instead of 1`;
      continue;
    }
    const wrong = fault(check, first, limits);
    if (wrong !== undefined) return { verdict: 'fail', reason: `${check.name}: ${wrong}` };
    if (!Number.isFinite(first.durationMs)) gap ??= `the time of the check "${check.name}" was not measured`;
  }
  if (gap !== undefined) return { verdict: 'inconclusive', reason: gap };
  return { verdict: 'pass', reason: `${checks.length} checks held` };
}

/** The verdict on a version by itself. */
export interface VersionVerdict extends Verdict {
  /** Whether the stage goes back with it to what was released before. */
  readonly isEarlierRelease: boolean;
}

/** A verdict with every difference that was seen between the two versions' answers. */
export interface ComparedVerdict extends Verdict {
  readonly differences: readonly EventDifference[];
}

/**
 * The verdict of the smoke checks together with that of the comparison. Where there is no old version the comparison has nothing
 * to say and stops nothing by itself; the reason tells so, and the smoke checks have to carry the verdict. So it is where a stage goes
 * back to an earlier release: what that one answers otherwise is what is gone back for.
 */
export function withShadow(smoke: VersionVerdict, shadow: ShadowVerdict): ComparedVerdict {
  const { differences } = shadow;
  if (smoke.verdict !== 'pass') return { ...smoke, differences };
  const { verdict } = shadow.comparable && !smoke.isEarlierRelease ? shadow : smoke;
  const words = smoke.isEarlierRelease
    ? `it goes back, which the comparison does not stop: ${shadow.reason}`
    : shadow.reason;
  return { verdict, reason: `${smoke.reason}; ${words}`, differences };
}
