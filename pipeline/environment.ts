import { z } from 'zod';
import type { StageConfiguration } from '../app/stage-configuration.ts';
import { MOST_CAPTURED } from '../hooks/pre-traffic/shadow/captured.ts';
import { InvalidEnvironments } from './invalid-environments.ts';
import { type StageGates, stageGates } from './stage-gates.ts';

/** A person's decision before a stage is entered. */
export interface Approval {
  /** E-mail addresses that are told of a pending approval. Each has to confirm its subscription once. */
  readonly approvers: readonly string[];
  /** How long the approval waits before it fails: 5 minutes to 60 days. 7 days is AWS's own default. */
  readonly timeoutMinutes: number;
}

/** One stage of the release, as data: what is deployed, and what guards it. */
export interface Environment extends StageConfiguration {
  /** @default - the stage is entered without asking anyone */
  readonly approval?: Approval;
  /** Whether the integration tests run against the stage's API after each deployment. */
  readonly integrationTest: boolean;
  /**
   * Whether each release proves that it can be taken back: the stage is deployed, goes back to what was deployed before, is
   * tested there, and goes forward again. Takes two more updates of each stack a release.
   * @default false
   */
  readonly proveReversible?: boolean;
  /** @default - the stage has no gates but the alias guard */
  readonly conditions?: StageGates;
}

/** Approval time-out limits of CodePipeline: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const APPROVAL_TIMEOUT_MINUTES = { min: 5, max: 60 * 24 * 60 };
/** At most 2,880 minutes from the first to the last shift: https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html */
const SHIFT_MINUTES_MAX = 2880;
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** A captured request is there for the next release, not for a record. */
const CAPTURE_DAYS_MAX = 90;

const percent = z.number().int().min(1).max(99);
const positive = z.number().positive();

const shift = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('allAtOnce') }),
  z.strictObject({ kind: z.literal('canary'), percent, minutes: z.number().int().min(1).max(SHIFT_MINUTES_MAX) }),
  z
    .strictObject({ kind: z.literal('linear'), percent, everyMinutes: z.number().int().min(1) })
    .refine((linear) => Math.ceil(100 / linear.percent) * linear.everyMinutes <= SHIFT_MINUTES_MAX, {
      error: `the whole shift takes more than ${SHIFT_MINUTES_MAX} minutes; raise percent or lower everyMinutes`,
    }),
]);

export const stageName = z.string().regex(/^[A-Z][A-Za-z0-9]{0,19}$/, {
  error: 'must be 1 to 20 letters and digits and begin with a capital, such as Beta',
});

export const approval = z.strictObject({
  approvers: z.array(z.email({ error: 'must be an e-mail address' })),
  timeoutMinutes: z.number().int().min(APPROVAL_TIMEOUT_MINUTES.min).max(APPROVAL_TIMEOUT_MINUTES.max),
});

const rate = z.number().min(0).max(100);

const stage = z.strictObject({
  name: stageName,
  account: z
    .string()
    .regex(/^\d{12}$/, { error: 'must be the 12 digits of an account' })
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'must be a region, such as eu-west-1' })
    .optional(),
  shift,
  alarms: z.strictObject({
    errorRatePercent: positive.max(100),
    minimumRequestsPerMinute: z.number().int().min(1),
    latencyP99Ms: positive,
    throttles: z.number().int().min(1),
  }),
  expected: z.strictObject({ requestsPerSecond: positive.max(100_000), errorRatePercent: rate, slowPercent: rate }),
  mustDetect: z.strictObject({ errorRatePercent: positive.max(100) }).optional(),
  onInconclusive: z.enum(['rollBack', 'syntheticTraffic', 'accept'], {
    error: "must be 'rollBack', 'syntheticTraffic' or 'accept'",
  }),
  onNothingToAsk: z.enum(['rollBack', 'accept'], { error: "must be 'rollBack' or 'accept'" }).optional(),
  retainData: z.boolean(),
  logRetentionDays: z.number().refine((days) => LOG_RETENTION_DAYS.includes(days), {
    error: `must be one of ${LOG_RETENTION_DAYS.join(', ')}`,
  }),
  capture: z
    .strictObject({
      sharePercent: positive.max(100),
      events: z.number().int().min(1).max(MOST_CAPTURED),
      days: z.number().int().min(1).max(CAPTURE_DAYS_MAX),
    })
    .optional(),
  approval: approval.optional(),
  integrationTest: z.boolean(),
  proveReversible: z.boolean().optional(),
  conditions: stageGates.optional(),
});

