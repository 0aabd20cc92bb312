import { AwsJson1_0Protocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { $SchemaRef, SchemaTraitsObject, StaticErrorSchema, StaticOperationSchema } from '@smithy/types';
import { buildRoutes, type RestRoute } from './rest-routes.ts';

/*
 * The contract of every service is the one that its own SDK client ships: arrays such as
 * `[9, namespace, name, traits, () => input, () => output]` for an operation and `[-3, ...]` for an error, and a protocol
 * object that holds the codec. That encoding is internal to the SDK, so its versions are pinned and a round trip of every
 * operation of every client is a test.
 */

export type ProtocolKind = 'json' | 'cbor' | 'query' | 'restJson' | 'restXml';

export interface Codec {
  createSerializer(): { write(schema: unknown, value: unknown): void; flush(): string | Uint8Array };
  createDeserializer(): { read(schema: unknown, data: Uint8Array | string): unknown };
}
interface BoundRequest {
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}
export interface Protocol {
  getShapeId(): string;
  setSerdeContext(context: unknown): void;
  getPayloadCodec(): Codec;
  serializeRequest(operation: unknown, input: unknown, context: unknown): Promise<BoundRequest>;
}
export interface ClientConfig {
  readonly protocol: Protocol;
  readonly protocolSettings?: ProtocolSettings;
  readonly apiVersion?: string;
}
interface ProtocolSettings {
  readonly defaultNamespace?: string;
  readonly errorTypeRegistries?: unknown;
  readonly serviceTarget?: string;
  readonly xmlNamespace?: string;
  readonly noErrorWrapping?: boolean;
}

export interface OperationModel {
  readonly name: string;
  readonly namespace: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  readonly outputRef: $SchemaRef;
  readonly inputRef: $SchemaRef;
  readonly traits: SchemaTraitsObject;
}
export interface ErrorModel {
  readonly name: string;
  readonly namespace: string;
  readonly schema: NormalizedSchema;
  readonly traits: SchemaTraitsObject;
}

/** One service in one protocol. */
export interface ServiceModel {
  readonly signingName: string;
  readonly kind: ProtocolKind;
  /** `1.0` or `1.1`, of the JSON protocols' content type. */
  readonly jsonVersion: string;
  readonly protocol: Protocol;
  readonly config: ClientConfig;
  readonly settings: ProtocolSettings;
  readonly apiVersion: string | undefined;
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly errors: ReadonlyMap<string, ErrorModel>;
  readonly routes: readonly RestRoute[];
}

const KINDS: Readonly<Record<string, ProtocolKind>> = {
  'aws.protocols#awsJson1_0': 'json',
  'aws.protocols#awsJson1_1': 'json',
  'aws.protocols#awsQuery': 'query',
  'aws.protocols#restJson1': 'restJson',
  'aws.protocols#restXml': 'restXml',
  'smithy.protocols#rpcv2Cbor': 'cbor',
};

type ClientClass = new (configuration: object) => { config: ClientConfig; destroy(): void };
const isClientClass = (name: string, value: unknown): value is ClientClass =>
  name.endsWith('Client') && !name.startsWith('_') && typeof value === 'function';
const isOperation = (value: unknown): value is StaticOperationSchema => Array.isArray(value) && value[0] === 9;
const isError = (value: unknown): value is StaticErrorSchema => Array.isArray(value) && value[0] === -3;

/**
 * @param signingName the service part of the SigV4 credential scope
 * @param sdk the module of the service's SDK client
 * @throws Error when the module has no client or a protocol that is not known here: the SDK changed under its pin
 */
export function loadModel(signingName: string, sdk: Readonly<Record<string, unknown>>): ServiceModel {
  const entries = Object.entries(sdk);
  const clientClass = entries.find(([name, value]) => isClientClass(name, value))?.[1];
  if (clientClass === undefined || !isClientClass('Client', clientClass))
    throw new Error(`The module for ${signingName} exports no SDK client`);
  const client = new clientClass({
    region: 'us-east-1',
    credentials: { accessKeyId: 'model', secretAccessKey: 'model' },
  });
  const { config } = client;
  const { protocol } = config;
  protocol.setSerdeContext(config);
  client.destroy();

  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, ErrorModel>();
  for (const [, value] of entries) {
    if (isOperation(value)) {
      const [, namespace, name, traits, inputRef, outputRef] = value;
      operations.set(name, {
        name,
        namespace,
        inputRef,
        outputRef,
        input: NormalizedSchema.of(inputRef),
        output: NormalizedSchema.of(outputRef),
        traits: typeof traits === 'object' ? traits : {},
      });
    } else if (isError(value)) {
      const schema = NormalizedSchema.of(value);
      errors.set(value[2], { name: value[2], namespace: value[1], schema, traits: schema.getMergedTraits() });
    }
  }
  const shapeId = protocol.getShapeId();
  const kind = KINDS[shapeId];
  if (kind === undefined) throw new Error(`${signingName} speaks ${shapeId}, which the wire layer does not know`);
  return {
    signingName,
    kind,
    jsonVersion: shapeId.endsWith('1_0') ? '1.0' : '1.1',
    protocol,
    config,
    settings: config.protocolSettings ?? {},
    apiVersion: config.apiVersion,
    operations,
    errors,
    routes: kind.startsWith('rest') ? buildRoutes([...operations.values()], signingName) : [],
  };
}

/** The same service spoken in another protocol (CloudWatch: CBOR, JSON and Query): same shapes, another codec. */
export function inProtocol(model: ServiceModel, kind: ProtocolKind): ServiceModel {
  if (kind === model.kind || model.kind.startsWith('rest')) return model;
  if (kind === 'query') return { ...model, kind };
  const { defaultNamespace = '', errorTypeRegistries, serviceTarget = '' } = model.settings;
  const settings: object = { defaultNamespace, errorTypeRegistries, serviceTarget };
  const protocol: Protocol =
    kind === 'cbor' ? construct(AwsSmithyRpcV2CborProtocol, settings) : construct(AwsJson1_0Protocol, settings);
  protocol.setSerdeContext(model.config);
  return { ...model, kind, protocol, jsonVersion: '1.0' };
}

type ProtocolClass = new (settings: never) => object;
const isProtocol = (value: object): value is Protocol => 'getPayloadCodec' in value && 'serializeRequest' in value;
function construct(protocolClass: ProtocolClass, settings: object): Protocol {
  const protocol: unknown = Reflect.construct(protocolClass, [settings]);
  if (typeof protocol === 'object' && protocol !== null && isProtocol(protocol)) return protocol;
  throw new Error(`${protocolClass.name} is not a protocol of the SDK any more`);
}
