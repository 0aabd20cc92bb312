/*
 * Timers of a function, under the rehearsal's clock: while the function does nothing but wait for one of them, it asks the
 * rehearsal to let virtual time pass, and its timers follow that. While it works, they are Node's own.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import promises from 'node:timers/promises';
import { promisify } from 'node:util';

const real = { setTimeout, setInterval, clearTimeout };
/** Every timer that the function has set; the ones that are over are dropped at the next look. */
const live = new Set();

/** Looks as seldom as costs nothing, and often enough to lose little of a wait. */
const LOOK_EVERY_MS = 5;
/** Shorter waits are not worth a call. */
const SHORTEST_WAIT_MS = 20;

function tracked(timer) {
  live.add(timer);
  return timer;
}

function virtualSetTimeout(callback, delay, ...values) {
  return tracked(real.setTimeout(callback, delay, ...values));
}
function virtualSetInterval(callback, delay, ...values) {
  return tracked(real.setInterval(callback, delay, ...values));
}

/** Resolves after `delay` milliseconds; as `timers/promises.setTimeout`. */
function after(delay, value, { signal, ref = true } = {}) {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      const { reason } = signal;
      reject(
        Object.assign(new Error('The operation was aborted', { cause: reason }), {
          name: 'AbortError',
          code: 'ABORT_ERR',
        }),
      );
    };
    if (signal?.aborted) return abort();
    const timer = virtualSetTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve(value);
    }, delay);
    if (!ref) timer.unref();
    signal?.addEventListener('abort', abort, { once: true });
  });
}

async function* every(delay, value, options) {
  for (;;) yield await after(delay, value, options);
}

function timeoutSignal(delay) {
  const controller = new AbortController();
  const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  virtualSetTimeout(() => controller.abort(reason), delay).unref();
  return controller.signal;
}

/** Puts the tracked timers in the place of Node's, wherever code may find them. */
export function installTimers() {
  Object.defineProperty(virtualSetTimeout, 'name', { value: 'setTimeout' });
  Object.defineProperty(virtualSetInterval, 'name', { value: 'setInterval' });
  Object.defineProperty(virtualSetTimeout, promisify.custom, { value: after });
  Object.assign(globalThis, { setTimeout: virtualSetTimeout, setInterval: virtualSetInterval });
  Object.assign(timers, { setTimeout: virtualSetTimeout, setInterval: virtualSetInterval });
  Object.assign(promises, { setTimeout: after, setInterval: every });
  promises.scheduler.wait = (delay, options) => after(delay, undefined, options);
  AbortSignal.timeout = timeoutSignal;
  syncBuiltinESMExports();
}

/** Of the event loop, on which timers are set: milliseconds. */
function loopNowMs() {
  const probe = real.setTimeout(loopNowMs, 1);
  real.clearTimeout(probe);
  return probe._idleStart;
}

const dueMs = (timer) => timer._idleStart + timer._idleTimeout;

function pending() {
  for (const timer of live) if (timer._destroyed) live.delete(timer);
  return [...live];
}

/** Standard output and standard error: they are there whether or not something is being written. */
const OWN_PIPES = 2;

/** No socket, file, child process or immediate keeps the process going: only timers do, or Node's thread pool. */
function onlyTimersAreLeft() {
  const others = process.getActiveResourcesInfo().filter((kind) => kind !== 'Timeout');
  return others.length <= OWN_PIPES && others.every((kind) => kind === 'PipeWrap');
}

/*
 * Work in Node's thread pool, such as crypto's and zlib's, keeps the process going and is in no list of its resources: what
 * shows it is a thread that runs, or waits for a processor, and the processor time that the process took meanwhile.
 */

/** Field 3 of the file is the thread's state: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function anotherThreadRuns() {
  return readdirSync('/proc/self/task').some((thread) => {
    if (Number(thread) === process.pid) return false;
    try {
      return /\) [RD] /.test(readFileSync(`/proc/self/task/${thread}/stat`, 'latin1'));
    } catch {
      return false; // It has just ended.
    }
  });
}

const BUSY_SHARE = 0.25;
function processorWatch() {
  let before = { cpu: process.cpuUsage(), atMs: performance.now() };
  return () => {
    const now = { cpu: process.cpuUsage(), atMs: performance.now() };
    const tookMs = (now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system) / 1000;
    const busy = tookMs > BUSY_SHARE * (now.atMs - before.atMs);
    before = now;
    return busy;
  };
}

/** Longer than any wait: a function's time-out ends it before. */
const PARKED_MS = 2 ** 31 - 1;

function setLeft(timer, ms) {
  timer._idleTimeout = Math.max(1, ms);
  timer.refresh();
}

/**
 * Stops every timer: while the function only waits, virtual time alone counts, be it faster or slower than the wall clock.
 * @returns lets them go on as if so many milliseconds had passed
 */
function park() {
  const nowMs = loopNowMs();
  const parked = pending().map((timer) => [timer, dueMs(timer) - nowMs]);
  for (const [timer] of parked) setLeft(timer, PARKED_MS);
  return (passedMs) => {
    for (const [timer, leftMs] of parked) if (!timer._destroyed) setLeft(timer, leftMs - passedMs);
  };
}

/**
 * Watches one invocation for waits.
 * @param wait asks the rehearsal to let so many milliseconds pass; answers how many did
 * @returns ends the watch: from then on timers are Node's own, also those of a wait that is still under way
 */
export function watchWaits(wait) {
  let over = false;
  let next;
  let endWait;
  const wasBusy = processorWatch();
  const waitFor = async (ms) => {
    const sinceMs = performance.now();
    const goOn = park();
    endWait = () => goOn(performance.now() - sinceMs);
    const passedMs = await wait(ms);
    if (!over) goOn(passedMs);
    endWait = undefined;
  };
  const look = async () => {
    const waiting = pending();
    const busy = wasBusy();
    if (!busy && waiting.length > 0 && onlyTimersAreLeft() && !anotherThreadRuns()) {
      const ms = Math.min(...waiting.map(dueMs)) - loopNowMs();
      if (ms >= SHORTEST_WAIT_MS) await waitFor(Math.ceil(ms));
    }
    if (!over) next = real.setTimeout(look, LOOK_EVERY_MS).unref();
  };
  next = real.setTimeout(look, LOOK_EVERY_MS).unref();
  return () => {
    over = true;
    real.clearTimeout(next);
    endWait?.();
  };
}
