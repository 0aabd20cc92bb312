import type { StageConfiguration } from '../../stage-configuration.ts';
import { figuresOf, newVersionRequests, smallestDetectedPercent } from './assess.ts';
import { shareByMinute } from './bake.ts';
import { DETECTION_CHANCE } from './detector.ts';
import { requestsNeeded } from './evidence-needed.ts';
import { formatChance, roundUp } from './figures.ts';
import { GOOD_RELEASES_TAKEN_BACK_MAX, type Shortcoming } from './shortcomings.ts';
import { syntheticEvidence } from './synthetic-evidence.ts';

/** One sentence about a shortcoming, with its figures. */
export function describeShortcoming(stage: StageConfiguration, found: Shortcoming): string {
  const { shift, expected, alarms } = stage;
  const minutes = shareByMinute(shift).length;
  const requests = `${Number(newVersionRequests(stage).toPrecision(3))} requests to the new version in ${minutes} minutes`;
  if (found.kind === 'missesBadRelease') {
    return (
      `nothing in a deployment group notices a version that fails ${found.errorRatePercent} % of the requests ` +
      `(mustDetect): with ${requests} it is missed in ${formatChance(found.missChance)} of the releases, ` +
      `and ${formatChance(1 - DETECTION_CHANCE)} is allowed`
    );
  }
  if (found.kind === 'syntheticTooLittle') {
    return (
      `synthetic traffic cannot make up for too little of users: even ${found.perVersionMax} requests to each version, the most that ` +
      `are sent in a bake of ${minutes} minutes, do not notice a version that fails ${found.errorRatePercent} % of them (mustDetect) with ${formatChance(DETECTION_CHANCE)}`
    );
  }
  if (found.kind === 'takesQuietReleasesBack') {
    const setting = stage.onInconclusive === 'rollBack' ? 'onInconclusive' : 'onNothingToAsk';
    return (
      `${setting} 'rollBack' takes back ${formatChance(found.chance)} of the good releases: with ${requests} on average ` +
      `fewer than the ${found.requestsNeeded} that mustDetect needs come that often, and ${formatChance(GOOD_RELEASES_TAKEN_BACK_MAX)} is allowed`
    );
  }
  const { name, watches } = found.detector;
  const bad =
    watches === 'errors'
      ? `${expected.errorRatePercent} % of the requests fail`
      : `${expected.slowPercent} % of the answers take longer than ${alarms.latencyP99Ms} ms`;
  return (
    `the alarm '${name}' takes back ${formatChance(found.chance)} of the good releases, with ${requests} ` +
    `of which ${bad} although nothing is wrong, and ${formatChance(GOOD_RELEASES_TAKEN_BACK_MAX)} is allowed`
  );
}

/** What the bake of a stage can see, in one or two sentences for those who answer for the release. */
export function describeBake(stage: StageConfiguration): string {
  const { shift, expected } = stage;
  if (shift.kind === 'allAtOnce') {
    return 'No bake: the traffic moves all at once, so no alarm sees a bad version before it has all of it.';
  }
  const figures = figuresOf(stage);
  const errors = figures.filter(({ detector }) => detector.watches === 'errors');
  const smallest = errors
    .map(({ detector }) => smallestDetectedPercent(stage, detector))
    .filter((percent) => percent !== undefined);
  const takenBack = Math.max(0, ...figures.map(({ goodReleaseChance }) => goodReleaseChance));
  const minutes = shareByMinute(shift).length;
  const sees =
    smallest.length === 0
      ? 'is too short, or has too little traffic, to notice even a version that always fails'
      : `notices an error rate of ${roundUp(Math.min(...smallest))} % or more with ${formatChance(DETECTION_CHANCE)}, a smaller one less often`;
  return (
    `At ${expected.requestsPerSecond} requests/s the bake of ${minutes} minutes ${sees}; ` +
    `each alarm takes back ${formatChance(takenBack)} of the good releases at most. ${describeTooLittle(stage)}`
  );
}

/** What becomes of a bake with too little traffic, in few words: an approval's comment has little room. */
function describeTooLittle(stage: StageConfiguration): string {
  const needed = requestsNeeded(stage);
  const too =
    needed === undefined ? 'Too little evidence' : `Under ${needed} requests to the new version: too little evidence`;
  if (stage.onInconclusive === 'accept') return `${too}, accepted.`;
  const synthetic = stage.onInconclusive === 'syntheticTraffic' ? syntheticEvidence(stage) : undefined;
  return synthetic === undefined
    ? `${too}, taken back.`
    : `${too}, made up by up to ${synthetic.perVersion} of our own to each version.`;
}

/** The same of stages that are entered together: what they have in common, or where to read what each can see. */
export function describeBakes(stages: readonly StageConfiguration[]): string {
  const [sentence, ...others] = new Set(stages.map(describeBake));
  // An approval's comment has room for one: CodePipeline takes 1,000 characters of it.
  if (sentence === undefined || others.length > 0) return 'Its bakes differ: `slipway alarms` says what each can see.';
  return sentence;
}
