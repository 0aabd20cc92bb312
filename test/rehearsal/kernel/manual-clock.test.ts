import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createManualClock } from '../../../rehearsal/kernel/clock.ts';

const START_MS = Date.UTC(2026, 0, 5);

describe('a clock that is stepped by hand', () => {
  test('stands still until it is stepped, and ends where it was stepped to', async () => {
    const clock = createManualClock(START_MS);
    await nextTurn();
    expect(clock.now()).toBe(START_MS);
    await clock.advance(1234);
    expect(clock.now()).toBe(START_MS + 1234);
  });

  test('shows each timer the instant at which it was due', async () => {
    const clock = createManualClock(START_MS);
    const seen: number[] = [];
    for (const ms of [300, 100, 200]) clock.at(START_MS + ms, () => seen.push(clock.now() - START_MS));
    await clock.advance(250);
    expect(seen).toEqual([100, 200]);
    await clock.advance(50);
    expect(seen).toEqual([100, 200, 300]);
  });

  test('runs what a timer sets for later in the same step', async () => {
    const clock = createManualClock(START_MS);
    const seen: number[] = [];
    const again = () => {
      seen.push(clock.now() - START_MS);
      clock.at(clock.now() + 100, again);
    };
    clock.at(START_MS + 100, again);
    await clock.advance(350);
    expect(seen).toEqual([100, 200, 300]);
  });

  test('lets what a sleeper does settle before the next timer', async () => {
    const clock = createManualClock(START_MS);
    const seen: string[] = [];
    const sleeper = async () => {
      await clock.sleep(100);
      await nextTurn();
      seen.push(`awake at ${clock.now() - START_MS}`);
    };
    const sleeping = sleeper();
    clock.at(START_MS + 200, () => seen.push('next timer'));
    await clock.advance(200);
    await sleeping;
    expect(seen).toEqual(['awake at 100', 'next timer']);
  });

  test('waits for work under way before time goes on', async () => {
    const clock = createManualClock(START_MS);
    const seen: string[] = [];
    let release: () => void = () => undefined;
    clock.at(START_MS + 100, () => {
      release = clock.hold();
    });
    clock.at(START_MS + 200, () => seen.push('next timer'));
    const advancing = clock.advance(1000).then(() => seen.push('advanced'));
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    expect(seen).toEqual([]);
    expect(clock.now()).toBe(START_MS + 100);
    release();
    release();
    await advancing;
    expect(seen).toEqual(['next timer', 'advanced']);
    expect(clock.now()).toBe(START_MS + 1000);
  });

  test('a hold that was released twice does not end another one', async () => {
    const clock = createManualClock(START_MS);
    const first = clock.hold();
    const second = clock.hold();
    first();
    first();
    let advanced = false;
    const advancing = clock.advance(1).then(() => {
      advanced = true;
    });
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    expect(advanced).toBe(false);
    second();
    await advancing;
    expect(advanced).toBe(true);
  });
});
