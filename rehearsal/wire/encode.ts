import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import { NormalizedSchema, operation as operationSchema } from '@smithy/core/schema';
import type { $Schema, $SchemaRef, SchemaTraitsObject, StaticStructureSchema } from '@smithy/types';
import { HTTP_STATUS } from '../kernel/service.ts';
import type { WireResponse } from './message.ts';
import type { OperationModel, ServiceModel } from './model.ts';

type Fields = Readonly<Record<string | symbol, unknown>>;

/** Writes an operation's output as the service's protocol has it. */
export async function encodeOutput(
  model: ServiceModel,
  operation: OperationModel,
  output: Fields,
  requestId: string,
): Promise<WireResponse> {
  switch (model.kind) {
    case 'json':
    case 'cbor':
      return encodeDocument(model, operation.output, output);
    case 'query':
      return encodeQuery(model, operation, output, requestId);
    case 'restJson':
    case 'restXml':
      return operation.name === 'GetBucketLocation' ? encodeLocation(output) : encodeRest(model, operation, output);
  }
}

function encodeDocument(model: ServiceModel, schema: NormalizedSchema, output: Fields): WireResponse {
  const headers: Record<string, string> =
    model.kind === 'cbor'
      ? { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' }
      : { 'content-type': `application/x-amz-json-${model.jsonVersion}` };
  if (schema.isUnitSchema()) return { status: 200, headers, body: model.kind === 'json' ? '{}' : '' };
  const serializer = model.protocol.getPayloadCodec().createSerializer();
  serializer.write(schema, output);
  return { status: 200, headers, body: serializer.flush() };
}

function encodeQuery(model: ServiceModel, operation: OperationModel, output: Fields, requestId: string): WireResponse {
  const { name } = operation;
  let result = '';
  if (!operation.output.isUnitSchema()) {
    const serializer = new XmlShapeSerializer({
      timestampFormat: { useTrait: true, default: 5 },
      httpBindings: false,
      xmlNamespace: '',
      serviceNamespace: '',
    });
    Reflect.apply(serializer.setSerdeContext, serializer, [model.config]);
    serializer.write(resultSchema(operation), output);
    result = String(serializer.flush());
  }
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  const body = `<?xml version="1.0"?><${name}Response xmlns="${model.settings.xmlNamespace}">${result}${metadata}</${name}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

const resultSchemas = new WeakMap<OperationModel, NormalizedSchema>();

/** The output under the name of its result element: only a member of a structure can carry an element name of its own. */
function resultSchema(operation: OperationModel): NormalizedSchema {
  let schema = resultSchemas.get(operation);
  if (schema === undefined) {
    const member: [$SchemaRef, SchemaTraitsObject] = [operation.outputRef, { xmlName: `${operation.name}Result` }];
    const response: StaticStructureSchema = [3, operation.namespace, 'Response', 0, ['Result'], [member]];
    schema = NormalizedSchema.of(response).getMemberSchema('Result');
    resultSchemas.set(operation, schema);
  }
  return schema;
}

/** The one answer of S3 that has no element around its member. https://smithy.io/2.0/aws/customizations/s3-customizations.html */
function encodeLocation({ LocationConstraint: region }: Fields): WireResponse {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${typeof region === 'string' ? region : ''}</LocationConstraint>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

/** A client binds a *request* to headers and payload; given the output's shape the same code binds a response. */
async function encodeRest(model: ServiceModel, operation: OperationModel, output: Fields): Promise<WireResponse> {
  const { [HTTP_STATUS]: chosen } = output;
  let status = typeof chosen === 'number' ? chosen : (operation.traits.http?.[2] ?? 200);
  const bound: Record<string, unknown> = { ...output };
  if (!operation.output.isUnitSchema())
    for (const [name, member] of operation.output.structIterator()) {
      const value = bound[name];
      if (!member.getMergedTraits().httpResponseCode || typeof value !== 'number') continue;
      status = value;
      delete bound[name];
    }
  const asRequest = operationSchema(
    operation.namespace,
    operation.name,
    { http: ['POST', '/', 200] },
    responseShape(operation.output, operation.outputRef),
    operation.inputRef,
  );
  const request = await model.protocol.serializeRequest(asRequest, bound, {
    ...model.config,
    endpoint: async () => ({ protocol: 'http:', hostname: 'response', path: '/' }),
  });
  const { 'x-amz-content-sha256': _, ...headers } = request.headers;
  return { status, headers, body: request.body ?? '' };
}

const LABEL_AND_QUERY_BITS = 1 | 64;
const responseShapes = new WeakMap<object, unknown[]>();

/** In an output `httpQuery` and `httpLabel` mean nothing: such members (API Gateway's `position`) travel in the body. */
function responseShape(schema: NormalizedSchema, reference: $SchemaRef): $SchemaRef {
  const shape: unknown = schema.isStructSchema() ? schema.getSchema() : undefined;
  if (!Array.isArray(shape)) return reference;
  let made = responseShapes.get(shape);
  if (made === undefined) {
    const members = Array.isArray(shape[5]) ? shape[5] : [];
    made = [...shape.slice(0, 5), members.map(withoutRequestTraits), shape[6]];
    responseShapes.set(shape, made);
  }
  const final = made;
  return (): $Schema => asSchema(final);
}

function withoutRequestTraits(member: unknown): unknown {
  if (!Array.isArray(member) || member.length !== 2) return member;
  const [target, traits] = member;
  if (typeof traits === 'number') return [target, traits & ~LABEL_AND_QUERY_BITS];
  const { httpQuery: _q, httpLabel: _l, httpQueryParams: _p, ...rest } = traits;
  return [target, rest];
}

const isSchema = (value: unknown): value is $Schema => Array.isArray(value) && typeof value[0] === 'number';
function asSchema(value: unknown): $Schema {
  if (isSchema(value)) return value;
  throw new Error('A response shape is not a schema of the SDK any more');
}