/** What the bake has to show is stated where there is a bake, and only there. */
const environment = stage.superRefine((entry, { addIssue }) => {
  const { shift, expected, mustDetect, onInconclusive, onNothingToAsk, proveReversible } = entry;
  const { kind } = shift;
  const wrong = (path: string[], message: string) => addIssue({ code: 'custom', path, message });
  if (proveReversible === true && kind !== 'allAtOnce') {
    wrong(
      ['proveReversible'],
      `a ${kind} shift would go back and forward in front of users, with a bake each time; prove it in a stage that shifts allAtOnce`,
    );
  }
  if (onNothingToAsk !== undefined && onInconclusive !== 'syntheticTraffic') {
    wrong(
      ['onNothingToAsk'],
      `only onInconclusive 'syntheticTraffic' asks anything, and it is '${onInconclusive}': remove it`,
    );
  }
  if (kind === 'allAtOnce') {
    if (mustDetect !== undefined) {
      wrong(['mustDetect'], 'a shift allAtOnce has no bake that could see it; shift as canary or linear, or remove it');
    }
    if (onInconclusive === 'syntheticTraffic') {
      wrong(
        ['onInconclusive'],
        "a shift allAtOnce has no time in which both versions could be asked; shift as canary or linear, or say 'accept'",
      );
    }
    if (onInconclusive === 'rollBack') {
      wrong(
        ['onInconclusive'],
        "a shift allAtOnce has no bake and never enough evidence, so every release would be taken back; say 'accept'",
      );
    }
    return;
  }
  if (mustDetect === undefined) {
    wrong(['mustDetect'], `a ${kind} shift has a bake; say which errorRatePercent of a bad version it must notice`);
  } else if (mustDetect.errorRatePercent <= expected.errorRatePercent) {
    wrong(
      ['mustDetect', 'errorRatePercent'],
      `must be above expected.errorRatePercent, which is ${expected.errorRatePercent}: that is what a good release has`,
    );
  }
});

/**
 * Checks the values that the type system cannot: ranges, formats, and that every stage has a name of its own.
 *
 * @param environments the stages, in the order of the release
 * @returns the same stages
 * @throws InvalidEnvironments naming the stage, the property and its value
 */
export function checkEnvironments(environments: readonly Environment[]): readonly Environment[] {
  if (environments.length === 0) {
    throw new InvalidEnvironments(
      'environments: the release has no stage; add at least one entry to pipeline/environments.ts',
    );
  }
  const names = new Set<string>();
  for (const entry of environments) {
    const result = environment.safeParse(entry);
    if (!result.success) {
      throw new InvalidEnvironments(
        result.error.issues.map((issue) => describeIssue('stage', entry, issue)).join('\n'),
      );
    }
    if (names.has(entry.name)) {
      throw new InvalidEnvironments(
        `environments: the name '${entry.name}' is used twice; give each stage a name of its own`,
      );
    }
    names.add(entry.name);
  }
  return environments;
}

/** What is wrong with an entry: its kind and name, the property, its value, and what is right. */
export function describeIssue(kind: string, entry: { readonly name: string }, issue: z.core.$ZodIssue): string {
  const value = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    entry,
  );
  const where = issue.path.map(String).join('.') || 'entry';
  return `environments: ${kind} '${entry.name}': ${where} is ${JSON.stringify(value)}: ${issue.message}`;
}
