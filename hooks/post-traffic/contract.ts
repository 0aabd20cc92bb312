import * as z from 'zod/mini';
import { json, numeric } from '../environment.ts';
import { PassportDemand } from '../pre-traffic/passport/contract.ts';
import { SmokeTable } from '../smoke-record.ts';
import { SyntheticNeed } from '../synthetic-traffic/contract.ts';

const text = z.string().check(z.minLength(1));

/** The write and the read that the hook makes through the public API. */
export const RoundTrip = z.object({
  writePath: text,
  readPath: text,
  /** Query-string parameter that names the record, and field of the record that holds the same value. */
  keyParameter: text,
  /** The other fields of the record that is written and must be read back. */
  fields: z.record(z.string(), z.string()),
});
export type RoundTrip = z.infer<typeof RoundTrip>;

/** What the bake has to have seen before a release counts as judged. */
export const NeededEvidence = z.object({
  /** The stage has to notice a version with this error rate, in percent; null where it has no bake. */
  errorRatePercent: z.nullable(z.number().check(z.positive())),
  /** Invocations of the new version in its bake from which on it would have been noticed; null where no number is enough. */
  newVersionInvocations: z.nullable(z.number().check(z.positive())),
  /** `rollBack`: a release with less is taken back. `accept`: it stays, and the verdict says so. */
  onInconclusive: z.enum(['rollBack', 'accept']),
  /** What synthetic traffic had to bring; absent where none was to be sent. */
  synthetic: z.optional(SyntheticNeed),
  /** That the stage wants synthetic traffic, and the function has nothing read-only to be asked. */
  nothingToAsk: z.optional(z.boolean()),
});
export type NeededEvidence = z.infer<typeof NeededEvidence>;

/** Environment of the post-traffic hook: the construct encodes it, the handler decodes it. */
export const PostTrafficEnvironment = z.object({
  /** Base URL of the API with its stage and a trailing slash. */
  API_URL: z.string().check(z.startsWith('https://'), z.endsWith('/')),
  /** Id of the API key; its value is read when it is needed, and kept nowhere. */
  API_KEY_ID: text,
  ROUND_TRIP: json(RoundTrip),
  SMOKE_TABLE: json(SmokeTable),
  /** Names of the deployment group's alarms. */
  ALARM_NAMES: json(z.array(text).check(z.minLength(1))),
  FUNCTION_NAME: text,
  ALIAS_NAME: text,
  /** Number of the version that the alias has been shifted to. */
  NEW_VERSION: text,
  /** How far back the errors of both versions are counted, in minutes: the time of the shift. */
  OBSERVATION_MINUTES: numeric,
  /** Invocations that each version must have had in that time for their error rates to be compared. */
  MINIMUM_INVOCATIONS: numeric,
  /** By how much the new version's error rate may exceed the old one's, in percentage points. */
  ERROR_RATE_MARGIN_PERCENT: numeric,
  NEEDED_EVIDENCE: json(NeededEvidence),
  /**
   * The passport that says whether the stage goes back to an earlier release, which too little evidence does not stop; absent where too
   * little evidence stops nothing.
   */
  PASSPORT: z.optional(json(z.object({ demand: PassportDemand, versionArn: text }))),
  /** Is told of a bake that had too little evidence; absent where there is no bake. */
  NOTIFICATION_TOPIC_ARN: z.optional(text),
});
export type PostTrafficEnvironment = z.infer<typeof PostTrafficEnvironment>;
