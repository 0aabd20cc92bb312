import type { ShiftConfiguration, StageConfiguration } from '../../stage-configuration.ts';
import { figuresOf, smallestDetectedPercent } from './assess.ts';
import { roundUp } from './figures.ts';
import { isGoodEnough } from './shortcomings.ts';

const ERROR_LIMITS_PERCENT = [0.1, 0.2, 0.5, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50];
const MINIMUM_REQUESTS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 1000];
const SHARES_PERCENT = [1, 2, 5, 10, 15, 20, 25, 30, 40, 50];
const MINUTES = [1, 2, 3, 5, 6, 7, 8, 10, 15, 20, 30, 60, 120];
const SLOW_PERCENT = [1, 0.7, 0.5, 0.3, 0.2, 0.1, 0.07, 0.05, 0.03, 0.02, 0.01, 0.005, 0.001];

interface Change {
  readonly text: string;
  readonly stage: StageConfiguration;
}

/** Values in the order of how little they change. */
function nearest(values: readonly number[], present: number): number[] {
  const factor = (value: number) => Math.abs(Math.log(value / present));
  return values.filter((value) => value !== present).sort((one, other) => factor(one) - factor(other));
}

function shiftChanges(stage: StageConfiguration): Change[][] {
  const { shift } = stage;
  const changed = (text: string, value: ShiftConfiguration): Change => ({ text, stage: { ...stage, shift: value } });
  const percents = (present: number) => nearest(SHARES_PERCENT, present).filter((percent) => percent > present);
  const minutes = (present: number) => nearest(MINUTES, present).filter((longer) => longer > present);
  if (shift.kind === 'allAtOnce') return [];
  const percent = percents(shift.percent).map((value) =>
    changed(`shift.percent ${value} instead of ${shift.percent}`, { ...shift, percent: value }),
  );
  const longer =
    shift.kind === 'canary'
      ? minutes(shift.minutes).map((value) =>
          changed(`shift.minutes ${value} instead of ${shift.minutes}`, { ...shift, minutes: value }),
        )
      : minutes(shift.everyMinutes).map((value) =>
          changed(`shift.everyMinutes ${value} instead of ${shift.everyMinutes}`, { ...shift, everyMinutes: value }),
        );
  return [longer, percent];
}

function alarmChanges(stage: StageConfiguration): Change[][] {
  const { alarms, expected } = stage;
  const { errorRatePercent, minimumRequestsPerMinute } = alarms;
  return [
    nearest(ERROR_LIMITS_PERCENT, errorRatePercent).map((value) => ({
      text: `alarms.errorRatePercent ${value} instead of ${errorRatePercent}`,
      stage: { ...stage, alarms: { ...alarms, errorRatePercent: value } },
    })),
    nearest(MINIMUM_REQUESTS, minimumRequestsPerMinute).map((value) => ({
      text: `alarms.minimumRequestsPerMinute ${value} instead of ${minimumRequestsPerMinute}`,
      stage: { ...stage, alarms: { ...alarms, minimumRequestsPerMinute: value } },
    })),
    SLOW_PERCENT.filter((value) => value < expected.slowPercent).map((value) => ({
      text: `an alarms.latencyP99Ms that at most ${value} % of a good release's answers exceed, and that as expected.slowPercent`,
      stage: { ...stage, expected: { ...expected, slowPercent: value } },
    })),
  ];
}

/** What `mustDetect` would have to be for the best detector of the group to notice it. */
function claimLess(stage: StageConfiguration): Change[] {
  const smallest = figuresOf(stage)
    .filter(({ detector }) => detector.watches === 'errors')
    .map(({ detector }) => smallestDetectedPercent(stage, detector))
    .filter((percent) => percent !== undefined);
  if (stage.mustDetect === undefined || smallest.length === 0) return [];
  const errorRatePercent = roundUp(Math.min(...smallest));
  const { errorRatePercent: present } = stage.mustDetect;
  return [
    {
      text: `mustDetect.errorRatePercent ${errorRatePercent} instead of ${present}, if that is soon enough for you`,
      stage: { ...stage, mustDetect: { errorRatePercent } },
    },
  ];
}

const isEnough = ({ stage }: Change): boolean => isGoodEnough(stage);

/** A change of the shift and one more, of each kind of shift change the first pair that is enough. */
function pairs(stage: StageConfiguration): Change[] {
  // What the longest bake with the largest share does not bring needs no further search.
  const [longer = [], larger = []] = shiftChanges(stage);
  const last = longer.at(-1)?.stage ?? stage;
  const most = shiftChanges(last)[1]?.at(-1)?.stage ?? larger.at(-1)?.stage ?? last;
  if (!isGoodEnough(most) && !alarmChanges(most).flat().some(isEnough)) return [];
  return shiftChanges(stage).flatMap((changes) => {
    for (const first of changes) {
      const then = [...shiftChanges(first.stage), ...alarmChanges(first.stage)].flat().find(isEnough);
      if (then !== undefined) return [{ text: `${first.text} with ${then.text}`, stage: then.stage }];
    }
    return [];
  });
}

/**
 * Changes of the stage of which each makes its bake good enough, the smallest of each kind; where no single one is
 * enough, pairs that begin with a longer bake or a larger share. Every one has been tried: with it, the figures hold.
 */
export function remedies(stage: StageConfiguration): readonly string[] {
  const single = [...shiftChanges(stage), ...alarmChanges(stage), claimLess(stage)].flatMap(
    (changes) => changes.find(isEnough) ?? [],
  );
  return (single.length > 0 ? single : pairs(stage)).map(({ text }) => text);
}
