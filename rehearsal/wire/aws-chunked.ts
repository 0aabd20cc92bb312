import { gunzipSync } from 'node:zlib';
import { ServiceError } from '../kernel/errors.ts';
import { sameSecret } from '../kernel/same-secret.ts';
import { type Signature, sha256, sign } from './sigv4.ts';

/*
 * The body behind the transfer encodings that SDK clients use: S3 uploads may come in signed or unsigned chunks with
 * trailers, CloudWatch compresses bodies of more than 10 KiB.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */

type Headers = Readonly<Record<string, string>>;

interface Chunked {
  readonly chunks: readonly { readonly data: Buffer; readonly signature: string | undefined }[];
  /** In the order in which they came, the signature of the trailers aside. */
  readonly trailers: readonly (readonly [name: string, value: string])[];
  readonly trailerSignature: string | undefined;
}

const isForm = (headers: Headers) => headers['content-type']?.includes('x-www-form-urlencoded') ?? false;
const encodingsOf = (headers: Headers) => (headers['content-encoding'] ?? '').split(',').map((one) => one.trim());
export const isChunked = (headers: Headers): boolean =>
  (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-') || encodingsOf(headers).includes('aws-chunked');

/** What a compressed request may be when it is unpacked: far more than any API takes, and less than what hurts. */
const LARGEST_UNPACKED_BYTES = 64 * 1024 * 1024;

/** @throws ServiceError `SerializationException` for what says that it is compressed and is not, or is far too large unpacked */
export function unwrapBody(headers: Headers, body: Buffer): Buffer {
  if (isChunked(headers)) return Buffer.concat(readChunks(body).chunks.map(({ data }) => data));
  // An object that is stored compressed carries the same header: only API requests (which are posted) are unpacked.
  const isApiRequest =
    headers['x-amz-target'] !== undefined || headers['smithy-protocol'] !== undefined || isForm(headers);
  if (!encodingsOf(headers).includes('gzip') || !isApiRequest) return body;
  try {
    return gunzipSync(body, { maxOutputLength: LARGEST_UNPACKED_BYTES });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ServiceError('SerializationException', `The body could not be unpacked: ${why}`, 400);
  }
}

/** Takes a chunked body apart; the last chunk is empty. */
export function readChunks(body: Buffer): Chunked {
  const chunks: { data: Buffer; signature: string | undefined }[] = [];
  const trailers: [string, string][] = [];
  let trailerSignature: string | undefined;
  let position = 0;
  const line = () => {
    const end = body.indexOf('\r\n', position);
    const text = body.toString('latin1', position, end < 0 ? body.length : end);
    position = end < 0 ? body.length : end + 2;
    return text;
  };
  while (position < body.length) {
    const head = line();
    const size = Number.parseInt(head, 16);
    if (!Number.isInteger(size)) break;
    const signature = /;chunk-signature=([0-9a-f]{64})/.exec(head)?.[1];
    chunks.push({ data: body.subarray(position, position + size), signature });
    if (size === 0) break;
    position += size + 2;
  }
  while (position < body.length) {
    const [, name, value = ''] = /^([^:]+):\s*(.*)$/.exec(line()) ?? [];
    if (name === undefined) continue;
    if (name.toLowerCase() === 'x-amz-trailer-signature') trailerSignature = value;
    else trailers.push([name.toLowerCase(), value.trim()]);
  }
  return { chunks, trailers, trailerSignature };
}

/** Whether each chunk of a signed stream, and its trailers, carry the signature that follows from the one before. */
export function chunksAreSigned(body: Buffer, seed: Signature, key: Buffer, withTrailers: boolean): boolean {
  const { chunks, trailers, trailerSignature } = readChunks(body);
  if (chunks.at(-1)?.data.length !== 0) return false; // a stream that was cut off
  const start = (kind: string, previous: string) => [`AWS4-HMAC-SHA256-${kind}`, seed.timestamp, seed.scope, previous];
  let previous = seed.signature;
  for (const { data, signature } of chunks) {
    const expected = sign(key, [...start('PAYLOAD', previous), sha256(''), sha256(data)].join('\n'));
    if (signature === undefined || !sameSecret(signature, expected)) return false;
    previous = expected;
  }
  if (!withTrailers) return true;
  const canonical = trailers
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`)
    .join('');
  const expected = sign(key, [...start('TRAILER', previous), sha256(canonical)].join('\n'));
  return trailerSignature !== undefined && sameSecret(trailerSignature, expected);
}
