import * as z from 'zod/mini';
import { json, numeric } from '../environment.ts';
import { SmokeTable } from '../smoke-record.ts';
import { PassportDemand } from './passport/contract.ts';
import { CaptureTable } from './shadow/captured.ts';
import { Shadow } from './shadow/contract.ts';

/** Stands for the deployment's smoke key wherever it occurs in a check's query, body or expected body. */
export const SMOKE_KEY_PLACEHOLDER = '{smokeKey}';

/** Stage in the events that the hook makes, where API Gateway names the API's: so a function can tell them from its traffic. */
export const HOOK_STAGE = 'pre-traffic';

/** One request to the new version, and the answer that it must give. */
export const SmokeCheck = z.object({
  /** Says what is checked, in the words of the log. */
  name: z.string().check(z.minLength(1)),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z.string().check(z.startsWith('/')),
  query: z.nullable(z.record(z.string(), z.string())),
  /** Raw body, which need not be JSON: malformed input is a check as well. */
  body: z.nullable(z.string()),
  expectStatus: z.number(),
  /** Top-level fields that the JSON answer must hold with these values. */
  expectFields: z.optional(z.record(z.string(), z.string())),
});
export type SmokeCheck = z.infer<typeof SmokeCheck>;

/** Environment of the pre-traffic hook: the construct encodes it, the handler decodes it. */
export const PreTrafficEnvironment = z.object({
  /** Qualified ARN, with the version's number, of the version that has no traffic yet. */
  TARGET_VERSION_ARN: z.string().check(z.minLength(1)),
  /** The passport that the version's code must have; absent where no pipeline releases it. */
  PASSPORT: z.optional(json(PassportDemand)),
  SMOKE_CHECKS: json(z.array(SmokeCheck).check(z.minLength(1))),
  /** Longest time that one answer may take, the cold start included, in milliseconds. */
  LATENCY_LIMIT_MS: numeric,
  /** The table in which a check leaves a record that the hook deletes; absent where no check writes. */
  SMOKE_TABLE: z.optional(json(SmokeTable)),
  /** The comparison with the old version; absent for a function that has nothing read-only to be asked. */
  SHADOW: z.optional(json(Shadow)),
  /** Where requests of the stage's own traffic are, which are compared like the events of `SHADOW`; absent where none are captured. */
  CAPTURED: z.optional(json(CaptureTable)),
});
export type PreTrafficEnvironment = z.infer<typeof PreTrafficEnvironment>;
