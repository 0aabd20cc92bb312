import { ALPHA_SHARE_OF_ERRORS } from '../../../hooks/bake-judge/evidence.ts';
import type { StageConfiguration } from '../../stage-configuration.ts';
import { ALARM_DATAPOINTS } from '../alarm-datapoints.ts';
import { BAKE_JUDGE } from '../judge-settings.ts';
import type { DetectionRule } from './detector.ts';

/** Something in a deployment group that takes a release back. */
export interface Detector {
  /** The alarm's name without the function's. One alarm that watches two things has two detectors. */
  readonly name: string;
  /** Which answers count as bad: failed ones, or those slower than the latency limit. */
  readonly watches: 'errors' | 'slowAnswers';
  readonly rule: DetectionRule;
}

/** The 99th percentile of a minute is above a limit exactly when more than this share of its invocations is slower. */
const SLOWER_THAN_P99_PERCENT = 1;

/** The detectors of each deployment group of the stage, whose chances follow from the expected traffic. */
export function detectorsOf({ alarms, shift }: StageConfiguration): readonly Detector[] {
  const alarm = (name: string, watches: Detector['watches'], percent: number): Detector => ({
    name,
    watches,
    rule: {
      kind: 'alarm',
      limit: { kind: 'rate', percent, minimumRequests: alarms.minimumRequestsPerMinute },
      datapoints: ALARM_DATAPOINTS,
    },
  });
  // The judge's one threshold is shared by two kinds of evidence; each alone has to reach it with its part of alpha.
  const judge = (watches: Detector['watches'], part: number): Detector => ({
    name: 'judge-evidence',
    watches,
    rule: { kind: 'sequential', alpha: BAKE_JUDGE.alpha * part, lookSeconds: BAKE_JUDGE.lookSeconds },
  });
  return [
    alarm('error-rate', 'errors', alarms.errorRatePercent),
    alarm('latency', 'slowAnswers', SLOWER_THAN_P99_PERCENT),
    ...(shift.kind === 'allAtOnce'
      ? []
      : [judge('errors', ALPHA_SHARE_OF_ERRORS), judge('slowAnswers', 1 - ALPHA_SHARE_OF_ERRORS)]),
  ];
}

/** The alarms of each deployment group whose chances do not follow from it, and why. */
export function notComputed({
  shift,
  onInconclusive,
}: StageConfiguration): readonly { readonly name: string; readonly reason: string }[] {
  return [
    { name: 'throttles', reason: 'throttles come from concurrency, not from what the new version answers' },
    ...(shift.kind === 'allAtOnce' ? [] : [{ name: 'judge-silent', reason: 'fires where nobody judges the bake' }]),
    ...(onInconclusive === 'syntheticTraffic'
      ? [{ name: 'judge-silent-synthetic', reason: 'fires where nobody judges synthetic traffic' }]
      : []),
  ];
}
