import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** One invocation as the function is given it. */
export interface Delivery {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly invokedFunctionArn: string;
  /** Virtual milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
  /** Virtual milliseconds since the Unix epoch, for the function's own clock. */
  readonly nowMs: number;
  readonly traceHeader: string;
  /** JSON document, as `context.clientContext`. */
  readonly clientContext: string | undefined;
}

export type Spoken =
  | { readonly kind: 'next' }
  | { readonly kind: 'response'; readonly requestId: string; readonly payload: Buffer }
  | { readonly kind: 'error'; readonly requestId: string; readonly payload: Buffer }
  | { readonly kind: 'initError'; readonly payload: Buffer };

/** What became of a wait: virtual milliseconds that passed, and the time now. */
export interface Waited {
  readonly waitedMs: number;
  readonly nowMs: number;
}

/** Who is spoken to. */
export interface Listener {
  /** Told of every call, in order; for a response or an error it answers whether that invocation is under way. */
  hear(spoken: Spoken): boolean;
  /** The function will do nothing for so many milliseconds but wait. Resolves when they are over, or something ends them. */
  wait(ms: number): Promise<Waited>;
}

export interface RuntimeApi {
  /** `host:port`, as in AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Answers the `/next` that is waiting. */
  deliver(delivery: Delivery): void;
  close(): void;
}

const BASE = '/2018-06-01/runtime/';
/** Not Lambda's, the bootstrap's own: see bootstrap-timers.mjs. */
const WAIT = '/rehearsal/wait';
const PATH = /^(?:invocation\/next|invocation\/([^/]+)\/(response|error)|init\/error)$/;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

const ACCEPTED = '{"status":"OK"}\n';
const ACCEPTED_HEADERS = { 'content-type': 'application/json', 'content-length': ACCEPTED.length };

function accept(response: ServerResponse): void {
  response.writeHead(202, ACCEPTED_HEADERS);
  response.end(ACCEPTED);
}

function refuse(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  const body = Buffer.from(`${JSON.stringify({ errorType, errorMessage })}\n`);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

/**
 * The Runtime API of one execution environment, on a port of its own: the port says which environment speaks.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 *
 * @param listener whom the function speaks to
 */
export async function openRuntimeApi({ hear, wait }: Listener): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;
  /** The call before: a function may send its answer and ask for the next invocation in one breath. */
  let before: Promise<void> = Promise.resolve();
  const answerWait = async (request: IncomingMessage, response: ServerResponse) => {
    const { waitedMs, nowMs } = await wait(Number(request.headers['rehearsal-wait-ms']));
    response.writeHead(200, { 'rehearsal-wait-ms': String(waitedMs), 'rehearsal-clock-ms': String(nowMs) });
    response.end();
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url?.startsWith(BASE) ? request.url.slice(BASE.length) : '';
    const matched = PATH.exec(path);
    if (matched === null || (request.method === 'GET') !== (path === 'invocation/next'))
      return refuse(response, 404, 'InvalidRequest', `No operation for ${request.method} ${request.url}`);
    if (path === 'invocation/next') {
      waiting = response;
      hear({ kind: 'next' });
      return;
    }
    const payload = await bodyOf(request);
    const [, requestId, what] = matched;
    const known =
      requestId === undefined
        ? hear({ kind: 'initError', payload })
        : hear({ kind: what === 'response' ? 'response' : 'error', requestId, payload });
    if (known) accept(response);
    else refuse(response, 400, 'InvalidRequestID', `Invalid request ID ${requestId}`);
  };
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, (request, response) => {
    const work = request.url === WAIT ? answerWait(request, response) : before.then(() => answer(request, response));
    // The function's process was killed in the middle of a call: how it ended is told by the process itself.
    const answered = work.catch(() => {
      response.destroy();
    });
    if (request.url !== WAIT) before = answered;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The Runtime API listens on no port');
  return {
    address: `127.0.0.1:${address.port}`,
    deliver: (delivery) => {
      if (waiting === undefined) throw new Error('An invocation was delivered to a function that does not ask for one');
      const response = waiting;
      waiting = undefined;
      const clientContext: Record<string, string> =
        delivery.clientContext === undefined ? {} : { 'lambda-runtime-client-context': delivery.clientContext };
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': delivery.payload.byteLength,
        'lambda-runtime-aws-request-id': delivery.requestId,
        'lambda-runtime-deadline-ms': String(delivery.deadlineMs),
        'lambda-runtime-invoked-function-arn': delivery.invokedFunctionArn,
        'lambda-runtime-trace-id': delivery.traceHeader,
        'rehearsal-clock-ms': String(delivery.nowMs),
        ...clientContext,
      });
      response.end(delivery.payload);
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
