import { z } from 'zod';

const OutboxEntry = z.object({
  at: z.string(),
  topic: z.string(),
  protocol: z.string(),
  endpoint: z.string(),
  subject: z.string().nullable(),
  message: z.string(),
});

/** What a rehearsal would have sent outside, as its endpoint tells it. */
export async function readOutbox(endpoint: string): Promise<z.infer<typeof OutboxEntry>[]> {
  const response = await fetch(`${endpoint}/_slipway/outbox`);
  return z.array(OutboxEntry).parse(await response.json());
}
