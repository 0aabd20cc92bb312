import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import { lookEveryMs } from '../model/clock.ts';
import { createReadModel, type ReadModelOptions } from '../model/read-model.ts';
import { createApp } from './app.ts';
import { type Bundle, bundleWeb } from './bundle.ts';
import { createLiveHub } from './live-hub.ts';
import type { ServedModel } from './served-model.ts';
import { createSessions } from './sessions.ts';
import { parseTopic, readTopic } from './topic.ts';

export interface ServeOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** Shows everything and changes nothing. */
  readonly readOnly: boolean;
  /** Told of bugs. */
  readonly report: (error: unknown) => void;
}

export interface ConsoleOptions extends ReadModelOptions, ServeOptions {}

export interface Console {
  /** With the token of the session. */
  readonly url: string;
  /** Address of one page, such as `/history`, with the token of the session. */
  addressOf(path: string): string;
  stop(): Promise<void>;
}

/** What changes with a release at most is asked for less often, in milliseconds. */
const SLOW_EVERY_MS = 15_000;
const SLOW = new Set(['history', 'security']);
const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];
/** An address of IPv6 stands in brackets. */
const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/**
 * Starts the console of a pipeline.
 * @throws Error with code EADDRINUSE where the port is taken
 */
export const startConsole = (options: ConsoleOptions): Promise<Console> =>
  serveConsole(createReadModel(options), options);

/**
 * Serves what a model reads. The browser's code is bundled with the first page, and the model is asked only while a page is
 * open.
 * @throws Error with code EADDRINUSE where the port is taken
 */
export async function serveConsole(
  model: ServedModel,
  { port, host = '127.0.0.1', readOnly, report }: ServeOptions,
): Promise<Console> {
  const sessions = createSessions();
  const hub = createLiveHub({
    report,
    read: (text) => {
      const topic = parseTopic(text);
      if (topic === undefined) throw new Error(`unreachable: a topic that was not parsed, ${text}`);
      return readTopic(model, topic);
    },
    everyMs: async (topic) => {
      const clock = await model.clock();
      return SLOW.has(topic) && !clock.virtual ? SLOW_EVERY_MS : lookEveryMs(clock);
    },
  });
  let bundling: Promise<Bundle> | undefined;
  const bundle = () => {
    bundling ??= bundleWeb();
    return bundling;
  };
  // Which names and cookies are its own follows from the port, which is known once it listens.
  const server = createAdaptorServer({ fetch: (request, environment) => app.fetch(request, environment) });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  const app = createApp({
    model,
    hub,
    sessions,
    bundle,
    readOnly,
    hosts: LOOPBACK.includes(host) ? new Set(LOOPBACK.map((name) => `${inUrl(name)}:${actualPort}`)) : undefined,
    // Cookies are of a host and not of a port: two consoles on one machine must not end each other's session.
    cookieName: `slipway_${actualPort}`,
    report,
  });
  const addressOf = (path: string) => `http://${inUrl(host)}:${actualPort}${path}?token=${sessions.token}`;
  return {
    url: addressOf('/'),
    addressOf,
    stop: async () => {
      hub.stop();
      const closed = once(server, 'close');
      server.close();
      // Pages keep their connection for events open as long as they are.
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
