import { z } from 'zod';
import type { TestRehearsal } from './rehearsal.ts';

const OutboxEntry = z.object({
  at: z.string(),
  topic: z.string(),
  protocol: z.string(),
  endpoint: z.string(),
  subject: z.string().nullable(),
  message: z.string(),
});

/** What a rehearsal would have sent outside, as its endpoint tells its owner. */
export async function readOutbox(local: TestRehearsal): Promise<z.infer<typeof OutboxEntry>[]> {
  return z.array(OutboxEntry).parse(await (await local.ask('outbox')).json());
}
