import { createHolds, type Holds } from './holds.ts';

/** Stops a scheduled call that has not run yet; calling it later does nothing. */
export type Cancel = () => void;

/**
 * The one source of time in a rehearsal. All instants are virtual: milliseconds since the Unix epoch.
 * Waiting is compressed, work is not: while somebody holds the clock it runs at the speed of the wall clock, so that
 * the duration of an invocation, a build or a request is the time it really took.
 */
export interface Clock {
  /** Virtual milliseconds since the Unix epoch. */
  now(): number;
  /** Runs `call` once, when virtual time has reached `atMs` (at once, but never synchronously, when that is past). */
  at(atMs: number, call: () => void): Cancel;
  /** Resolves after `ms` virtual milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Declares that work is under way until the returned function is called (once is enough, more is harmless).
   * @param task names the chain of work that this is a part of: a request, the function that answers it, ...
   */
  hold: Holds['hold'];
  /** Declares that `task` does nothing but wait until the returned function is called: its holds do not count meanwhile. */
  pause: Holds['pause'];
}

/** The header in which one part of a chain of work names the task to the next. */
export const TASK_HEADER = 'slipway-task';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly call: () => void;
}

/** Timers in the order in which they are due; equal instants run in the order in which they were set. */
class Agenda {
  private timers: Timer[] = [];
  private count = 0;

  add(atMs: number, call: () => void): Cancel {
    const timer = { atMs, order: this.count++, call };
    let low = 0;
    let high = this.timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.timers[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
      else high = middle;
    }
    this.timers.splice(low, 0, timer);
    return () => {
      const index = this.timers.indexOf(timer);
      if (index >= 0) this.timers.splice(index, 1);
    };
  }

  next(): Timer | undefined {
    return this.timers[0];
  }

  takeDue(nowMs: number): Timer | undefined {
    const first = this.timers[0];
    return first !== undefined && first.atMs <= nowMs ? this.timers.shift() : undefined;
  }

  clear(): void {
    this.timers = [];
  }
}

function sleepOn(clock: Pick<Clock, 'now' | 'at'>, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.at(clock.now() + ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** A clock that follows the wall clock: `speed` virtual milliseconds a real one while nobody holds it, one while somebody does. */
export interface RunningClock extends Clock {
  /** How many virtual milliseconds a real one is worth now: 1 while held. */
  rate(): number;
  /** How many virtual milliseconds a real one is worth while nobody holds the clock. */
  speed(): number;
  setSpeed(speed: number): void;
  /** Forgets every timer; nothing runs after it. */
  stop(): void;
}

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
/** How far the wall clock may be ahead of a timer that is late and still be caught up with, real milliseconds. */
const CAUGHT_UP_MS = 100;

/**
 * Time never passes a timer that has not run yet. Where more is due than the machine can do, such as a hundred requests a second on
 * a busy one, time goes slower than the wall clock, and what comes at a rate of virtual time keeps its rate.
 *
 * @param startMs virtual instant of the start, milliseconds since the Unix epoch
 * @param speed how many times faster than the wall clock waiting passes; at least 1
 */
export function createRunningClock(startMs: number, speed: number): RunningClock {
  const agenda = new Agenda();
  let anchorVirtual = startMs;
  let anchorReal = performance.now();
  let wake: NodeJS.Timeout | undefined;
  let stopped = false;

  const rate = () => (holds.working() ? 1 : speed);
  let latest = startMs;
  const unbounded = () => anchorVirtual + (performance.now() - anchorReal) * rate();
  const now = () => {
    const next = agenda.next();
    latest = Math.max(latest, Math.min(Math.floor(unbounded()), next === undefined ? Infinity : Math.ceil(next.atMs)));
    return latest;
  };

  const arm = () => {
    clearTimeout(wake);
    const next = agenda.next();
    if (next === undefined || stopped) return;
    const delay = Math.min(Math.max(0, (next.atMs - now()) / rate()), LONGEST_TIMEOUT_MS);
    wake = setTimeout(run, delay);
  };
  const run = () => {
    // One instant at a time: what a timer starts may hold the clock before a later timer is due.
    const due = agenda.takeDue(now());
    if (due !== undefined) {
      const furthest = Math.max(latest, Math.ceil(due.atMs) + CAUGHT_UP_MS * rate());
      if (unbounded() > furthest) {
        anchorVirtual = furthest;
        anchorReal = performance.now();
      }
      due.call();
    }
    arm();
  };
  const change = (apply: () => void) => {
    const before = rate();
    apply();
    if (rate() === before) return;
    const real = performance.now();
    anchorVirtual += (real - anchorReal) * before;
    anchorReal = real;
    arm();
  };
  const holds = createHolds(change);

  const clock: RunningClock = {
    now,
    rate,
    at: (atMs, call) => {
      const cancel = agenda.add(atMs, call);
      if (agenda.next()?.call === call) arm();
      return cancel;
    },
    sleep: (ms, signal) => sleepOn(clock, ms, signal),
    hold: holds.hold,
    pause: holds.pause,
    speed: () => speed,
    setSpeed: (next) =>
      change(() => {
        speed = next;
      }),
    stop: () => {
      stopped = true;
      clearTimeout(wake);
      agenda.clear();
    },
  };
  return clock;
}

/** A clock for tests: it stands still until it is stepped. */
export interface ManualClock extends Clock {
  /** Steps to each due timer in turn and lets what it started settle before the next; ends `ms` virtual milliseconds later. */
  advance(ms: number): Promise<void>;
}

/** Lets everything that is ready to run, run: promise reactions, immediates and input that has arrived. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** @param startMs virtual instant of the start, milliseconds since the Unix epoch */
export function createManualClock(startMs: number): ManualClock {
  const agenda = new Agenda();
  let nowMs = startMs;
  let released: (() => void)[] = [];
  const holds = createHolds((apply) => {
    const before = holds.working();
    apply();
    if (!before || holds.working()) return;
    const waiting = released;
    released = [];
    for (const resolve of waiting) resolve();
  });
  /** Time stands still while work is under way: real requests must end before the next step. */
  const idle = async () => {
    await settle();
    while (holds.working()) {
      await new Promise<void>((resolve) => released.push(resolve));
      await settle();
    }
  };
  const clock: ManualClock = {
    now: () => nowMs,
    at: (atMs, call) => agenda.add(Math.max(atMs, nowMs), call),
    sleep: (ms, signal) => sleepOn(clock, ms, signal),
    hold: holds.hold,
    pause: holds.pause,
    advance: async (ms) => {
      const end = nowMs + ms;
      await idle();
      for (let next = agenda.next(); next !== undefined && next.atMs <= end; next = agenda.next()) {
        nowMs = Math.max(nowMs, next.atMs);
        agenda.takeDue(nowMs)?.call();
        await idle();
      }
      nowMs = end;
    },
  };
  return clock;
}
