/**
 * How CodeDeploy moves traffic from the old version of a function to the new one.
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html#deployment-configuration-lambda
 *
 * - `allAtOnce`: everything in one step, after the pre-traffic hook.
 * - `canary`: `percent` of the traffic at once, the rest after `minutes`.
 * - `linear`: `percent` more every `everyMinutes` minutes.
 */
export type ShiftConfiguration =
  | { kind: 'allAtOnce' }
  | { kind: 'canary'; percent: number; minutes: number }
  | { kind: 'linear'; percent: number; everyMinutes: number };

/** Limits of the alarms on the new version of a function. Beyond one of them the release takes itself back. */
export interface AlarmLimits {
  /** Highest share of failed invocations of the new version, in percent. */
  readonly errorRatePercent: number;
  /** Invocations of the new version a minute below which error rate and latency are not judged. */
  readonly minimumRequestsPerMinute: number;
  /** Highest 99th percentile of the new version's duration, in milliseconds. */
  readonly latencyP99Ms: number;
  /** Highest number of throttled invocations of the alias in a minute. */
  readonly throttles: number;
}

/** Which of a stage's read-only requests are kept for the comparison of versions. What is personal in them is never stored. */
export interface CaptureConfiguration {
  /** Share of the requests that is looked at, in percent: above 0, at most 100. */
  readonly sharePercent: number;
  /** Requests that are kept at a time: 1 to 50. Each makes the check before the traffic longer by a dozen calls. */
  readonly events: number;
  /** Days after which a request is deleted: 1 to 90. */
  readonly days: number;
}

/** What a good release of the stage is expected to see. Take the figures of the function's own metrics. */
export interface ExpectedTraffic {
  /** Invocations a second of each function that is released, both versions together. */
  readonly requestsPerSecond: number;
  /** Share of them that fails although nothing is wrong with the release, in percent. */
  readonly errorRatePercent: number;
  /** Share of them that takes longer than `alarms.latencyP99Ms` although nothing is wrong, in percent. */
  readonly slowPercent: number;
}

/** A bad version that a stage must not let through. */
export interface MustDetect {
  /** The new version's error rate, in percent, that something in the deployment group has to notice during the bake. */
  readonly errorRatePercent: number;
}

/**
 * What becomes of a release whose new version had too little traffic during its bake for `mustDetect` to be noticed.
 *
 * - `rollBack`: it is taken back.
 * - `syntheticTraffic`: while the traffic shifts, read-only requests of our own to both versions make up for what is missing;
 *   where that was not enough either, it is taken back.
 * - `accept`: it stays, and its report says that there was not enough evidence.
 */
export type OnInconclusive = 'rollBack' | 'syntheticTraffic' | 'accept';

/** One stage of the application, such as Beta or Prod, as data. */
export interface StageConfiguration {
  /** The stage's name, such as `Prod`; prefix of physical names. Letters and digits. */
  readonly name: string;
  /** @default the account of the deploying environment */
  readonly account?: string;
  /** @default the region of the deploying environment */
  readonly region?: string;
  readonly shift: ShiftConfiguration;
  readonly alarms: AlarmLimits;
  readonly expected: ExpectedTraffic;
  /** Absent exactly where `shift` is `allAtOnce`: without a bake nothing is seen before the version has all traffic. */
  readonly mustDetect?: MustDetect;
  readonly onInconclusive: OnInconclusive;
  /**
   * With `syntheticTraffic` only: what becomes of a function that has nothing read-only to be asked, such as one that only
   * writes, when its users' traffic was too little.
   * @default - the synthesis fails where there is such a function
   */
  readonly onNothingToAsk?: Exclude<OnInconclusive, 'syntheticTraffic'>;
  /** keep tables and keys when the stack goes */
  readonly retainData: boolean;
  /** Retention of the stage's log groups, in days; one of the values that CloudWatch Logs accepts. */
  readonly logRetentionDays: number;
  /** @default - nothing is captured: new versions are compared by the samples in the repository */
  readonly capture?: CaptureConfiguration;
}
