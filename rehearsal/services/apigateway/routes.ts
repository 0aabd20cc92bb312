import type { IncomingMessage, ServerResponse } from 'node:http';
import { TASK_HEADER } from '../../kernel/clock.ts';
import { lowerId, uuid } from '../../kernel/ids.ts';
import { readLimited } from '../../kernel/read-limited.ts';
import type { HttpRoute, Kernel } from '../../kernel/service.ts';
import type { Store } from '../../kernel/store.ts';
import { createStageCache, type StageCache } from './data/compile.ts';
import type { Answer, Call } from './data/message.ts';
import { LARGEST_BODY_BYTES, type Serving, serve } from './data/serve.ts';
import { createThrottles } from './data/throttle.ts';
import { restApis } from './state.ts';

/** Under the endpoint's own address: `/_api/<apiId>/<stage>/<path>`. */
const LOCAL = /^\/_api\/([^/]+)\/([^/]+)(\/.*)?$/;
/** Under the API's real name, through the egress proxy: `/<stage>/<path>`. */
const PUBLIC_HOST = /^([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com$/;
const PUBLIC_PATH = /^\/([^/]+)(\/.*)?$/;

interface Plane extends Serving {
  readonly stages: StageCache;
  /** Where each API is; an id is never given twice. */
  readonly regions: Map<string, string>;
}
const planes = new WeakMap<Store, Plane>();
function planeOf({ store }: Kernel): Plane {
  let plane = planes.get(store);
  if (plane === undefined) {
    plane = { stages: createStageCache(), throttles: createThrottles(), tracedSecond: new Map(), regions: new Map() };
    planes.set(store, plane);
  }
  return plane;
}

function address(url: URL, host: string): { region: string | undefined; apiId: string; stage: string; path: string } {
  const [, apiId, region] = PUBLIC_HOST.exec(host) ?? [];
  if (apiId !== undefined) {
    const [, stage = '', path = '/'] = PUBLIC_PATH.exec(url.pathname) ?? [];
    return { region, apiId, stage, path };
  }
  const [, id = '', stage = '', path = '/'] = LOCAL.exec(url.pathname) ?? [];
  return { region: undefined, apiId: id, stage, path };
}

function regionOf(kernel: Kernel, { regions }: Plane, apiId: string): string | undefined {
  const known = regions.get(apiId);
  if (known !== undefined) return known;
  const found = kernel.regions().find((region) => restApis(kernel.scope(region)).get(apiId) !== undefined);
  if (found !== undefined) regions.set(apiId, found);
  return found;
}

/** The headers as they were sent, and those that API Gateway's front adds. */
function readCall(
  request: IncomingMessage,
  url: URL,
  path: string,
  publicName: string,
  body: Buffer,
): Omit<Call, 'task'> {
  const headers: [string, string][] = [];
  const { rawHeaders } = request;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    const lower = name.toLowerCase();
    if (lower === 'host') headers.push(['Host', publicName]);
    else if (lower !== 'connection' && lower !== TASK_HEADER) headers.push([name, rawHeaders[at + 1] ?? '']);
  }
  const sourceIp = (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
  headers.push(['X-Forwarded-For', sourceIp], ['X-Forwarded-Port', '443'], ['X-Forwarded-Proto', 'https']);
  return {
    method: request.method ?? 'GET',
    path,
    query: url.searchParams,
    headers,
    header: new Map(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body,
    sourceIp,
    protocol: `HTTP/${request.httpVersion}`,
  };
}

/** What API Gateway's front answers when there is no such API or stage: nothing of the API can change it. */
const forbidden = (): Answer => ({
  status: 403,
  headers: [
    ['Content-Type', 'application/json'],
    ['x-amzn-ErrorType', 'ForbiddenException'],
    ['x-amzn-RequestId', uuid()],
    ['x-amz-apigw-id', `${lowerId(15)}=`],
  ],
  body: '{"message":"Forbidden"}',
});

function write(response: ServerResponse, method: string | undefined, { status, headers, body }: Answer): void {
  const raw: string[] = [];
  for (const [name, value] of headers) raw.push(name, value);
  const bare = method === 'HEAD' || status === 204 || status === 304;
  if (status !== 204 && status !== 304) raw.push('Content-Length', String(Buffer.byteLength(body)));
  response.writeHead(status, raw);
  response.end(bare ? undefined : body);
}

const deployedApi: HttpRoute = {
  matches: (url, host) => url.pathname.startsWith('/_api/') || PUBLIC_HOST.test(host),
  handle: async (request, response, url, kernel) => {
    const named = request.headers[TASK_HEADER];
    const task = typeof named === 'string' ? named : uuid();
    const release = kernel.clock.hold(task);
    try {
      const host = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
      const { region: inName, apiId, stage: stageName, path } = address(url, host);
      const body = await readLimited(request, LARGEST_BODY_BYTES);
      const plane = planeOf(kernel);
      const region = regionOf(kernel, plane, apiId);
      const elsewhere = region === undefined || (inName !== undefined && inName !== region);
      const compiled = elsewhere ? undefined : plane.stages.get(kernel.scope(region), apiId, stageName);
      if (compiled === undefined) {
        write(response, request.method, forbidden());
        return;
      }
      const publicName = `${apiId}.execute-api.${region}.amazonaws.com`;
      const call = {
        ...readCall(request, url, path, publicName, body ?? Buffer.alloc(0)),
        task,
      };
      write(response, request.method, await serve(compiled, plane, call, body === undefined));
    } finally {
      release();
    }
  },
};

export const routes: readonly HttpRoute[] = [deployedApi];
