import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { HandlerRequest, RequestHandler } from '../kernel/clients.ts';
import { readLimited } from '../kernel/read-limited.ts';
import type { HttpRoute, Kernel } from '../kernel/service.ts';
import { type Chain, UnknownService } from './chain.ts';
import type { SentRequest, WireResponse } from './message.ts';
import { encodeRfc3986 } from './sigv4.ts';

/** S3 takes objects of 5 GB in one request; a rehearsal on one machine does not. */
const LARGEST_BODY_BYTES = 256 * 1024 * 1024;

function lowerHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) lower[name] = Array.isArray(value) ? value.join(', ') : value;
  return lower;
}

/** Path and query as they were sent. A request to a proxy names the whole address. */
function targetOf(request: IncomingMessage): string {
  const target = (request.url ?? '/').replace(/^https?:\/\/[^/?]*/, '');
  return target.startsWith('/') ? target : `/${target}`;
}

async function answerApi(
  chain: Chain,
  limitBytes: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const sent = await readLimited(request, limitBytes);
  const [rawPath = '/', rawQuery = ''] = targetOf(request).split(/\?(.*)/s);
  const answer = await answerOrExplain(chain, {
    method: request.method ?? 'GET',
    query: new URLSearchParams(rawQuery),
    headers: lowerHeaders(request.headers),
    rawPath,
    rawQuery,
    ...(sent === undefined ? { sent: Buffer.alloc(0), largerThanBytes: limitBytes } : { sent }),
  });
  const length = typeof answer.body === 'string' ? Buffer.byteLength(answer.body) : answer.body.byteLength;
  // A HEAD answer keeps the length of the object that it stands for.
  const sized = request.method === 'HEAD' || answer.status === 204 ? {} : { 'content-length': String(length) };
  response.writeHead(answer.status, { ...answer.headers, ...sized });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

async function answerOrExplain(chain: Chain, request: SentRequest): Promise<WireResponse> {
  try {
    return await chain(request);
  } catch (error) {
    if (error instanceof UnknownService)
      return { status: 501, headers: { 'content-type': 'text/plain' }, body: `${error.message}\n` };
    throw error;
  }
}

export interface Front {
  readonly server: Server;
  /** Serves one request, whichever server it came in by: the endpoint's own or the one behind the egress proxy. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
}

/** The front door: plain HTTP routes first (git, deployed APIs), the AWS API for everything else. */
export function createFront(
  kernel: Kernel,
  chain: Chain,
  routes: readonly HttpRoute[],
  largestBodyBytes = LARGEST_BODY_BYTES,
): Front {
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const serve = async () => {
      const host = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
      // The host apart: it is the caller's word, and need not be one that an address can have.
      const url = new URL(`http://127.0.0.1${targetOf(request)}`);
      const route = routes.find((candidate) => candidate.matches(url, host, request));
      if (route !== undefined) await route.handle(request, response, url, kernel);
      else await answerApi(chain, largestBodyBytes, request, response);
    };
    serve().catch((error: unknown) => {
      if (request.destroyed && !request.complete) return; // the client went away: nobody to answer
      kernel.report(error, `${request.method} ${request.url}`);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('The rehearsal failed; see its standard error.\n');
    });
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, handle);
  return { server, handle };
}

async function bodyBytes(body: unknown): Promise<Buffer> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (typeof body === 'object' && Symbol.asyncIterator in body) {
    const chunks: Buffer[] = [];
    for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }
  throw new TypeError(`A request body of type ${typeof body} cannot be sent`);
}

/** Lets SDK clients inside the process use the same chain as everybody else, without a socket between. */
export function createRequestHandler(chain: () => Chain): RequestHandler {
  return {
    handle: async (request: HandlerRequest) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(request.query ?? {}))
        for (const one of Array.isArray(value) ? value : [value ?? '']) query.append(name, one);
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      const sent = await bodyBytes(request.body);
      const answer = await chain()({
        method: request.method,
        query,
        headers,
        rawPath: request.path,
        rawQuery: [...query].map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`).join('&'),
        sent,
      });
      // A plain Uint8Array, as CBOR bodies are, would be streamed number by number.
      const { body: given } = answer;
      const bytes =
        typeof given === 'string' ? Buffer.from(given) : Buffer.from(given.buffer, given.byteOffset, given.byteLength);
      const length: Record<string, string> =
        request.method === 'HEAD' ? {} : { 'content-length': String(bytes.byteLength) };
      return {
        response: { statusCode: answer.status, headers: { ...length, ...answer.headers }, body: Readable.from(bytes) },
      };
    },
  };
}
