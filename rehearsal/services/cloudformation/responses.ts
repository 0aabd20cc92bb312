import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readLimited } from '../../kernel/read-limited.ts';
import type { HttpRoute, Kernel, Scope } from '../../kernel/service.ts';
import { Cancelled } from './execute/failure.ts';
import type { Json } from './template/json.ts';

/*
 * Where a custom resource sends its answer: an address that only it knows, under the name of CloudFormation's own bucket,
 * since the functions' clients parse host name and path and always speak HTTPS.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */

const json: z.ZodType<Json> = z.json();
const response = z.looseObject({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string().max(1_024).optional(),
  StackId: z.string().optional(),
  RequestId: z.string().optional(),
  LogicalResourceId: z.string().optional(),
  NoEcho: z.boolean().optional(),
  Data: z
    .record(z.string(), json)
    .nullish()
    .transform((data) => data ?? undefined),
});
export type CustomResponse = z.infer<typeof response>;

const HOST = /^cloudformation-custom-resource-response-([a-z0-9]+)\.s3\.amazonaws\.com$/;
const LONGEST_BODY_BYTES = 1_048_576;
const answers = (scope: Scope) => scope.table<CustomResponse>('cloudformation.customResponses');
const waiting = new WeakMap<object, Map<string, () => void>>();

function waitersOf(kernel: Kernel): Map<string, () => void> {
  const known = waiting.get(kernel.bus) ?? new Map<string, () => void>();
  waiting.set(kernel.bus, known);
  return known;
}

/** Follows from a secret of this rehearsal: nobody can answer who was not asked. */
function signature(kernel: Kernel, region: string, token: string): string {
  const secrets = kernel.store.table<{ secret: string }>('cloudformation.secret');
  let known = secrets.get('responses');
  if (known === undefined) {
    known = { secret: randomBytes(32).toString('hex') };
    secrets.put('responses', known);
  }
  return createHmac('sha256', known.secret).update(`${region} ${token}`).digest('hex');
}

export function responseUrl(scope: Scope, token: string): string {
  const host = `cloudformation-custom-resource-response-${scope.region.replaceAll('-', '')}.s3.amazonaws.com`;
  return `https://${host}/${scope.region}/${token}?X-Amz-Signature=${signature(scope, scope.region, token)}`;
}

/**
 * The answer under `token`, also one that came before a restart.
 * @returns undefined when none came until `deadlineMs`
 * @throws Cancelled
 */
export async function waitForResponse(
  scope: Scope,
  token: string,
  deadlineMs: number,
  cancelled: AbortSignal,
): Promise<CustomResponse | undefined> {
  const waiters = waitersOf(scope);
  const here = answers(scope).get(token);
  if (here !== undefined) return here;
  if (cancelled.aborted) throw new Cancelled();
  const ended = new Promise<void>((resolve) => {
    const stop = scope.clock.at(deadlineMs, resolve);
    const wake = () => {
      stop();
      resolve();
    };
    waiters.set(token, wake);
    cancelled.addEventListener('abort', wake, { once: true });
  });
  await ended;
  waiters.delete(token);
  const answer = answers(scope).get(token);
  if (answer === undefined && cancelled.aborted) throw new Cancelled();
  return answer;
}

/** PUT: the answer of a custom resource. */
export const responseRoute: HttpRoute = {
  matches: (_url, host, request) => HOST.test(host) && request.method === 'PUT',
  handle: async (request, reply, url, kernel) => {
    const [, region = '', token = ''] = url.pathname.split('/');
    const body = await readLimited(request, LONGEST_BODY_BYTES);
    if (url.searchParams.get('X-Amz-Signature') !== signature(kernel, region, token)) {
      reply.writeHead(403).end('SignatureDoesNotMatch');
      return;
    }
    answers(kernel.scope(region)).put(token, parseResponse(body?.toString() ?? ''));
    reply.writeHead(200).end();
    waitersOf(kernel).get(token)?.();
  },
};

/** What cannot be understood fails the resource, as it does with AWS. */
function parseResponse(body: string): CustomResponse {
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { Status: 'FAILED', Reason: `Invalid response object: ${error.message}`, Data: undefined };
  }
  const parsed = response.safeParse(data);
  if (parsed.success) return parsed.data;
  return { Status: 'FAILED', Reason: `Invalid response object: ${z.prettifyError(parsed.error)}`, Data: undefined };
}
