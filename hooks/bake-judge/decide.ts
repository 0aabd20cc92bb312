import type { Verdict } from '../verdict.ts';
import { combinedLogEvidence, type Interval, logEvidence } from './evidence.ts';

/** What one version answered in one minute. */
export interface AnswerCounts {
  readonly invocations: number;
  readonly errors: number;
  /** Answers that took longer than the limit. */
  readonly slow: number;
}

/** Both versions, asked alike. */
export interface Layer {
  readonly newVersion: AnswerCounts;
  readonly oldVersion: AnswerCounts;
}

/** Both versions in one minute of users' traffic. */
export interface Minute extends Layer {
  /** What they answered to synthetic requests. @default - nothing was asked */
  readonly synthetic?: Layer;
}

/** What the minutes are held against. */
export interface BakeLimits {
  /** Highest chance to take a release back that is no worse than the one before, over the whole bake. */
  readonly alpha: number;
  /** Duration beyond which an answer is slow, in milliseconds. */
  readonly slowMs: number;
  /** The increase, in percentage points, that the bake has to be able to see for its silence to count as a pass. */
  readonly marginPercent: number;
}

/** Natural logarithms of the e-values. */
export interface LogEvidence {
  readonly errors: number;
  readonly slowness: number;
  /** What the alarm watches: beyond `log(1 / alpha)` the release is taken back. */
  readonly combined: number;
}

/** The bake so far. */
export interface BakeJudgement extends Verdict {
  readonly evidence: LogEvidence;
}

type BadAnswers = 'errors' | 'slow';

/** Synthetic requests are of another kind and at another share than users': thrown together, the two could hide or make a difference. */
const layersOf = (minutes: readonly Minute[]): Layer[] =>
  minutes.flatMap(({ synthetic, ...users }) => (synthetic === undefined ? [users] : [users, synthetic]));

const intervalsOf = (layers: readonly Layer[], bad: BadAnswers): Interval[] =>
  layers.map(({ newVersion, oldVersion }) => ({
    newVersion: { invocations: newVersion.invocations, bad: newVersion[bad] },
    oldVersion: { invocations: oldVersion.invocations, bad: oldVersion[bad] },
  }));

