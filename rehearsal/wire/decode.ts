import { FromStringShapeDeserializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { ServiceError } from '../kernel/errors.ts';
import type { WireRequest } from './message.ts';
import type { OperationModel, ServiceModel } from './model.ts';
import { readQueryForm } from './query-form.ts';
import { type Matched, matchRoute } from './rest-routes.ts';

/** Finds the operation that a request asks for; undefined when the model has none. */
export function findOperation(model: ServiceModel, request: WireRequest): Matched | undefined {
  const named = (name: string | null | undefined): Matched | undefined => {
    const operation = model.operations.get(name ?? '');
    return operation === undefined ? undefined : { operation, labels: {}, literalQuery: [] };
  };
  switch (model.kind) {
    case 'json':
      return named(request.headers['x-amz-target']?.split('.').pop());
    case 'cbor':
      return named(/\/service\/[^/]+\/operation\/([^/]+)$/.exec(request.path)?.[1]);
    case 'query':
      return named(new URLSearchParams(request.body.toString()).get('Action') ?? request.query.get('Action'));
    case 'restJson':
    case 'restXml':
      return matchRoute(model.routes, request);
  }
}

type Input = Record<string, unknown>;

/**
 * The input of an operation.
 * @throws ServiceError `SerializationException` when the body is not what the protocol says
 */
export async function decodeInput(model: ServiceModel, matched: Matched, request: WireRequest): Promise<Input> {
  const { operation } = matched;
  if (operation.input.isUnitSchema()) return {};
  try {
    switch (model.kind) {
      case 'json':
      case 'cbor':
        return request.body.length === 0 ? {} : asInput(await read(model, operation.input, request.body));
      case 'query':
        return readQueryForm(
          operation.input,
          request.body.length > 0 ? request.body.toString() : request.query.toString(),
        );
      case 'restJson':
      case 'restXml':
        return await decodeRest(model, matched, request);
    }
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new ServiceError('SerializationException', `The body of ${operation.name} could not be read: ${why}`, 400);
  }
}

const asInput = (value: unknown): Input => (typeof value === 'object' && value !== null ? { ...value } : {});
const read = (model: ServiceModel, schema: unknown, body: Uint8Array) =>
  model.protocol.getPayloadCodec().createDeserializer().read(schema, body);

const fromHeader = new FromStringShapeDeserializer({
  httpBindings: true,
  timestampFormat: { useTrait: true, default: 6 },
});
const fromQuery = new FromStringShapeDeserializer({
  httpBindings: true,
  timestampFormat: { useTrait: true, default: 5 },
});

function prefixed(headers: WireRequest['headers'], prefix: string): Record<string, string> | undefined {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return found.length === 0
    ? undefined
    : Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** https://smithy.io/2.0/spec/http-bindings.html */
async function decodeRest(
  model: ServiceModel,
  { operation, labels, literalQuery }: Matched,
  request: WireRequest,
): Promise<Input> {
  const input: Input = {};
  const bound = new Set<string>(literalQuery);
  const inBody: [string, NormalizedSchema][] = [];
  let payload: [string, NormalizedSchema] | undefined;
  let rest: [string, NormalizedSchema] | undefined;
  for (const [name, member] of operation.input.structIterator()) {
    const traits = member.getMergedTraits();
    if (traits.httpLabel) {
      const label = labels[name];
      if (label !== undefined) input[name] = await fromQuery.read(member, label);
    } else if (traits.httpQuery !== undefined) {
      bound.add(traits.httpQuery);
      const all = request.query.getAll(traits.httpQuery);
      const [first] = all;
      if (first === undefined) continue;
      input[name] = member.isListSchema()
        ? await Promise.all(all.map((value) => fromQuery.read(member.getValueSchema(), value)))
        : await fromQuery.read(member, first);
    } else if (traits.httpHeader !== undefined) {
      const value = request.headers[traits.httpHeader.toLowerCase()];
      if (value === undefined) continue;
      input[name] = member.isListSchema()
        ? await Promise.all(value.split(/,\s*/).map((part) => fromHeader.read(member.getValueSchema(), part)))
        : await fromHeader.read(member, value);
    } else if (traits.httpPrefixHeaders !== undefined) {
      const found = prefixed(request.headers, traits.httpPrefixHeaders.toLowerCase());
      if (found !== undefined) input[name] = found;
    } else if (traits.httpPayload) payload = [name, member];
    else if (traits.httpQueryParams) rest = [name, member];
    else inBody.push([name, member]);
  }
  if (rest !== undefined) {
    const lists = rest[1].getValueSchema().isListSchema();
    const names = [...new Set(request.query.keys())].filter((name) => !bound.has(name));
    input[rest[0]] = Object.fromEntries(
      names.map((name) => [name, lists ? request.query.getAll(name) : (request.query.get(name) ?? '')]),
    );
  }
  if (payload !== undefined) {
    const [name, member] = payload;
    if (member.isBlobSchema() || member.isStreaming()) input[name] = request.body;
    else if (member.isStringSchema()) input[name] = request.body.toString();
    else if (request.body.length > 0) input[name] = await read(model, member, request.body);
  } else if (inBody.length > 0 && request.body.length > 0) {
    Object.assign(input, await read(model, bodyShape(operation, inBody), request.body));
  }
  return input;
}

const bodyShapes = new WeakMap<OperationModel, unknown>();
/** The structure of those members only that travel in the body. */
function bodyShape(operation: OperationModel, members: [string, NormalizedSchema][]): unknown {
  const known = bodyShapes.get(operation);
  if (known !== undefined) return known;
  const whole: unknown = operation.input.getSchema();
  if (!Array.isArray(whole)) throw new Error(`The input of ${operation.name} is not a structure of the SDK's form`);
  const [, namespace, name, , names, schemas] = whole;
  const picked = members.map(([member]) => member);
  const shape = [3, namespace, name, 0, picked, picked.map((member) => schemas[names.indexOf(member)])];
  bodyShapes.set(operation, shape);
  return shape;
}
