import type { StageConfiguration } from '../../stage-configuration.ts';
import { shareByMinute } from './bake.ts';
import { firingProbability, smallestDetected } from './detector.ts';
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

/** The chances of each detector of the stage's deployment groups. */
export function figuresOf(stage: StageConfiguration): readonly DetectorFigures[] {
  return detectorsOf(stage).map((detector) => {
    const { expectedPercent, ...traffic } = trafficOf(stage, detector);
    const fires = (newBadShare: number, alignment: 'best' | 'worst') =>
      firingProbability(detector.rule, { ...traffic, newBadShare }, alignment);
    const goodReleaseChance = fires(traffic.oldBadShare, 'best');
    if (detector.watches !== 'errors' || stage.mustDetect === undefined) {
      return { detector, expectedPercent, goodReleaseChance };
    }
    const missChance = Math.max(0, 1 - fires(stage.mustDetect.errorRatePercent / 100, 'worst'));
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
