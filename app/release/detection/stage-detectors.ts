import type { StageConfiguration } from '../../stage-configuration.ts';
import { ALARM_DATAPOINTS } from '../alarm-datapoints.ts';
import type { DetectionRule } from './detector.ts';

/** Something in a deployment group that takes a release back. */
export interface Detector {
  /** The alarm's name without the function's. */
  readonly name: string;
  /** Which answers count as bad: failed ones, or those slower than the latency limit. */
  readonly watches: 'errors' | 'slowAnswers';
  readonly rule: DetectionRule;
}

/** The 99th percentile of a minute is above a limit exactly when more than this share of its invocations is slower. */
const SLOWER_THAN_P99_PERCENT = 1;

/** The detectors of each deployment group of the stage, whose chances follow from the expected traffic. */
export function detectorsOf({ alarms }: StageConfiguration): readonly Detector[] {
  const alarm = (name: string, watches: Detector['watches'], percent: number): Detector => ({
    name,
    watches,
    rule: {
      kind: 'alarm',
      limit: { kind: 'rate', percent, minimumRequests: alarms.minimumRequestsPerMinute },
      datapoints: ALARM_DATAPOINTS,
    },
  });
  return [
    alarm('error-rate', 'errors', alarms.errorRatePercent),
    alarm('latency', 'slowAnswers', SLOWER_THAN_P99_PERCENT),
  ];
}

/** The alarms of each deployment group whose chances do not follow from it, and why. */
export const NOT_COMPUTED: readonly { readonly name: string; readonly reason: string }[] = [
  { name: 'throttles', reason: 'throttles come from concurrency, not from what the new version answers' },
];
