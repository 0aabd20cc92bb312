import { expect, test } from '@jest/globals';
import { releaseClients } from '../../../console/model/clients.ts';
import { LINES_READ, readFailingLines } from '../../../console/model/failing-lines.ts';
import { REGION } from '../../helpers/rehearsal.ts';
import { NOON, shift } from './views.ts';

/** Clients whose logs answer with these lines, on pages of fifty. */
function clientsWith(lines: readonly { readonly stream: string; readonly message: string }[]) {
  const clients = releaseClients({
    endpoint: 'http://127.0.0.1:1',
    region: REGION,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const page = 50;
  clients.lambda.middlewareStack.add(() => async () => ({ output: { $metadata: {} }, response: {} }), {
    step: 'initialize',
  });
  clients.logs.middlewareStack.add(
    () =>
      async ({ input }) => {
        const from = Number('nextToken' in input ? input.nextToken : 0);
        const events = lines
          .slice(from, from + page)
          .map(({ stream, message }, index) => ({ logStreamName: stream, timestamp: NOON + from + index, message }));
        const nextToken = from + page < lines.length ? { nextToken: String(from + page) } : {};
        return { output: { $metadata: {}, events, ...nextToken }, response: {} };
      },
    { step: 'initialize' },
  );
  return clients;
}

const line = (message: string, version = '2') => ({ stream: `2026/01/05/[${version}]0a1b`, message });

test('a failure that was written a hundred times is told once, and leaves room for another', async () => {
  const many = Array.from({ length: 100 }, () => line('{"level":"ERROR","message":"no table"}'));
  const read = await readFailingLines(clientsWith([...many, line('Error: another'), line('Error: old', '1')]), shift());
  expect(read.map(({ text, times }) => [text, times])).toEqual([
    ['no table', 100],
    ['Error: another', 1],
  ]);
});

test('no more is read than is needed to tell the first failures', async () => {
  const many = Array.from({ length: LINES_READ + 50 }, () => line('Error: always'));
  expect(await readFailingLines(clientsWith(many), shift())).toMatchObject([{ times: LINES_READ }]);
});
