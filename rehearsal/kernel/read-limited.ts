import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';

/**
 * The body of a request. One that is too large is read to its end all the same, without keeping it, so that the client
 * gets its answer.
 * @returns undefined when the body is larger than `limitBytes`
 */
export async function readLimited(request: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limitBytes) chunks.push(chunk);
    else chunks.length = 0;
  });
  await once(request, 'end');
  return size > limitBytes ? undefined : Buffer.concat(chunks);
}
