import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Environment } from './app.ts';
import type { LiveHub } from './live-hub.ts';
import { parseTopic } from './topic.ts';

/** A line that says nothing keeps what is between here and the browser from closing the connection. */
const HEARTBEAT_MS = 15_000;

/** Server-sent events: the state of one topic, whenever it changes. */
export function events(hub: LiveHub): Hono<Environment> {
  return new Hono<Environment>().get('/', (context) => {
    const topic = context.req.query('topic') ?? '';
    if (parseTopic(topic) === undefined) return context.text(`There is no topic “${topic}”.`, 404);
    return streamSSE(context, async (stream) => {
      const ended = new Promise<void>((resolve) => stream.onAbort(resolve));
      // One message after the other: what is written is as long as a page, and the browser may be slow.
      let writing: Promise<void> = Promise.resolve();
      const leave = hub.subscribe(topic, (message) => {
        writing = writing.then(() => (stream.aborted ? undefined : stream.writeSSE(message)));
      });
      const heartbeat = setInterval(() => {
        writing = writing.then(() => (stream.aborted ? undefined : stream.writeSSE({ event: 'beat', data: '' })));
      }, HEARTBEAT_MS);
      await ended;
      clearInterval(heartbeat);
      leave();
    });
  });
}
