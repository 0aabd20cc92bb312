import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock, type ManualClock } from '../../../rehearsal/kernel/clock.ts';
import { startTraffic, type Traffic } from '../../../rehearsal/traffic/generator.ts';

let server: Server;
let url: string;
let clock: ManualClock;
let traffic: Traffic | undefined;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let received: { key: string; atMs: number; line: string }[];

const START_MS = Date.UTC(2026, 0, 5);
const start = (requestsPerSecond: number, apiKeys = ['key']) => {
  traffic = startTraffic(clock, { url: `${url}/prod`, apiKeys, requestsPerSecond });
  return traffic;
};

beforeEach(async () => {
  clock = createManualClock(START_MS);
  received = [];
  traffic = undefined;
  answer = (_, response) => response.end('{}');
  server = createServer((request, response) => {
    const key = String(request.headers['x-api-key']);
    received.push({ key, atMs: clock.now() - START_MS, line: `${request.method} ${request.url}` });
    request.resume();
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `http://127.0.0.1:${address.port}`;
});
afterEach(async () => {
  await traffic?.stop();
  server.closeAllConnections();
  server.close();
});

describe('traffic', () => {
  test('comes at a steady rate of virtual time', async () => {
    const { report } = start(4);
    await clock.advance(999);
    expect(received.map(({ atMs }) => atMs)).toEqual([0, 250, 500, 750]);
    await clock.advance(9001);
    expect(report()).toMatchObject({ sent: 41, answered: 41, failed: 0, byStatus: { '200': 41 } });
  });

  test('reads more often than it writes from the next request on, where it is told to', async () => {
    const { setRate } = start(10);
    await clock.advance(3000);
    received = [];
    setRate(10, 4);
    await clock.advance(2000);
    expect(received.filter(({ line }) => line.startsWith('GET'))).toHaveLength(16);
    expect(received.filter(({ line }) => line.startsWith('POST'))).toHaveLength(4);
  });

  test('changes its rate from the next request on, and counts on', async () => {
    const { report, setRate } = start(4);
    await clock.advance(300);
    setRate(1);
    await clock.advance(2000);
    expect(received.map(({ atMs }) => atMs)).toEqual([0, 250, 1250, 2250]);
    setRate(10);
    await clock.advance(200);
    expect(received.map(({ atMs }) => atMs).slice(4)).toEqual([2350, 2450]);
    expect(report().sent).toBe(6);
  });

  test('adds and looks up students on the stage’s own path, with the customers’ keys in turn', async () => {
    start(10, ['first', 'second', 'third']);
    await clock.advance(350);
    expect(received.map(({ line, key }) => `${key}: ${line}`)).toEqual([
      'first: POST /prod/addstudentdetails?Roll=T-0000',
      'second: POST /prod/addstudentdetails?Roll=T-0001',
      'third: POST /prod/addstudentdetails?Roll=T-0002',
      'first: POST /prod/addstudentdetails?Roll=T-0003',
    ]);
    await clock.advance(1800);
    expect(received.slice(20).map(({ line }) => line)).toEqual([
      'POST /prod/addstudentdetails?Roll=T-0020',
      'GET /prod/getstudentdetails?Roll=T-0000',
    ]);
  });

  test('is counted by resource and by the version that answered', async () => {
    let looks = 0;
    answer = (request, response) => {
      const isLook = request.url?.includes('getstudentdetails') ?? false;
      const version = isLook && looks++ % 5 === 0 ? '2' : '1';
      response.setHeader('x-function-version', version);
      response.end('{}');
    };
    const { report } = start(10);
    await clock.advance(3999);
    expect(report().byVersion).toEqual({
      'addstudentdetails 1': 30,
      'getstudentdetails 1': 8,
      'getstudentdetails 2': 2,
    });
  });

  test('a refusal of 4xx is an answer; 5xx and no answer at all are failures', async () => {
    const statuses = [200, 429, 500, 503, 0];
    let count = 0;
    answer = (request, response) => {
      const status = statuses[count++ % statuses.length];
      if (status === 0) request.socket.destroy();
      else response.writeHead(status ?? 200).end();
    };
    const { report } = start(5);
    await clock.advance(999);
    expect(report()).toEqual({
      sent: 5,
      answered: 4,
      failed: 3,
      byVersion: {},
      byStatus: { '200': 1, '429': 1, '500': 1, '503': 1, none: 1 },
    });
  });

  test('holds the clock until it is answered, so that its duration is the real one', async () => {
    let respond: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      answer = (_, response) => {
        respond = () => response.end();
        resolve();
      };
    });
    start(1);
    let advanced = false;
    const advancing = clock.advance(500).then(() => {
      advanced = true;
    });
    await arrived;
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    expect(advanced).toBe(false);
    expect(clock.now()).toBe(START_MS);
    respond();
    await advancing;
    expect(advanced).toBe(true);
  });

  test('stops for good, and only when every answer is in', async () => {
    let respond: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      answer = (_, response) => {
        respond = () => response.end();
        resolve();
      };
    });
    const running = start(1);
    const advancing = clock.advance(1);
    await arrived;
    const stopping = running.stop();
    expect(running.report()).toMatchObject({ sent: 1, answered: 0 });
    respond();
    await stopping;
    await advancing;
    expect(running.report()).toMatchObject({ sent: 1, answered: 1 });
    await clock.advance(10_000);
    expect(running.report().sent).toBe(1);
  });
});
