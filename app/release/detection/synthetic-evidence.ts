import type { StageConfiguration } from '../../stage-configuration.ts';
import { shiftMinutes } from '../shift.ts';
import { judgeNoticesMustDetect } from './assess.ts';
import { EVALUATION_DELAY_MINUTES } from './bake.ts';
import { countedRequests, leastTraffic } from './evidence-needed.ts';

/** Synthetic requests a second to each version at most: it has to be unnoticed beside the least of users' traffic. */
export const SYNTHETIC_PER_SECOND_MAX = 5;
/** They begin with a whole minute, so that no other call of a version is counted with them. */
const BEGIN_MINUTES = 1;
/** Both versions are asked equally often. */
const NEW_VERSION_PERCENT = 50;
/** Traffic beyond which it is not asked whether more would be enough. */
const REQUESTS_PER_SECOND_MAX = 100_000;

/** What synthetic traffic has to bring in a bake. */
export interface SyntheticEvidence {
  /** Requests to each version with which the bake judge alone notices `mustDetect` with 95 %, without any of users. */
  readonly perVersion: number;
  /** Requests of users to the new version with which it does, without any synthetic one. */
  readonly usersNewVersion: number;
  /** Time in which they are sent: later ones are not seen in time. */
  readonly seconds: number;
}

/** Time of the bake in which synthetic requests are of use, in seconds; 0 where it is too short for any. */
export function syntheticSeconds({ shift }: Pick<StageConfiguration, 'shift'>): number {
  return 60 * Math.max(0, shiftMinutes(shift) - BEGIN_MINUTES - EVALUATION_DELAY_MINUTES);
}

/** Synthetic requests to each version that a bake of the stage may have. */
export const syntheticMost = (stage: Pick<StageConfiguration, 'shift'>): number =>
  SYNTHETIC_PER_SECOND_MAX * syntheticSeconds(stage);

const withTraffic = (stage: StageConfiguration, requestsPerSecond: number): StageConfiguration => ({
  ...stage,
  expected: { ...stage.expected, requestsPerSecond },
});

/**
 * The stage with nothing but as much synthetic traffic as may be sent. Synthetic requests are a layer of their own for the
 * judge, in which both versions have the same share: a canary of half the traffic.
 */
const syntheticAlone = (stage: StageConfiguration): StageConfiguration =>
  withTraffic(
    { ...stage, shift: { kind: 'canary', percent: NEW_VERSION_PERCENT, minutes: shiftMinutes(stage.shift) } },
    2 * SYNTHETIC_PER_SECOND_MAX,
  );

/** Whether as many synthetic requests as may be sent notice `mustDetect` without any of users. */
export const isSyntheticEnough = (stage: StageConfiguration): boolean =>
  syntheticSeconds(stage) > 0 && judgeNoticesMustDetect(syntheticAlone(stage));

/**
 * What synthetic traffic has to bring for `mustDetect` to be noticed; undefined where the stage has none, or where as many as
 * may be sent are not enough.
 */
export function syntheticEvidence(stage: StageConfiguration): SyntheticEvidence | undefined {
  if (!isSyntheticEnough(stage)) return undefined;
  const seconds = syntheticSeconds(stage);
  const both = leastTraffic(syntheticAlone(stage), judgeNoticesMustDetect);
  const users = leastTraffic(withTraffic(stage, REQUESTS_PER_SECOND_MAX), judgeNoticesMustDetect);
  if (both === undefined || users === undefined) return undefined;
  return {
    perVersion: Math.ceil((both / 2) * seconds),
    usersNewVersion: Math.ceil(countedRequests(stage, users)),
    seconds,
  };
}
