import { afterEach, expect, test } from '@jest/globals';
import { createLiveHub, type LiveHub, type LiveMessage } from '../../../console/server/live-hub.ts';
import { Refused } from '../../../operations/refused.ts';

let hub: LiveHub;
const bugs: unknown[] = [];
afterEach(() => hub.stop());

/** A hub whose topics a test changes; it looks only when it is told to. */
function hubOf(read: (topic: string) => Promise<unknown>): LiveHub {
  hub = createLiveHub({ read, everyMs: () => Promise.resolve(3_600_000), report: (error) => bugs.push(error) });
  return hub;
}

/** The messages of a topic as they come. */
function listen(topic: string) {
  const waiting: ((message: LiveMessage) => void)[] = [];
  const come: LiveMessage[] = [];
  const leave = hub.subscribe(topic, (message) => {
    const next = waiting.shift();
    if (next === undefined) come.push(message);
    else next(message);
  });
  const next = () =>
    new Promise<LiveMessage>((resolve) => {
      const message = come.shift();
      if (message === undefined) waiting.push(resolve);
      else resolve(message);
    });
  return { next, leave, come };
}

test('whoever comes is told at once, and again when something has changed', async () => {
  let state = 1;
  let reads = 0;
  hubOf(() => {
    reads++;
    return Promise.resolve({ state });
  });
  const first = listen('pipeline');
  expect(await first.next()).toEqual({ event: 'state', data: '{"state":1}' });
  const second = listen('pipeline');
  expect(await second.next()).toEqual({ event: 'state', data: '{"state":1}' });
  expect(reads).toBe(1);
  state = 2;
  hub.refresh();
  expect((await first.next()).data).toBe('{"state":2}');
  expect((await second.next()).data).toBe('{"state":2}');
});

test('that time has passed is no news', async () => {
  let nowMs = 0;
  let reads = 0;
  let told: () => void = () => undefined;
  hubOf((topic) => {
    reads++;
    told();
    return Promise.resolve({ topic, clock: { nowMs: nowMs++ } });
  });
  const one = listen('pipeline');
  await one.next();
  const readAgain = new Promise<void>((resolve) => {
    told = resolve;
  });
  hub.refresh();
  await readAgain;
  expect([reads, one.come]).toEqual([2, []]);
});

test('what is wrong is told, and what was wrong is forgotten', async () => {
  let refused = true;
  hubOf(() => (refused ? Promise.reject(new Refused('No such release', 'Look elsewhere.')) : Promise.resolve('there')));
  const one = listen('release/x');
  const trouble = await one.next();
  expect([trouble.event, JSON.parse(trouble.data)]).toEqual([
    'trouble',
    { message: 'No such release', hint: 'Look elsewhere.', passing: false },
  ]);
  refused = false;
  hub.refresh();
  expect(await one.next()).toEqual({ event: 'state', data: '"there"' });
  expect(bugs).toEqual([]);
});

test('nobody watching costs nothing', async () => {
  let reads = 0;
  hubOf(() => Promise.resolve(reads++));
  const one = listen('pipeline');
  await one.next();
  one.leave();
  hub.refresh();
  await new Promise((resolve) => setImmediate(resolve));
  expect(reads).toBe(1);
});
