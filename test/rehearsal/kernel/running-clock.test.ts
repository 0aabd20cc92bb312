import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createRunningClock, type RunningClock } from '../../../rehearsal/kernel/clock.ts';

const START_MS = Date.UTC(2026, 0, 5);
const SPEED = 60;

let clock: RunningClock;
/** Virtual milliseconds since the start. */
const passed = () => clock.now() - START_MS;

// The wall clock, `performance.now` and `setTimeout`, is stepped by hand.
beforeEach(() => {
  jest.useFakeTimers();
  clock = createRunningClock(START_MS, SPEED);
});
afterEach(() => {
  clock.stop();
  jest.useRealTimers();
});

describe('speed', () => {
  test('waiting passes as many times faster than the wall clock as was asked for', () => {
    jest.advanceTimersByTime(1000);
    expect(passed()).toBe(60_000);
    expect(clock.rate()).toBe(60);
  });

  test('while somebody holds the clock it runs at the speed of the wall clock', () => {
    const release = clock.hold();
    jest.advanceTimersByTime(1000);
    expect(passed()).toBe(1000);
    expect(clock.rate()).toBe(1);
    release();
    jest.advanceTimersByTime(1000);
    expect(passed()).toBe(61_000);
  });

  test('the last of several holds gives the clock free, however often each is released', () => {
    const first = clock.hold();
    const second = clock.hold();
    first();
    first();
    first();
    jest.advanceTimersByTime(1000);
    expect(passed()).toBe(1000);
    second();
    expect(clock.rate()).toBe(60);
    second();
    const third = clock.hold();
    expect(clock.rate()).toBe(1);
    third();
  });

  test('those who work for a task that only waits do not hold the clock meanwhile', () => {
    const caller = clock.hold('request');
    const called = clock.hold('request');
    const resume = clock.pause('request');
    expect(clock.rate()).toBe(60);
    const other = clock.hold('another');
    expect(clock.rate()).toBe(1);
    other();
    resume();
    resume();
    expect(clock.rate()).toBe(1);
    called();
    expect(clock.rate()).toBe(1);
    caller();
    expect(clock.rate()).toBe(60);
  });

  test('a change of speed does not move the present', () => {
    jest.advanceTimersByTime(1000);
    clock.setSpeed(600);
    expect(passed()).toBe(60_000);
    jest.advanceTimersByTime(1000);
    expect(passed()).toBe(660_000);
  });

  test('a speed that is set during a hold counts after it', () => {
    const release = clock.hold();
    clock.setSpeed(10);
    jest.advanceTimersByTime(1000);
    expect(passed()).toBe(1000);
    release();
    jest.advanceTimersByTime(1000);
    expect(passed()).toBe(11_000);
  });
});

