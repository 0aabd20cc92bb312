import * as z from 'zod/mini';
import { json, numeric } from '../environment.ts';
import { ShadowEvent } from '../pre-traffic/shadow/contract.ts';
import { SmokeTable } from '../smoke-record.ts';

const text = z.string().check(z.minLength(1));
const positive = z.number().check(z.positive());

/** What a bake needs for the version that its stage must notice to be noticed by the judge. */
export const SyntheticNeed = z.object({
  /** Synthetic requests to each version, without any of users. */
  perVersion: positive,
  /** Requests of users to the new version, without any synthetic one. */
  usersNewVersion: positive,
  /** The alias that leads to the old version until the release is over. */
  baselineAliasName: text,
});
export type SyntheticNeed = z.infer<typeof SyntheticNeed>;

/** The requests that are sent: those of the comparison before the shift, which are read-only. */
export const SyntheticRequests = z.object({
  events: z.array(ShadowEvent).check(z.minLength(1)),
  /** Fields of a record that lies in the smoke table under the smoke key meanwhile. @default - none */
  seed: z.optional(z.record(z.string(), z.string())),
});
export type SyntheticRequests = z.infer<typeof SyntheticRequests>;

/** Environment of the sender: the construct encodes it, the handler decodes it. */
export const SyntheticTrafficEnvironment = z.object({
  APPLICATION_NAME: text,
  DEPLOYMENT_GROUP_NAME: text,
  FUNCTION_NAME: text,
  ALIAS_NAME: text,
  /** Number of the version that the release brings. */
  NEW_VERSION: text,
  /** Its qualified ARN. */
  NEW_VERSION_ARN: text,
  BASELINE_ALIAS_ARN: text,
  REQUESTS: json(SyntheticRequests),
  SMOKE_TABLE: json(SmokeTable),
  NEED: json(SyntheticNeed),
  /** Time from the first whole minute of the shift in which requests are of use. */
  WINDOW_SECONDS: numeric,
  /** Requests a second to each version at most. */
  PER_SECOND_MAX: numeric,
});
export type SyntheticTrafficEnvironment = z.infer<typeof SyntheticTrafficEnvironment>;
