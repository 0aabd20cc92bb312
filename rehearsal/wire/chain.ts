import { TASK_HEADER } from '../kernel/clock.ts';
import { ServiceError } from '../kernel/errors.ts';
import { uuid } from '../kernel/ids.ts';
import { percentDecoded } from '../kernel/percent-decoded.ts';
import type { Principal } from '../kernel/principal.ts';
import type { Context, Kernel, Service } from '../kernel/service.ts';
import { judgeSignatureTime, parseTimestamp } from '../kernel/signature-time.ts';
import { authenticate } from './authenticate.ts';
import { accessDenied, authorize, encodedMessage } from './authorize.ts';
import { unwrapBody } from './aws-chunked.ts';
import { checkShape } from './check-shape.ts';
import { decodeInput, findOperation } from './decode.ts';
import { encodeOutput } from './encode.ts';
import { encodeError } from './encode-error.ts';
import { spokenProtocol } from './identify.ts';
import type { SentRequest, WireRequest, WireResponse } from './message.ts';
import { inProtocol, loadModel, type ProtocolKind, type ServiceModel } from './model.ts';
import type { Matched } from './rest-routes.ts';
import { type CredentialScope, readCredentialScope } from './sigv4.ts';
import { validateRequired } from './validate.ts';

interface Entry {
  readonly service: Service;
  /** One model a protocol that was spoken so far. */
  readonly models: Map<ProtocolKind, ServiceModel>;
  readonly base: ServiceModel;
}

interface RequestIds {
  readonly requestId: string;
  readonly task: string;
}

export type Chain = (request: SentRequest) => Promise<WireResponse>;

/**
 * What happens to every AWS API request, in this order: identify the service and protocol, authenticate, unwrap the
 * body, find the operation, decode, authorize, validate, run, encode. The clock is held meanwhile: answering a request is work.
 */
export function createChain(kernel: Kernel, services: readonly Service[]): Chain {
  const entries = services.map((service): Entry => {
    const base = loadModel(service.signingName, service.sdk);
    return { service, base, models: new Map([[base.kind, base]]) };
  });
  return async (request) => {
    const requestId = uuid();
    const task = request.headers[TASK_HEADER] ?? requestId;
    const release = kernel.clock.hold(task);
    try {
      const { model, response } = await answer(kernel, entries, request, { requestId, task });
      const id: Record<string, string> = { 'x-amzn-requestid': requestId, date: dateFor(kernel, request) };
      if (model.signingName === 's3') id['x-amz-request-id'] = requestId;
      return { ...response, headers: { ...response.headers, ...id } };
    } finally {
      release();
    }
  };
}

const DATE_TOLERANCE_MS = 5 * 60_000;

/**
 * The Date header: now, by the clock that the caller lives by. An SDK client sets its own offset by every answer, so that
 * it has to be now itself and never the time that the request was signed: that would lag by a little each time, and the
 * client with it, without end. Whoever is near the wall clock is told that one, since it never leaps.
 */
function dateFor(kernel: Kernel, request: SentRequest): string {
  const signedMs = parseTimestamp(request.headers['x-amz-date'] ?? '');
  const judged = judgeSignatureTime(kernel.clock, signedMs, DATE_TOLERANCE_MS, DATE_TOLERANCE_MS);
  return new Date(judged.verdict === 'current' ? judged.nowMs : Date.now()).toUTCString();
}

async function answer(kernel: Kernel, entries: readonly Entry[], request: SentRequest, ids: RequestIds) {
  const { requestId } = ids;
  const scope = readCredentialScope(request);
  const { entry, model } = identify(entries, scope, request);
  const where = `${model.signingName} ${request.method} ${request.rawPath}`;
  try {
    if (request.largerThanBytes !== undefined) throw tooLarge(model, request, request.largerThanBytes);
    const principal = authenticate(kernel, model, request, scope);
    const routed = unwrap(model, request);
    const matched = findOperation(model, routed);
    if (matched === undefined) throw unknownOperation(model, routed);
    const input = await decodeInput(model, matched, routed);
    if (routed.bucket !== undefined) input.Bucket = routed.bucket;
    checkShape(matched.operation, input);
    const context = contextOf(kernel, { principal, region: scope?.region ?? '', ...ids, headers: request.headers });
    const denied = authorize(entry.service, matched.operation.name, input, context, routed);
    if (denied !== undefined) {
      const response = encodeError(model, accessDenied(model, denied), requestId);
      return { model, response: { ...response, headers: { ...response.headers, ...encodedMessage(kernel, denied) } } };
    }
    validateRequired(matched.operation, input);
    const output = await run(entry.service, matched, input, context);
    return { model, response: await encodeOutput(model, matched.operation, output, requestId) };
  } catch (error) {
    if (error instanceof ServiceError) return { model, response: encodeError(model, error, requestId) };
    kernel.report(error, where);
    const message = error instanceof Error ? error.message : String(error);
    const failure = new ServiceError('InternalFailure', `The rehearsal failed in ${where}: ${message}`, 500);
    return { model, response: encodeError(model, failure, requestId) };
  }
}

