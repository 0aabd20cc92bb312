import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LambdaAccount, startLambdaAccount } from './lambda-account.ts';

const SOURCE = `
import { pbkdf2 } from 'node:crypto';
import { createServer, get } from 'node:http';
import timers, { setTimeout as fromModule } from 'node:timers';
import { scheduler, setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Calls after real time, which no timer of the function measures. */
const hold = (call, ms) => { const end = performance.now() + ms; (function look() { performance.now() < end ? setImmediate(look) : call(); })(); };
const ways = {
  global: (ms) => new Promise((done) => setTimeout(done, ms)),
  module: (ms) => new Promise((done) => fromModule(done, ms)),
  property: (ms) => new Promise((done) => timers.setTimeout(done, ms)),
  promise: (ms) => sleep(ms),
  promisified: (ms) => promisify(setTimeout)(ms),
  scheduler: (ms) => scheduler.wait(ms),
  interval: (ms) => new Promise((done) => {
    let left = 3;
    const timer = setInterval(() => { if (--left === 0) { clearInterval(timer); done(); } }, ms / 3);
  }),
  signal: (ms) => new Promise((done) => {
    const keepsAlive = setTimeout(() => {}, 2 * ms);
    AbortSignal.timeout(ms).addEventListener('abort', () => { clearTimeout(keepsAlive); done(); });
  }),
  // The answer of a server is not a wait for a timer: nothing may be skipped meanwhile.
  answer: (ms) => new Promise((done) => {
    const server = createServer((_request, response) => hold(() => response.end(), 200)).listen(0, () => {
      const limit = setTimeout(() => done('the limit came before the answer'), ms);
      get({ port: server.address().port, agent: false }, (response) => response.resume().on('end', () => {
        clearTimeout(limit);
        server.close(() => done('answered'));
      }));
    });
  }),
  // Nor while the thread pool computes.
  hash: (ms) => new Promise((done) => {
    const limit = setTimeout(() => done('the limit came before the hash'), ms);
    pbkdf2('password', 'salt', 400_000, 64, 'sha512', () => { clearTimeout(limit); done('hashed'); });
  }),
  work: (ms) => new Promise((done) => hold(done, ms)),
  // Its answer comes of something that neither a timer nor a resource of the process shows, in real time.
  unseen: (ms) => { setTimeout(() => { late = 'the timer that was left'; }, ms); return real(200).then(() => 'answered'); },
  late: async (ms) => { await sleep(ms); return late; },
  never: () => new Promise(() => setInterval(() => {}, 1000)),
};
const real = (ms) => Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms).value;
let late;
export const handler = async ({ way, ms }) => {
  const before = Date.now();
  const order = [];
  const timers = [setTimeout(() => order.push('second'), ms - 5), setTimeout(() => order.push('first'), ms / 2)];
  const answer = await ways[way](ms);
  timers.forEach(clearTimeout);
  console.log(JSON.stringify({ way, ms, tookMs: Date.now() - before, order, answer }));
};
`;

let account: LambdaAccount;
beforeAll(async () => {
  account = await startLambdaAccount();
  await account.create('waits', SOURCE, { Timeout: 100 });
  await account.create('alone', SOURCE, { Timeout: 100 });
});
afterAll(() => account.local.stop());

const HOUR_MS = 3_600_000;

/** Runs the function, lets an hour of virtual time pass, and reads what it wrote. */
async function run(way: string, ms: number, FunctionName = 'waits'): Promise<string[]> {
  const { client, local } = account;
  const Payload = JSON.stringify({ way, ms });
  await client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }));
  await local.clock.advance(HOUR_MS);
  const { events = [] } = await local
    .client(CloudWatchLogsClient)
    .send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${FunctionName}` }));
  return events.map(({ message = '' }) => message);
}
const told = async (way: string, ms: number, functionName?: string) => {
  const line = (await run(way, ms, functionName)).findLast((message) => message.includes(`"way":"${way}"`)) ?? '';
  return JSON.parse(line.slice(line.indexOf('{'))) as { tookMs: number; order: string[]; answer?: string };
};

test.each([
  'global',
  'module',
  'property',
  'promise',
  'promisified',
  'scheduler',
  'interval',
  'signal',
])('a function that only waits lets virtual time pass: %s', async (way) => {
  const startedAt = performance.now();
  const { tookMs, order } = await told(way, 60_000);
  // The clock of the test stands still while the function works, and the function is set to it after its wait.
  expect(tookMs).toBeGreaterThan(59_000);
  expect(tookMs).toBeLessThan(62_000);
  expect(order).toEqual(['first', 'second']);
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});

test('a wait is over when so much virtual time has passed, and not before, however slowly that is', async () => {
  const { client, local } = account;
  const invoke = (way: string, ms: number) => {
    const Payload = JSON.stringify({ way, ms });
    return client.send(new InvokeCommand({ FunctionName: 'waits', InvocationType: 'Event', Payload }));
  };
  const ended = async () => {
    const logGroupName = '/aws/lambda/waits';
    const { events = [] } = await local.client(CloudWatchLogsClient).send(new FilterLogEventsCommand({ logGroupName }));
    return ['"way":"global","ms":250', '"way":"work","ms":1500'].map((line) =>
      events.some(({ message = '' }) => message.includes(line)),
    );
  };
  await invoke('global', 250);
  // Time stands still for it, longer than the other would wait by the wall clock.
  await invoke('work', 1500);
  await local.clock.advance(100);
  expect(await ended()).toEqual([false, true]);
  await local.clock.advance(1000);
  expect(await ended()).toEqual([true, true]);
});

test('who answers while it seems to wait ends the wait, and a timer that is left comes due in the next invocation', async () => {
  // Nobody steps the clock: it answers by real time.
  await account.invoke('alone', { way: 'unseen', ms: 30_000 });
  const { tookMs, answer } = await told('late', 60_000, 'alone');
  expect(answer).toBe('the timer that was left');
  expect(tookMs).toBeLessThan(62_000);
});

test('a function that waits for an answer does not', async () => {
  const { tookMs, answer } = await told('answer', 60_000);
  expect(answer).toBe('answered');
  expect(tookMs).toBeLessThan(20_000);
});

test('a function that computes in the thread pool does not', async () => {
  const { tookMs, answer } = await told('hash', 60_000);
  expect(answer).toBe('hashed');
  expect(tookMs).toBeLessThan(20_000);
});

test('what it waited counts to its duration', async () => {
  account.metrics.length = 0;
  await run('global', 60_000);
  const durations = account.metrics.filter((metric) => metric.name === 'Duration').map((metric) => metric.value);
  expect(durations[0]).toBeGreaterThanOrEqual(60_000);
  expect(durations[0]).toBeLessThan(80_000);
});

test('and to its time limit', async () => {
  const lines = await run('never', 1000);
  expect(lines.some((line) => line.includes('Task timed out after 100.00 seconds'))).toBe(true);
});
