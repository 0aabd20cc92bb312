import type { Approval } from './environment.ts';
import type { ReleaseEntry } from './waves.ts';

/** Seven days, in minutes: how long a release waits for its approver. */
const SEVEN_DAYS_MINUTES = 7 * 24 * 60;

/**
 * Who decides on a release that newly allows somebody something, before anything of it is deployed. What allows less, or the same, is
 * not asked about. Replace by the addresses of the people who answer for security.
 */
export const securityApproval: Approval = {
  approvers: ['security-approvers@example.com'],
  timeoutMinutes: SEVEN_DAYS_MINUTES,
};

/**
 * The stages of the release, in order. Adding a stage is adding one entry; an entry may also be a wave of several
 * environments (`waves.ts`), and another environment of a wave is one entry in it.
 *
 * A stage without `account` and `region` goes to the account and region of the pipeline.
 */
export const environments: readonly ReleaseEntry[] = [
  {
    name: 'Beta',
    shift: { kind: 'allAtOnce' },
    alarms: { errorRatePercent: 5, minimumRequestsPerMinute: 10, latencyP99Ms: 1000, throttles: 1 },
    // Little more than the integration tests. Without a bake nothing is seen by its traffic: hooks and tests judge it.
    expected: { requestsPerSecond: 0.1, errorRatePercent: 0.1, slowPercent: 0.1 },
    onInconclusive: 'accept',
    retainData: false,
    logRetentionDays: 30,
    integrationTest: true,
  },
  {
    name: 'Prod',
    shift: { kind: 'canary', percent: 10, minutes: 5 },
    alarms: { errorRatePercent: 5, minimumRequestsPerMinute: 5, latencyP99Ms: 1000, throttles: 1 },
    // Replace by the figures of your own traffic; `slipway alarms` prints what they mean.
    expected: { requestsPerSecond: 2.5, errorRatePercent: 0.1, slowPercent: 0.1 },
    // Little traffic in five minutes shows hardly less (15 %). More traffic, a larger share or a longer bake would.
    mustDetect: { errorRatePercent: 20 },
    // A night without traffic does not stop a release; its report says that there was not enough evidence.
    onInconclusive: 'accept',
    retainData: true,
    logRetentionDays: 365,
    // Replace by the addresses of the people who approve a release.
    approval: { approvers: ['release-approvers@example.com'], timeoutMinutes: SEVEN_DAYS_MINUTES },
    integrationTest: false,
    conditions: { freeze: true },
  },
];
