import { gunzipSync } from 'node:zlib';

/**
 * The body behind the transfer encodings that SDK clients use: S3 uploads may come in signed or unsigned chunks with
 * trailers, CloudWatch compresses bodies of more than 10 KiB.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export function unwrapBody(headers: Readonly<Record<string, string>>, body: Buffer): Buffer {
  const encodings = (headers['content-encoding'] ?? '').split(',').map((encoding) => encoding.trim());
  const chunked = encodings.includes('aws-chunked') || (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  if (chunked) return joinChunks(body);
  // An object that is stored compressed carries the same header: only API requests (which are posted) are unpacked.
  const isApiRequest =
    headers['x-amz-target'] !== undefined || headers['smithy-protocol'] !== undefined || isForm(headers);
  return encodings.includes('gzip') && isApiRequest ? gunzipSync(body) : body;
}

const isForm = (headers: Readonly<Record<string, string>>) =>
  headers['content-type']?.includes('x-www-form-urlencoded') ?? false;

function joinChunks(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  let position = 0;
  while (position < body.length) {
    const lineEnd = body.indexOf('\r\n', position);
    if (lineEnd < 0) break;
    const size = Number.parseInt(body.toString('latin1', position, lineEnd), 16);
    if (!Number.isInteger(size) || size === 0) break;
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    position = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts);
}
