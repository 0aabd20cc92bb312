import type { StageConfiguration } from '../../stage-configuration.ts';
import { noticesMustDetect } from './assess.ts';
import { shareByMinute } from './bake.ts';
import { atMost, poisson } from './poisson.ts';

/** The traffic that is needed is searched to this part of itself. */
const PRECISION = 0.01;

/**
 * Invocations of the new version that are counted when the bake is over: those of all its minutes but one, because the
 * minutes of the clock do not begin with the shift, and the last one also holds what came after it.
 */
export function countedRequests(stage: StageConfiguration, requestsPerSecond: number): number {
  const counted = shareByMinute(stage.shift).slice(0, -1);
  return counted.reduce((total, share) => total + 60 * share * requestsPerSecond, 0);
}

/**
 * How many invocations the new version must have had in its bake for `mustDetect` to have been noticed with 95 %;
 * undefined where the stage has no `mustDetect`, or would not notice it at its expected traffic either.
 */
export function requestsNeeded(stage: StageConfiguration): number | undefined {
  const enough = leastTraffic(stage, noticesMustDetect);
  return enough === undefined ? undefined : Math.max(1, Math.ceil(countedRequests(stage, enough)));
}

/**
 * The least traffic of the stage, in requests/s, at which something holds that holds with more as well; undefined where it does
 * not hold at the stage's own.
 */
export function leastTraffic(
  stage: StageConfiguration,
  holds: (stage: StageConfiguration) => boolean,
): number | undefined {
  const isEnough = (requestsPerSecond: number) =>
    holds({ ...stage, expected: { ...stage.expected, requestsPerSecond } });
  let enough = stage.expected.requestsPerSecond;
  if (!isEnough(enough)) return undefined;
  let tooLittle = enough / 2;
  while (isEnough(tooLittle)) [enough, tooLittle] = [tooLittle, tooLittle / 2];
  while (enough / tooLittle > 1 + PRECISION) {
    const middle = Math.sqrt(enough * tooLittle);
    if (isEnough(middle)) enough = middle;
    else tooLittle = middle;
  }
  return enough;
}

/** Chance that a bake with the expected traffic has fewer invocations than `requestsNeeded`; undefined where that is. */
export function inconclusiveChance(stage: StageConfiguration): number | undefined {
  const needed = requestsNeeded(stage);
  if (needed === undefined) return undefined;
  return atMost(poisson(countedRequests(stage, stage.expected.requestsPerSecond)), needed - 1);
}
