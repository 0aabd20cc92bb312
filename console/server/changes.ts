import { Hono } from 'hono';
import { z } from 'zod';
import { Refused } from '../../operations/refused.ts';
import type { Environment } from './app.ts';
import type { LiveHub } from './live-hub.ts';
import type { ServedModel } from './served-model.ts';

const WORDS_MAX = 2000;
const answer = z.strictObject({
  stage: z.string().min(1),
  approve: z.boolean(),
  comment: z.string().max(WORDS_MAX),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  factHashes: z.record(z.string(), z.string()),
});
const reason = z.strictObject({ reason: z.string().max(WORDS_MAX) });

async function read<T>(schema: z.ZodType<T>, request: { json(): Promise<unknown> }): Promise<T> {
  const body = schema.safeParse(await request.json().catch(() => undefined));
  if (!body.success)
    throw new Refused(
      `The page sent what the console does not know: ${z.prettifyError(body.error)}`,
      'Reload the page.',
    );
  return body.data;
}

/** What a person can do: each names the AWS principal behind the console. */
export function changes(model: ServedModel, hub: LiveHub): Hono<Environment> {
  return new Hono<Environment>()
    .post('/approval/:id', async (context) => {
      const { stage, ...given } = await read(answer, context.req);
      await model.answer(context.req.param('id'), stage, given);
      hub.refresh();
      return context.json({ done: given.approve ? 'Approved.' : 'Rejected.' });
    })
    .post('/release/:id/stop', async (context) => {
      const stopped = await model.stop(context.req.param('id'), (await read(reason, context.req)).reason);
      hub.refresh();
      return context.json({ done: `Stopped ${stopped.join(', ')}; the traffic goes back.` });
    })
    .post('/release/:id/roll-back', async (context) => {
      const id = await model.rollBack(context.req.param('id'), (await read(reason, context.req)).reason);
      hub.refresh();
      return context.json({ done: `Execution ${id.slice(0, 8)} takes the stage back.` });
    });
}