describe('timers', () => {
  test('run when virtual time has reached them, and not before', () => {
    const call = jest.fn();
    clock.at(START_MS + 60_000, call);
    jest.advanceTimersByTime(999);
    expect(call).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(call).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(10_000);
    expect(call).toHaveBeenCalledTimes(1);
  });

  test('run in the order in which they are due; equal instants in the order in which they were set', () => {
    const order: string[] = [];
    for (const [name, seconds] of [
      ['late', 30],
      ['first', 10],
      ['middle', 20],
      ['second', 10],
    ] as const)
      clock.at(START_MS + seconds * 1000, () => order.push(name));
    jest.advanceTimersByTime(1000);
    expect(order).toEqual(['first', 'second', 'middle', 'late']);
  });

  test('one that is past runs at once, but never synchronously', () => {
    const call = jest.fn();
    clock.at(START_MS - 1, call);
    expect(call).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(call).toHaveBeenCalledTimes(1);
  });

  test('a cancelled one does not run, and those behind it do', () => {
    const cancelled = jest.fn();
    const kept = jest.fn();
    const cancel = clock.at(START_MS + 10_000, cancelled);
    clock.at(START_MS + 20_000, kept);
    cancel();
    cancel();
    jest.advanceTimersByTime(1000);
    expect(cancelled).not.toHaveBeenCalled();
    expect(kept).toHaveBeenCalledTimes(1);
  });

  test('a hold puts off what is waiting, and its release brings it near again', () => {
    const call = jest.fn();
    clock.at(START_MS + 60_000, call);
    const release = clock.hold();
    jest.advanceTimersByTime(30_000);
    expect(call).not.toHaveBeenCalled();
    release();
    jest.advanceTimersByTime(499);
    expect(call).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(call).toHaveBeenCalledTimes(1);
  });

  test('what a timer starts may hold the clock before a later timer is due', () => {
    const later = jest.fn();
    clock.at(START_MS + 60_000, () => clock.hold());
    clock.at(START_MS + 60_100, later);
    jest.advanceTimersByTime(1050); // without the hold, 60 050 ms would have been followed by 60 100 at 1001.7 ms
    expect(later).not.toHaveBeenCalled();
    jest.advanceTimersByTime(51);
    expect(later).toHaveBeenCalledTimes(1);
  });

  test('one that lies further away than a timeout of Node can be is not lost', () => {
    clock.setSpeed(1);
    const call = jest.fn();
    const fiftyDaysMs = 50 * 24 * 3_600_000;
    clock.at(START_MS + fiftyDaysMs, call);
    jest.advanceTimersByTime(fiftyDaysMs - 1000);
    expect(call).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1001);
    expect(call).toHaveBeenCalledTimes(1);
  });

  test('none runs after the clock was stopped', () => {
    const call = jest.fn();
    clock.at(START_MS + 1000, call);
    clock.stop();
    clock.at(START_MS + 2000, call);
    jest.advanceTimersByTime(10_000);
    expect(call).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('sleep', () => {
  test('ends after so many virtual milliseconds', async () => {
    const woken = jest.fn();
    const sleeping = clock.sleep(120_000).then(woken);
    await jest.advanceTimersByTimeAsync(1999);
    expect(woken).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(woken).toHaveBeenCalledTimes(1);
    await sleeping;
  });

  test('an abort rejects it with the reason and leaves no timer', async () => {
    const ending = new AbortController();
    const sleeping = clock.sleep(120_000, ending.signal);
    ending.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    clock.setSpeed(2 * SPEED); // looks at what is still due
    expect(jest.getTimerCount()).toBe(0);
  });

  test('a signal that was aborted before rejects at once', async () => {
    await expect(clock.sleep(1, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  });
});

describe('a machine that is late', () => {
  /** Makes the wall clock jump, as it does for a process that could not run. */
  const jump = (ms: number) => {
    const real = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => real() + ms);
  };
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('time does not pass a timer that has not run: none sees an instant beyond the next', () => {
    const release = clock.hold();
    const seen: number[] = [];
    clock.at(START_MS + 10, () => {
      seen.push(passed());
      jump(400);
    });
    const due = [10, 20, 30.5, 45, 400];
    for (const at of due.slice(1)) clock.at(START_MS + at, () => seen.push(passed()));
    jest.advanceTimersByTime(400);
    expect(seen).toHaveLength(due.length);
    for (const [index, at] of seen.entries()) {
      expect(at).toBeGreaterThanOrEqual(due[index] ?? 0);
      expect(at).toBeLessThanOrEqual(Math.ceil(due[index + 1] ?? 400));
    }
    release();
  });

  test('a little is caught up with; beyond that, time has gone slower', () => {
    const release = clock.hold();
    clock.at(START_MS + 10, () => jump(5000));
    clock.at(START_MS + 20, () => undefined);
    jest.advanceTimersByTime(20);
    jest.advanceTimersByTime(1000);
    expect(passed()).toBeGreaterThanOrEqual(1020);
    expect(passed()).toBeLessThan(1200);
    release();
  });

  test('it never goes back, also not for a timer that was due when it was set', () => {
    jest.advanceTimersByTime(100);
    const before = passed();
    clock.at(START_MS, () => undefined);
    expect(passed()).toBe(before);
    jest.advanceTimersByTime(100);
    expect(passed()).toBeGreaterThan(before);
  });
});
