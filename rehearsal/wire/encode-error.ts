import type { ServiceError } from '../kernel/errors.ts';
import type { WireResponse } from './message.ts';
import type { ServiceModel } from './model.ts';

const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
const escapeXml = (text: string): string => text.replace(/[<>&"]/g, (character) => ESCAPES[character] ?? character);

interface Described {
  readonly status: number;
  /** The code on the wire, which a model may spell differently from the shape's name. */
  readonly code: string;
  readonly shapeId: string | undefined;
  readonly fault: 'Sender' | 'Receiver';
  /** Old Query clients of a service that moved to JSON find their code in this header. */
  readonly queryError: string | undefined;
}

/** Errors of the front door that a model may have a shape of nearly the same name for, for something else. */
const COMMON: ReadonlySet<string> = new Set(['ExpiredToken']);

function describe(model: ServiceModel, error: ServiceError): Described {
  const shape =
    model.errors.get(error.code) ?? (COMMON.has(error.code) ? undefined : model.errors.get(`${error.code}Exception`));
  const traits = shape?.traits ?? {};
  const client = traits.error === undefined ? (error.status ?? 400) < 500 : traits.error === 'client';
  const queryCode: unknown = Array.isArray(traits.awsQueryError) ? traits.awsQueryError[0] : undefined;
  const code = typeof queryCode === 'string' ? queryCode : error.code;
  const fault = client ? 'Sender' : 'Receiver';
  const modelled = typeof traits.httpError === 'number' ? traits.httpError : undefined;
  return {
    status: error.status ?? modelled ?? (client ? 400 : 500),
    code,
    shapeId: shape === undefined ? undefined : `${shape.namespace}#${shape.name}`,
    fault,
    queryError: typeof queryCode === 'string' ? `${queryCode};${fault}` : undefined,
  };
}

/** An error as the service's protocol has it. */
export function encodeError(model: ServiceModel, error: ServiceError, requestId: string): WireResponse {
  const { status, code, shapeId, fault, queryError } = describe(model, error);
  const message = escapeXml(error.message);
  const members = Object.entries(error.members)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('');
  const element = `<Error><Type>${fault}</Type><Code>${escapeXml(code)}</Code><Message>${message}</Message>${members}</Error>`;
  const body = { __type: shapeId ?? error.code, message: error.message, ...error.members };
  const query: Record<string, string> = queryError === undefined ? {} : { 'x-amzn-query-error': queryError };
  switch (model.kind) {
    case 'query':
      return {
        status,
        headers: { 'content-type': 'text/xml' },
        body: `<ErrorResponse xmlns="${model.settings.xmlNamespace}">${element}<RequestId>${requestId}</RequestId></ErrorResponse>`,
      };
    case 'restXml':
      return {
        status,
        headers: { 'content-type': 'application/xml' },
        body:
          model.signingName === 's3'
            ? `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(code)}</Code><Message>${message}</Message>${members}<RequestId>${requestId}</RequestId></Error>`
            : `<ErrorResponse>${element}<RequestId>${requestId}</RequestId></ErrorResponse>`,
      };
    case 'cbor': {
      const serializer = model.protocol.getPayloadCodec().createSerializer();
      serializer.write(DOCUMENT, body);
      const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', ...query };
      return { status, headers, body: serializer.flush() };
    }
    case 'json':
    case 'restJson': {
      const type = model.kind === 'json' ? `application/x-amz-json-${model.jsonVersion}` : 'application/json';
      const name = shapeId?.split('#')[1] ?? error.code;
      return {
        status,
        headers: { 'content-type': type, 'x-amzn-errortype': name, ...query },
        body: JSON.stringify(body),
      };
    }
  }
}

/** The SDK's sentinel of a schemaless document. */
const DOCUMENT = 15;
