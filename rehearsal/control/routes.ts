import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { SwitchableAccess } from '../access/access-control.ts';
import type { AccessTable } from '../access/access-table.ts';
import type { AskedTable } from '../access/asked-table.ts';
import type { RunningClock } from '../kernel/clock.ts';
import type { RunningKernel } from '../kernel/kernel.ts';
import { readLimited } from '../kernel/read-limited.ts';
import type { HttpRoute } from '../kernel/service.ts';
import { startTraffic, type Traffic } from '../traffic/generator.ts';

/*
 * What the rehearsal tells and takes beside AWS's APIs, since AWS has none for it: its clock, the traffic that it sends, and
 * what it could not execute. All under /_slipway/, and for the owner of the rehearsal alone (owner-only.ts).
 */

const trafficRequest = z.strictObject({
  url: z.url(),
  apiKeys: z.array(z.string().min(1)).min(1),
  requestsPerSecond: z.number().positive().max(10_000),
  readsPerWrite: z.int().positive().max(1000).optional(),
});
const trafficRate = trafficRequest.pick({ requestsPerSecond: true, readsPerWrite: true });
const accessRequest = z.strictObject({ mode: z.enum(['off', 'log', 'deny']) });
const clockRequest = z.strictObject({ speed: z.number().min(1).max(100_000) });
const SMALL_BODY_BYTES = 64 * 1024;

type Handler = (body: unknown) => unknown;

export interface Control {
  readonly route: HttpRoute;
  stop(): Promise<void>;
}

/**
 * @param clock the running clock; undefined under a clock that a test steps
 * @param access what the policies do
 * @param decisions what they said to the calls so far
 * @param asked the calls of roles among them, with the policies that were in force
 */
export function createControl(
  kernel: () => RunningKernel,
  clock: () => RunningClock | undefined,
  access: SwitchableAccess,
  decisions: AccessTable,
  asked: AskedTable,
): Control {
  let traffic: Traffic | undefined;
  const stopTraffic = async () => {
    await traffic?.stop();
    const report = traffic?.report();
    traffic = undefined;
    return report ?? null;
  };
  const handlers: Readonly<Record<string, Handler>> = {
    'GET /_slipway/clock': () => ({
      nowMs: kernel().clock.now(),
      rate: clock()?.rate() ?? null,
      speed: clock()?.speed() ?? null,
    }),
    'POST /_slipway/clock': (body) => {
      clock()?.setSpeed(clockRequest.parse(body).speed);
      return { nowMs: kernel().clock.now() };
    },
    'GET /_slipway/access': () => ({ mode: access.mode, decisions: decisions.entries() }),
    'PATCH /_slipway/access': (body) => {
      const { mode } = accessRequest.parse(body);
      const was = access.mode;
      access.setMode(mode);
      return { mode, was };
    },
    'GET /_slipway/access/asked': () => ({ requests: asked.requests(), texts: asked.texts() }),
    'GET /_slipway/recorded-not-run': () => kernel().recordedNotRun(),
    'GET /_slipway/process': () => ({ rssBytes: process.memoryUsage.rss(), maxRssKiB: process.resourceUsage().maxRSS }),
    'GET /_slipway/traffic': () => traffic?.report() ?? null,
    'POST /_slipway/traffic': async (body) => {
      const target = trafficRequest.parse(body);
      await stopTraffic();
      traffic = startTraffic(kernel().clock, target);
      return traffic.report();
    },
    'PATCH /_slipway/traffic': (body) => {
      const { requestsPerSecond, readsPerWrite } = trafficRate.parse(body);
      traffic?.setRate(requestsPerSecond, readsPerWrite);
      return traffic?.report() ?? null;
    },
    'DELETE /_slipway/traffic': stopTraffic,
  };

  const respond = (response: ServerResponse, status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(body)}\n`);
  };
  return {
    stop: async () => {
      await stopTraffic();
    },
    route: {
      matches: (url, _host, request) => handlers[`${request.method} ${url.pathname}`] !== undefined,
      handle: async (request, response, url) => {
        const handler = handlers[`${request.method} ${url.pathname}`];
        const bytes = await readLimited(request, SMALL_BODY_BYTES);
        if (bytes === undefined)
          return respond(response, 413, { message: `The body is larger than ${SMALL_BODY_BYTES} bytes` });
        try {
          respond(response, 200, await handler?.(bytes.length === 0 ? undefined : JSON.parse(bytes.toString())));
        } catch (error) {
          if (error instanceof z.ZodError) respond(response, 400, { message: z.prettifyError(error) });
          else if (error instanceof SyntaxError)
            respond(response, 400, { message: `The body is not JSON: ${error.message}` });
          else throw error;
        }
      },
    },
  };
}
