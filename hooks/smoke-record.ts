import * as z from 'zod/mini';

/** Records with this prefix are written by hooks and by nobody else; the hooks' roles can delete no other. */
export const SMOKE_KEY_PREFIX = 'slipway-smoke-';

/** Key of the record that the hooks of one deployment write and delete. */
export function smokeKey(hook: string, deploymentId: string): string {
  return `${SMOKE_KEY_PREFIX}${hook}-${deploymentId}`;
}

/** Where the smoke record is: a table with a partition key of type String and no sort key. */
export const SmokeTable = z.object({
  tableName: z.string().check(z.minLength(1)),
  partitionKey: z.string().check(z.minLength(1)),
});
export type SmokeTable = z.infer<typeof SmokeTable>;
