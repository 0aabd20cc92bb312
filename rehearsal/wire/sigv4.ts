import { createHash, createHmac } from 'node:crypto';
import type { SentRequest } from './message.ts';

/*
 * Signature version 4, as the receiver computes it. Pure: keys and clocks are the caller's affair.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */

export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/** Where and as whom a request says it was signed. */
export interface CredentialScope {
  readonly accessKeyId: string;
  /** `<date>/<region>/<service>/aws4_request` */
  readonly scope: string;
  readonly date: string;
  readonly region: string;
  readonly signingName: string;
}

/** How a request says it was signed. */
export interface Signature extends CredentialScope {
  readonly algorithm: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20260105T000000Z`; empty when the request has none. */
  readonly timestamp: string;
  /** Of a presigned URL: how long it may be used. */
  readonly expiresSeconds?: number;
}

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Whether the query of a request has the signature of a presigned URL. */
export const isPresigned = ({ query }: SentRequest): boolean =>
  query.has('X-Amz-Algorithm') || query.has('X-Amz-Credential') || query.has('X-Amz-Signature');

function readScope(credential: string | undefined): CredentialScope | undefined {
  const [accessKeyId, date, region, signingName, end, ...more] = credential?.split('/') ?? [];
  if (accessKeyId === undefined || date === undefined || region === undefined || signingName === undefined)
    return undefined;
  if (end !== 'aws4_request' || more.length > 0) return undefined;
  return { accessKeyId, scope: `${date}/${region}/${signingName}/${end}`, date, region, signingName };
}

interface AuthorizationHeader {
  readonly algorithm: string;
  readonly credential?: string;
  readonly signedHeaders?: string;
  readonly signature?: string;
}

const PARAMETERS = { Credential: 'credential', SignedHeaders: 'signedHeaders', Signature: 'signature' } as const;
const isParameter = (name: string): name is keyof typeof PARAMETERS => Object.hasOwn(PARAMETERS, name);

/** Takes the header apart; undefined where anything but its three parameters stands in it, or one of them twice. */
function readAuthorization(header: string): AuthorizationHeader | undefined {
  const [, algorithm, rest] = /^(\S+)\s+(.*)$/s.exec(header) ?? [];
  if (algorithm === undefined || rest === undefined) return undefined;
  const found: { -readonly [K in keyof AuthorizationHeader]: AuthorizationHeader[K] } = { algorithm };
  for (const parameter of rest.trim().split(/\s*,\s*|\s+/)) {
    const at = parameter.indexOf('=');
    const name = parameter.slice(0, Math.max(at, 0));
    if (!isParameter(name) || found[PARAMETERS[name]] !== undefined) return undefined;
    found[PARAMETERS[name]] = parameter.slice(at + 1);
  }
  return found;
}

/** Reads the credential scope from the header, or from the query of a presigned URL; undefined where it has none. */
export function readCredentialScope({ headers, query }: SentRequest): CredentialScope | undefined {
  return headers.authorization === undefined
    ? readScope(query.get('X-Amz-Credential') ?? undefined)
    : readScope(readAuthorization(headers.authorization)?.credential);
}

/**
 * Reads the signature from the header, or from the query of a presigned URL; undefined when a part of it is missing.
 * @param scope what `readCredentialScope` found in the same request
 */
export function readSignature(request: SentRequest, scope: CredentialScope): Signature | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const { algorithm = '', signedHeaders, signature } = readAuthorization(authorization) ?? {};
    if (signedHeaders === undefined || signature === undefined) return undefined;
    const timestamp = request.headers['x-amz-date'] ?? '';
    return { algorithm, ...scope, signedHeaders: signedHeaders.split(';'), signature, timestamp };
  }
  const value = (name: string) => request.query.get(name) ?? '';
  if (value('X-Amz-SignedHeaders') === '' || value('X-Amz-Signature') === '') return undefined;
  return {
    algorithm: value('X-Amz-Algorithm'),
    ...scope,
    signedHeaders: value('X-Amz-SignedHeaders').split(';'),
    signature: value('X-Amz-Signature'),
    timestamp: value('X-Amz-Date'),
    expiresSeconds: Number(value('X-Amz-Expires')),
  };
}

/** Percent-encoding of everything but RFC 3986's unreserved characters. */
export const encodeRfc3986 = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** S3 takes the path as it was sent; everybody else without empty and dot segments, and encoded once more. */
function canonicalPath(path: string, signingName: string): string {
  if (signingName === 's3') return path;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(segment);
  }
  const slashAtEnd = path.endsWith('/') && segments.length > 0 ? '/' : '';
  return encodeRfc3986(`/${segments.join('/')}${slashAtEnd}`).replaceAll('%2F', '/');
}

function canonicalQuery(rawQuery: string): string {
  const decode = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text; // no percent-encoding: signed as it stands
    }
  };
  return rawQuery
    .split('&')
    .filter((part) => part !== '' && !part.startsWith('X-Amz-Signature='))
    .map((part) => {
      const at = part.indexOf('=');
      const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
      return [encodeRfc3986(decode(name)), encodeRfc3986(decode(value))] as const;
    })
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** @param payloadHash hex digest of the body, or the word that stands for it, such as `UNSIGNED-PAYLOAD` */
export function canonicalRequest(request: SentRequest, signature: Signature, payloadHash: string): string {
  const { method, rawPath, rawQuery, headers } = request;
  const lines = signature.signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`);
  return [
    method,
    canonicalPath(rawPath, signature.signingName),
    canonicalQuery(rawQuery),
    lines.join(''),
    signature.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

export const stringToSign = ({ timestamp, scope }: Signature, canonical: string): string =>
  [ALGORITHM, timestamp, scope, sha256(canonical)].join('\n');

const signingKeys = new Map<string, Buffer>();
const REMEMBERED = 1_000;

/** The key of one day, region and service; computed once. */
export function signingKey(secretAccessKey: string, { date, region, signingName }: Signature): Buffer {
  const name = `${secretAccessKey}/${date}/${region}/${signingName}`;
  const known = signingKeys.get(name);
  if (known !== undefined) return known;
  const key = [region, signingName, 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, date));
  if (signingKeys.size >= REMEMBERED) signingKeys.clear();
  signingKeys.set(name, key);
  return key;
}
export const sign = (key: Buffer, text: string): string => hmac(key, text).toString('hex');
