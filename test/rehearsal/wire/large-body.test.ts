import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { createFront } from '../../../rehearsal/wire/server.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

/** More than the buffers of a connection hold, so that the client still writes when the server has seen enough. */
const body = Buffer.alloc(16 * 1024 * 1024);
const LIMIT_BYTES = 1024;

let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([sts]);
});
afterAll(() => local.stop());

/** What a client is told that writes to the end; fails, or never ends, when its connection is broken meanwhile. */
async function post(url: string): Promise<{ status: number | undefined; answer: string }> {
  const sent = request(url, { method: 'POST' });
  const closed = once(sent, 'close'); // the whole body was taken; rejects when writing fails
  const response = new Promise<IncomingMessage>((resolve) => sent.once('response', resolve));
  sent.end(body);
  const [answer] = await Promise.all([
    response.then(async (came) => [came.statusCode, await text(came)] as const),
    closed,
  ]);
  return { status: answer[0], answer: answer[1] };
}

test('the client of a body that is too large reads why', async () => {
  const chain = () => Promise.reject(new Error('It was not to be asked'));
  const { server } = createFront(local.rehearsal.kernel, chain, [], LIMIT_BYTES);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  try {
    expect(await post(`http://127.0.0.1:${address.port}/`)).toEqual({
      status: 413,
      answer: `The body is larger than ${LIMIT_BYTES} bytes, the most that this endpoint takes.\n`,
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('so does the one of the rehearsal itself', async () => {
  expect(await post(`${local.rehearsal.endpoint}/_slipway/traffic`)).toEqual({
    status: 413,
    answer: '{"message":"The body is larger than 65536 bytes"}\n',
  });
});