function identify(entries: readonly Entry[], scope: CredentialScope | undefined, request: SentRequest) {
  const entry = scope === undefined ? unsigned(entries, request) : signed(entries, scope, request);
  if (entry === undefined) {
    const name = scope?.signingName ?? 'an unsigned request';
    throw new UnknownService(
      name,
      entries.map(({ service }) => service.signingName),
    );
  }
  const kind = spokenProtocol(entry.base, request);
  let model = entry.models.get(kind);
  if (model === undefined) {
    model = inProtocol(entry.base, kind);
    entry.models.set(kind, model);
  }
  return { entry, model };
}

/** DynamoDB and its streams share a signing name: the target tells them apart. */
function signed(entries: readonly Entry[], scope: CredentialScope, request: SentRequest): Entry | undefined {
  const [first, ...others] = entries.filter(({ service }) => service.signingName === scope.signingName);
  if (others.length === 0) return first;
  const target = request.headers['x-amz-target']?.split('.')[0];
  return [first, ...others].find((entry) => entry?.base.settings.serviceTarget === target);
}

/** The few calls that need no signature, such as `sts:AssumeRoleWithWebIdentity`, are told by target, or by action and version. */
function unsigned(entries: readonly Entry[], request: SentRequest): Entry | undefined {
  const target = request.headers['x-amz-target']?.split('.')[0];
  const form = request.headers['content-type']?.includes('x-www-form-urlencoded')
    ? new URLSearchParams(request.sent.toString())
    : undefined;
  return entries.find(({ base }) =>
    target === undefined
      ? form !== undefined && base.apiVersion === form.get('Version') && base.operations.has(form.get('Action') ?? '')
      : base.settings.serviceTarget === target,
  );
}

/** @throws ServiceError where the body is not what its encodings say, or the path cannot be decoded */
function unwrap(model: ServiceModel, request: SentRequest): WireRequest {
  const whole = { ...request, path: request.rawPath, body: unwrapBody(request.headers, request.sent) };
  if (model.signingName !== 's3') return whole;
  // Path-style addressing, which SDK clients use for an endpoint that is an IP address: the first segment is the bucket.
  const [, bucket, path] = /^\/([^/]+)(\/.*)?$/s.exec(request.rawPath) ?? [];
  return bucket === undefined ? whole : { ...whole, bucket: percentDecoded(bucket), path: path ?? '/' };
}

/** A body that is larger than the endpoint takes. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function tooLarge(model: ServiceModel, request: SentRequest, mostBytes: number): ServiceError {
  if (model.signingName !== 's3')
    return new ServiceError('RequestEntityTooLargeException', `Request size exceeded ${mostBytes} bytes`, 413);
  const told = request.headers['content-length'];
  return new ServiceError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
    ...(told === undefined ? {} : { ProposedSize: told }),
    MaxSizeAllowed: String(mostBytes),
  });
}

/** No service to encode an error for: the caller gets plain text that names what was asked. */
export class UnknownService extends Error {
  constructor(name: string, known: readonly string[]) {
    super(`The rehearsal has no service for ${name}. It has: ${known.toSorted().join(', ')}.`);
    this.name = 'UnknownService';
  }
}

function unknownOperation(model: ServiceModel, request: WireRequest): ServiceError {
  const target = request.headers['x-amz-target'] ?? `${request.method} ${request.path}`;
  return new ServiceError('UnknownOperationException', `${model.signingName} has no operation for ${target}`, 404);
}

function contextOf(
  kernel: Kernel,
  call: RequestIds & { principal: Principal; region: string; headers: WireRequest['headers'] },
): Context {
  return Object.assign(Object.create(kernel.scope(call.region, call.principal.account)), {
    principal: call.principal,
    requestId: call.requestId,
    task: call.task,
    headers: call.headers,
  });
}

async function run(
  service: Service,
  { operation }: Matched,
  input: unknown,
  context: Context,
): Promise<Record<string, unknown>> {
  const implementation = service.operations[operation.name];
  if (implementation === undefined)
    throw new ServiceError(
      'NotImplemented',
      `The rehearsal does not implement ${service.signingName}:${operation.name}`,
      501,
    );
  const output = await implementation(input, context);
  return typeof output === 'object' && output !== null ? { ...output } : {};
}
