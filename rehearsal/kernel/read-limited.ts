import type { IncomingMessage } from 'node:http';

/**
 * The body of a request. One that is too large is read to its end all the same, without keeping it, so that the client
 * gets its answer: a client that still writes when its connection is closed sees that and not the error.
 * @returns undefined when the body is larger than `limitBytes`
 * @throws when the client goes away before the end
 */
export async function readLimited(request: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // What says that it is too large is not kept from the start.
  let tooLarge = Number(request.headers['content-length'] ?? 0) > limitBytes;
  for await (const chunk of request) {
    size += chunk.length;
    tooLarge ||= size > limitBytes;
    if (tooLarge) chunks.length = 0;
    else chunks.push(chunk);
  }
  return tooLarge ? undefined : Buffer.concat(chunks);
}
