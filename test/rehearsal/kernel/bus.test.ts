import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { type AwsEvent, type AwsEventInput, type Bus, createBus } from '../../../rehearsal/kernel/bus.ts';
import { createManualClock, type ManualClock } from '../../../rehearsal/kernel/clock.ts';
import type { Store } from '../../../rehearsal/kernel/store.ts';
import { openTestStore } from './open-store.ts';

const START_MS = Date.UTC(2026, 0, 5);
const EVENT: AwsEventInput = {
  source: 'aws.codecommit',
  'detail-type': 'CodeCommit Repository State Change',
  account: '111122223333',
  region: 'eu-west-1',
  resources: [],
  detail: { referenceName: 'main' },
};

interface Opened {
  readonly bus: Bus;
  readonly clock: ManualClock;
  readonly reported: string[];
}

function openBus(store: Store): Opened {
  const clock = createManualClock(START_MS);
  const reported: string[] = [];
  const bus = createBus(store, clock, (error, where) => reported.push(`${where}: ${error}`));
  return { bus, clock, reported };
}

/** Delivery begins in a later turn than `publish`. */
async function delivered(bus: Bus): Promise<void> {
  await nextTurn();
  await bus.idle();
}

describe('the bus', () => {
  test('gives an event its id, version and time, and hands it to every subscriber after publish returned', async () => {
    const { bus } = openBus(openTestStore().store);
    const seen: [string, AwsEvent][] = [];
    bus.subscribe('one', (event) => void seen.push(['one', event]));
    bus.subscribe('two', (event) => void seen.push(['two', event]));
    const published = bus.publish(EVENT);
    expect(seen).toEqual([]);
    await delivered(bus);
    expect(published).toEqual({ ...EVENT, version: '0', id: expect.any(String), time: '2026-01-05T00:00:00.000Z' });
    expect(seen).toEqual([
      ['one', published],
      ['two', published],
    ]);
  });

  test('holds the clock while a handler works', async () => {
    const { bus, clock } = openBus(openTestStore().store);
    let finish: () => void = () => undefined;
    const work = new Promise<void>((resolve) => {
      finish = resolve;
    });
    bus.subscribe('slow', () => work);
    bus.publish(EVENT);
    let advanced = false;
    const advancing = clock.advance(1000).then(() => {
      advanced = true;
    });
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    expect(advanced).toBe(false);
    finish();
    await advancing;
    expect(advanced).toBe(true);
  });

  test('reports a handler that fails, names it, and neither repeats the event nor keeps it from the others', async () => {
    const { store, folder } = openTestStore();
    const { bus, reported } = openBus(store);
    const seen: string[] = [];
    bus.subscribe('broken', () => {
      throw new TypeError('no such thing');
    });
    bus.subscribe('sound', (event) => void seen.push(event.source));
    bus.publish(EVENT);
    await delivered(bus);
    expect(seen).toEqual(['aws.codecommit']);
    expect(reported).toEqual([
      'broken, handling aws.codecommit CodeCommit Repository State Change: TypeError: no such thing',
    ]);
    const next = openBus(openTestStore(folder).store);
    const repeated: string[] = [];
    next.bus.subscribe('broken', (event) => void repeated.push(event.id));
    next.bus.resume();
    await delivered(next.bus);
    expect(repeated).toEqual([]);
  });

  test('an event whose publication was rolled back is not delivered', async () => {
    const { store } = openTestStore();
    const { bus } = openBus(store);
    const seen: string[] = [];
    bus.subscribe('one', (event) => void seen.push(event.id));
    expect(() =>
      store.transaction(() => {
        bus.publish(EVENT);
        throw new Error('rolled back');
      }),
    ).toThrow('rolled back');
    await delivered(bus);
    expect(seen).toEqual([]);
  });
});

describe('after a kill', () => {
  test('an event goes again to the subscribers that had not dealt with it, and only to those', async () => {
    const { store, folder } = openTestStore();
    const killed = openBus(store);
    killed.bus.subscribe('quick', () => undefined);
    killed.bus.subscribe('killed in its work', () => new Promise(() => undefined));
    const { id } = killed.bus.publish(EVENT);
    await nextTurn();
    await nextTurn();

    const next = openBus(openTestStore(folder).store);
    const seen: string[] = [];
    next.bus.subscribe('quick', (event) => void seen.push(`quick ${event.id}`));
    next.bus.subscribe('killed in its work', (event) => void seen.push(`again ${event.id}`));
    next.bus.resume();
    await delivered(next.bus);
    expect(seen).toEqual([`again ${id}`]);

    const third = openBus(openTestStore(folder).store);
    third.bus.subscribe('killed in its work', (event) => void seen.push(`once more ${event.id}`));
    third.bus.resume();
    await delivered(third.bus);
    expect(seen).toEqual([`again ${id}`]);
  });

  test('an event that was published before delivery began is delivered', async () => {
    const { store, folder } = openTestStore();
    const killed = openBus(store);
    killed.bus.subscribe('one', () => new Promise(() => undefined));
    const { id } = killed.bus.publish(EVENT);
    // Nothing of it was delivered yet when the next process opens the folder.
    const next = openBus(openTestStore(folder).store);
    const seen: string[] = [];
    next.bus.subscribe('one', (event) => void seen.push(event.id));
    next.bus.resume();
    await delivered(next.bus);
    expect(seen).toEqual([id]);
  });

  test('what a service publishes while it resumes is delivered once', async () => {
    const { bus } = openBus(openTestStore().store);
    const seen: string[] = [];
    bus.subscribe('one', (event) => void seen.push(event.id));
    const { id } = bus.publish(EVENT);
    bus.resume();
    await delivered(bus);
    expect(seen).toEqual([id]);
  });
});
