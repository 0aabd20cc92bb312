import type { SentRequest } from './message.ts';
import type { ProtocolKind, ServiceModel } from './model.ts';

/** Where and as whom a request says it was signed. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly signingName: string;
}

const HEADER = /Credential=([^/\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;
const QUERY = /^([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request$/;

/** Reads SigV4's credential scope from the header, or from the query of a presigned URL. */
export function credentialScope(request: SentRequest): CredentialScope | undefined {
  const found =
    HEADER.exec(request.headers.authorization ?? '') ?? QUERY.exec(request.query.get('X-Amz-Credential') ?? '');
  const [, accessKeyId, region, signingName] = found ?? [];
  if (accessKeyId === undefined || region === undefined || signingName === undefined) return undefined;
  return { accessKeyId, region, signingName };
}

/** The protocol that a request speaks, for services that speak several. */
export function spokenProtocol(model: ServiceModel, request: SentRequest): ProtocolKind {
  if (model.kind.startsWith('rest')) return model.kind;
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return 'cbor';
  if (request.headers['x-amz-target'] !== undefined) return 'json';
  if (request.headers['content-type']?.includes('x-www-form-urlencoded')) return 'query';
  return model.kind;
}