/** The evidence of all minutes so far, of which the last may be under way. */
export function evidenceOf(minutes: readonly Minute[]): LogEvidence {
  const layers = layersOf(minutes);
  const errors = logEvidence(intervalsOf(layers, 'errors'));
  const slowness = logEvidence(intervalsOf(layers, 'slow'));
  return { errors, slowness, combined: combinedLogEvidence(errors, slowness) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const total = (layers: readonly Layer[], version: keyof Layer, count: keyof AnswerCounts): number =>
  sum(layers.map((layer) => layer[version][count]));

const BISECTIONS = 30;

/**
 * The lowest share of bad answers of the new version that the evidence would show, given how many answers of each version
 * there were, how many bad ones the old version gave, and that the other kind shows nothing.
 *
 * @returns a share from 0 to 1; undefined where even a version that answers nothing well would not be seen
 */
export function smallestDetectableShare(layers: readonly Layer[], bad: BadAnswers, alpha: number): number | undefined {
  const threshold = Math.log(1 / alpha);
  const isSeen = (share: number): boolean => {
    const value = logEvidence(
      intervalsOf(layers, bad).map(({ newVersion, oldVersion }) => ({
        newVersion: { ...newVersion, bad: share * newVersion.invocations },
        oldVersion,
      })),
    );
    return (bad === 'errors' ? combinedLogEvidence(value, 0) : combinedLogEvidence(0, value)) >= threshold;
  };
  if (!isSeen(1)) return undefined;
  let [low, high] = [0, 1];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (isSeen(middle)) high = middle;
    else low = middle;
  }
  return high;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

function faultOf(minutes: readonly Minute[], { alpha, slowMs, marginPercent }: BakeLimits): string | undefined {
  const limits = [alpha, slowMs, marginPercent];
  if (limits.some((limit) => !Number.isFinite(limit) || limit <= 0) || alpha >= 1)
    return `a limit is not a number that can be judged by: alpha ${alpha}, slow ${slowMs} ms, margin ${marginPercent} %`;
  const counts = layersOf(minutes).flatMap(({ newVersion, oldVersion }) => [
    ...Object.values(newVersion),
    ...Object.values(oldVersion),
  ]);
  return counts.every((count) => Number.isFinite(count) && count >= 0) ? undefined : 'a count is not a number';
}

const syntheticOf = (minutes: readonly Minute[]): Layer[] =>
  minutes.flatMap(({ synthetic }) => (synthetic === undefined ? [] : [synthetic]));

function sizes(minutes: readonly Minute[]): string {
  const of = (layers: readonly Layer[]) =>
    `${total(layers, 'newVersion', 'invocations')} answers of the new version and ${total(layers, 'oldVersion', 'invocations')} of the old`;
  const synthetic = syntheticOf(minutes);
  return synthetic.length === 0 ? of(minutes) : `${of(minutes)}, and to synthetic requests ${of(synthetic)}`;
}

const WORDS: Readonly<Record<BadAnswers, (limits: BakeLimits) => string>> = {
  errors: () => 'errors',
  slow: ({ slowMs }) => `answers over ${slowMs} ms`,
};

/** What is seen of one kind of bad answer, such as `errors: 4.00 % new, 0.10 % old`. */
function shares(layers: readonly Layer[], bad: BadAnswers, limits: BakeLimits): string {
  const of = (version: keyof Layer): string => {
    const invocations = total(layers, version, 'invocations');
    return invocations === 0 ? 'none' : percent(total(layers, version, bad) / invocations);
  };
  return `${WORDS[bad](limits)}: ${of('newVersion')} new, ${of('oldVersion')} old`;
}

/** The same of both kinds, and of synthetic requests by themselves. */
function sharesOf(minutes: readonly Minute[], limits: BakeLimits): string {
  const of = (layers: readonly Layer[]) => `${shares(layers, 'errors', limits)}; ${shares(layers, 'slow', limits)}`;
  const synthetic = syntheticOf(minutes);
  return synthetic.length === 0 ? of(minutes) : `${of(minutes)}; of synthetic requests ${of(synthetic)}`;
}

/** Why silence about one kind of bad answer means nothing, in words; undefined where it does. */
function blindness(layers: readonly Layer[], bad: BadAnswers, limits: BakeLimits): string | undefined {
  const seen = smallestDetectableShare(layers, bad, limits.alpha);
  if (seen === undefined) return `no share of ${WORDS[bad](limits)} would have been noticed`;
  const old = total(layers, 'oldVersion', bad) / total(layers, 'oldVersion', 'invocations');
  if (100 * (seen - old) <= limits.marginPercent) return undefined;
  return `fewer than ${percent(seen)} ${WORDS[bad](limits)} would not have been noticed`;
}

const isBeyond = ({ combined }: LogEvidence, { alpha }: BakeLimits): boolean => combined >= Math.log(1 / alpha);
const faultSeen = ({ errors, slowness }: LogEvidence): string =>
  errors >= slowness ? 'more errors' : 'more slow answers';
const odds = ({ combined }: LogEvidence): string => `${Math.exp(combined).toPrecision(2)} to 1`;

/**
 * Judges a bake by its minutes so far.
 *
 * - `fail`: the evidence is beyond `log(1 / alpha)`. It may be asked for at any time and as often as one likes.
 * - `pass`: it is not, and an increase of `marginPercent` would have been noticed with the traffic that there was.
 * - `inconclusive`: it is not, and there was too little traffic to say more. The reason says what would have been noticed.
 */
export function decideBake(minutes: readonly Minute[], limits: BakeLimits): BakeJudgement {
  const fault = faultOf(minutes, limits);
  if (fault !== undefined)
    return { verdict: 'inconclusive', reason: fault, evidence: { errors: 0, slowness: 0, combined: 0 } };
  const evidence = evidenceOf(minutes);
  const seen = sharesOf(minutes, limits);
  if (isBeyond(evidence, limits))
    return {
      verdict: 'fail',
      reason: `the new version gives ${faultSeen(evidence)} (evidence ${odds(evidence)}): ${seen}`,
      evidence,
    };
  const together = ({ newVersion, oldVersion }: Layer) => newVersion.invocations > 0 && oldVersion.invocations > 0;
  const both = layersOf(minutes).filter(together);
  if (both.length === 0)
    return { verdict: 'inconclusive', reason: 'the two versions had no minute of traffic together', evidence };
  const blind = [blindness(both, 'errors', limits), blindness(both, 'slow', limits)].filter((one) => one !== undefined);
  const counted = sizes(minutes.filter((minute) => together(minute) || minute.synthetic !== undefined));
  if (blind.length > 0)
    return { verdict: 'inconclusive', reason: `not enough evidence: of ${counted}, ${blind.join('; ')}`, evidence };
  return { verdict: 'pass', reason: `no worse, as far as ${counted} can show: ${seen}`, evidence };
}

/**
 * Judges a bake that has ended. What was beyond the limit at any look has failed, since the alarm took the release back on it,
 * whatever came afterwards: the answers of the seconds until then may make the evidence less again.
 *
 * @param highest of each kind of evidence that was published
 */
export function decideEnd(minutes: readonly Minute[], highest: LogEvidence, limits: BakeLimits): BakeJudgement {
  const last = decideBake(minutes, limits);
  if (last.verdict === 'fail' || !isBeyond(highest, limits)) return last;
  return {
    verdict: 'fail',
    reason: `the new version gave ${faultSeen(highest)} (evidence ${odds(highest)} at its highest, ${odds(last.evidence)} at the end): ${sharesOf(minutes, limits)}`,
    evidence: highest,
  };
}
