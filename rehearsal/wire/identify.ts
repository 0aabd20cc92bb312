import type { SentRequest } from './message.ts';
import type { ProtocolKind, ServiceModel } from './model.ts';

/** The protocol that a request speaks, for services that speak several. */
export function spokenProtocol(model: ServiceModel, request: SentRequest): ProtocolKind {
  if (model.kind.startsWith('rest')) return model.kind;
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return 'cbor';
  if (request.headers['x-amz-target'] !== undefined) return 'json';
  if (request.headers['content-type']?.includes('x-www-form-urlencoded')) return 'query';
  return model.kind;
}
