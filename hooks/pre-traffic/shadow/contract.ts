import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));

/**
 * Parts of an answer by their path, each with the reason why it is listed. A path begins at the answer: `statusCode`,
 * `headers.content-type` (header names in lower case), `body.Student.Name`; `[]` stands for every element of a list, as in
 * `body.items[].id`; `$` is the whole answer.
 */
const Paths = z.record(text, text);

/** How the answers of the old and the new version to the same event are held against each other. */
export const ShadowRules = z.object({
  /** Values that differ by their nature, such as ids, times and version labels. Their type has to stay the same. */
  varying: Paths,
  /** What this release changes on purpose: anything may differ at and below these paths. Empty again with the next release. */
  changed: Paths,
  /** Fields with personal data: a report says that they differ, and never shows their values. */
  personal: z.array(text),
  /** Whether the new version's JSON objects may have fields that the old one's have not. A field that is gone is a difference. */
  addedFields: z.enum(['allowed', 'refused']),
  /** Of the medians of repeated calls. The first call of each version is not measured: it may be a cold start. */
  latency: z.object({
    /** The new version may take this many times as long as the old one. */
    ratio: z.number().check(z.gte(1)),
    /** Below this the ratio is not judged, in milliseconds: that of two short times is noise. */
    floorMs: z.number().check(z.gte(1)),
    /** Measured calls of each version for each event. */
    calls: z.int().check(
      z.gte(3),
      z.refine((calls) => Number(calls) % 2 === 1, { error: 'must be odd: the median is one of the calls' }),
    ),
  }),
});
export type ShadowRules = z.infer<typeof ShadowRules>;

/** A recorded request that goes to both versions. */
export const ShadowEvent = z.object({
  /** Says what is asked, in the words of the log. */
  name: text,
  /** Read-only, always: what both versions wrote would be written twice, and before anybody released the new one. */
  method: z.enum(['GET', 'HEAD']),
  path: z.string().check(z.startsWith('/')),
  query: z.nullable(z.record(z.string(), z.string())),
  /** Rules for this event alone, beside the ones for all. */
  varying: z.optional(Paths),
  changed: z.optional(Paths),
});
export type ShadowEvent = z.infer<typeof ShadowEvent>;

/** The comparison of one function. It is released together with the new version, so that a change and the rule that allows it are one commit. */
export const Shadow = z.object({
  /** Qualified ARN of the alias: as long as no traffic is shifted, exactly the old version. */
  aliasArn: text,
  events: z.array(ShadowEvent).check(z.minLength(1)),
  rules: ShadowRules,
  /** Fields of a record that lies in the smoke table under the smoke key while the versions are asked. @default - none */
  seed: z.optional(z.record(z.string(), z.string())),
});
export type Shadow = z.infer<typeof Shadow>;
