import type { StageConfiguration } from '../../stage-configuration.ts';
import { shareByMinute } from './bake.ts';
import { DETECTION_CHANCE, firingProbability, smallestDetected } from './detector.ts';
import { type Detector, detectorsOf } from './stage-detectors.ts';

/** What one detector can see in the bake of a stage. Chances are 0 to 1. */
export interface DetectorFigures {
  readonly detector: Detector;
  /** Share of answers that it counts although nothing is wrong, in percent. */
  readonly expectedPercent: number;
  /** Chance that it takes a good release back. */
  readonly goodReleaseChance: number;
  /** Chance that it does not notice the version of `mustDetect`; absent where it does not watch errors. */
  readonly missChance?: number;
}

function trafficOf({ shift, expected }: StageConfiguration, { watches }: Detector) {
  const expectedPercent = watches === 'errors' ? expected.errorRatePercent : expected.slowPercent;
  return { shift, requestsPerSecond: expected.requestsPerSecond, oldBadShare: expectedPercent / 100, expectedPercent };
}

/** Probability that the detector fires in the bake of a version that gives this share of bad answers, 0 to 1. */
export function firingChance(
  stage: StageConfiguration,
  detector: Detector,
  newBadShare: number,
  alignment: 'best' | 'worst',
): number {
  const { expectedPercent: _, ...traffic } = trafficOf(stage, detector);
  return firingProbability(detector.rule, { ...traffic, newBadShare }, alignment);
}

/** The chances of each detector of the stage's deployment groups. */
export function figuresOf(stage: StageConfiguration): readonly DetectorFigures[] {
  return detectorsOf(stage).map((detector) => {
    const { expectedPercent, oldBadShare } = trafficOf(stage, detector);
    const goodReleaseChance = firingChance(stage, detector, oldBadShare, 'best');
    if (detector.watches !== 'errors' || stage.mustDetect === undefined) {
      return { detector, expectedPercent, goodReleaseChance };
    }
    const missChance = Math.max(0, 1 - firingChance(stage, detector, stage.mustDetect.errorRatePercent / 100, 'worst'));
    return { detector, expectedPercent, goodReleaseChance, missChance };
  });
}

/** The smallest share of bad answers, in percent, that the detector notices; undefined where it would notice none. */
export function smallestDetectedPercent(stage: StageConfiguration, detector: Detector): number | undefined {
  const { expectedPercent: _, ...traffic } = trafficOf(stage, detector);
  const share = smallestDetected(detector.rule, traffic);
  return share === undefined ? undefined : share * 100;
}

/** Invocations that the new version of a function has in the bake, on average. */
export function newVersionRequests({ shift, expected }: StageConfiguration): number {
  return shareByMinute(shift).reduce((total, share) => total + 60 * share * expected.requestsPerSecond, 0);
}

/** Whether anything in the group notices the version of `mustDetect` with `DETECTION_CHANCE`; alarms, which cost least, first. */
export function noticesMustDetect(stage: StageConfiguration): boolean {
  const { mustDetect } = stage;
  if (mustDetect === undefined) return false;
  return detectorsOf(stage).some(
    (detector) =>
      detector.watches === 'errors' &&
      firingChance(stage, detector, mustDetect.errorRatePercent / 100, 'worst') >= DETECTION_CHANCE,
  );
}

/** Whether the bake judge alone notices the version of `mustDetect` with `DETECTION_CHANCE`: it is what sees synthetic traffic. */
export function judgeNoticesMustDetect(stage: StageConfiguration): boolean {
  const { mustDetect } = stage;
  return (
    mustDetect !== undefined &&
    detectorsOf(stage).some(
      (detector) =>
        detector.watches === 'errors' &&
        detector.rule.kind === 'sequential' &&
        firingChance(stage, detector, mustDetect.errorRatePercent / 100, 'worst') >= DETECTION_CHANCE,
    )
  );
}

/** The largest chance that one of the stage's detectors takes a good release back; the sequential test's is its alpha. */
export function largestGoodReleaseChance(stage: StageConfiguration): number {
  const chances = detectorsOf(stage).map((detector) =>
    detector.rule.kind === 'sequential'
      ? detector.rule.alpha
      : firingChance(stage, detector, trafficOf(stage, detector).oldBadShare, 'best'),
  );
  return Math.max(0, ...chances);
}
