import * as z from 'zod/mini';
import { json } from '../environment.ts';

/** An alias that a stage releases. */
export const ReleasedAlias = z.object({
  functionName: z.string().check(z.minLength(1)),
  aliasName: z.string().check(z.minLength(1)),
});
export type ReleasedAlias = z.infer<typeof ReleasedAlias>;

/** Environment of the alias guard: the construct encodes it, the handler decodes it. */
export const AliasGuardEnvironment = z.object({
  /** The aliases of each stage, by the stage's name. */
  ALIASES: json(z.record(z.string(), z.array(ReleasedAlias).check(z.minLength(1)))),
});
export type AliasGuardEnvironment = z.infer<typeof AliasGuardEnvironment>;
