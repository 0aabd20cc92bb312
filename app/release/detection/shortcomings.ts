import type { StageConfiguration } from '../../stage-configuration.ts';
import { type DetectorFigures, figuresOf, largestGoodReleaseChance, noticesMustDetect } from './assess.ts';
import { DETECTION_CHANCE } from './detector.ts';
import { inconclusiveChance, requestsNeeded } from './evidence-needed.ts';
import type { Detector } from './stage-detectors.ts';
import { isSyntheticEnough, syntheticMost } from './synthetic-evidence.ts';

/** At most this part of the good releases may be taken back by an alarm. */
export const GOOD_RELEASES_TAKEN_BACK_MAX = 0.01;

/** What a stage's bake has to show and does not. */
export type Shortcoming =
  | { readonly kind: 'takesGoodReleasesBack'; readonly detector: Detector; readonly chance: number }
  | { readonly kind: 'missesBadRelease'; readonly errorRatePercent: number; readonly missChance: number }
  | { readonly kind: 'syntheticTooLittle'; readonly errorRatePercent: number; readonly perVersionMax: number }
  | { readonly kind: 'takesQuietReleasesBack'; readonly chance: number; readonly requestsNeeded: number };

/** Whether too little traffic of users alone takes back a release of one of the stage's functions. */
const takesBack = ({ onInconclusive, onNothingToAsk }: StageConfiguration): boolean =>
  onInconclusive === 'rollBack' || onNothingToAsk === 'rollBack';

/** Whether synthetic traffic brings what users do not. */
const isMadeUp = (stage: StageConfiguration): boolean =>
  stage.onInconclusive === 'syntheticTraffic' && !takesBack(stage);

/** Where the figures are not what the stage asks for; empty where the bake is good enough. */
export function shortcomings(
  stage: StageConfiguration,
  figures: readonly DetectorFigures[] = figuresOf(stage),
): readonly Shortcoming[] {
  const found: Shortcoming[] = [];
  for (const { detector, goodReleaseChance } of figures) {
    if (goodReleaseChance > GOOD_RELEASES_TAKEN_BACK_MAX) {
      found.push({ kind: 'takesGoodReleasesBack', detector, chance: goodReleaseChance });
    }
  }
  if (stage.mustDetect === undefined) return found;
  // Detectors of one group see the same answers: the best of them alone is what can be counted on.
  const missChance = Math.min(1, ...figures.map((of) => of.missChance ?? 1));
  const { errorRatePercent } = stage.mustDetect;
  if (stage.onInconclusive === 'syntheticTraffic' && !isSyntheticEnough(stage)) {
    found.push({ kind: 'syntheticTooLittle', errorRatePercent, perVersionMax: syntheticMost(stage) });
  }
  // What users do not bring is asked for, but for functions that cannot be asked and are to be taken back.
  if (!isMadeUp(stage) && missChance > 1 - DETECTION_CHANCE) {
    found.push({ kind: 'missesBadRelease', errorRatePercent, missChance });
  }
  // With too little evidence a good release goes back too: a bake of the expected traffic may seldom have it.
  const needed = requestsNeeded(stage);
  const chance = inconclusiveChance(stage);
  if (takesBack(stage) && needed !== undefined && (chance ?? 0) > GOOD_RELEASES_TAKEN_BACK_MAX) {
    found.push({ kind: 'takesQuietReleasesBack', chance: chance ?? 0, requestsNeeded: needed });
  }
  return found;
}

/** Whether the stage has no shortcoming: the same answer as an empty list of them, without the figures. */
export function isGoodEnough(stage: StageConfiguration): boolean {
  if (largestGoodReleaseChance(stage) > GOOD_RELEASES_TAKEN_BACK_MAX) return false;
  if (stage.mustDetect === undefined) return true;
  if (stage.onInconclusive === 'syntheticTraffic' && !isSyntheticEnough(stage)) return false;
  if (!isMadeUp(stage) && !noticesMustDetect(stage)) return false;
  return !takesBack(stage) || (inconclusiveChance(stage) ?? 1) <= GOOD_RELEASES_TAKEN_BACK_MAX;
}
