import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Clock } from '../../kernel/clock.ts';
import { errorCode } from './error-code.ts';
import { createFreezer } from './freezer.ts';
import { readFrames, readLines } from './log-input.ts';
import { watchMemory } from './memory.ts';
import { answered, type Ending, exited, type Outcome, threw, timedOut } from './outcome.ts';
import { endLines, type PlatformLog, startLines } from './platform-log.ts';
import type { ProcessGuard } from './process-guard.ts';
import { type Delivery, openRuntimeApi, type RuntimeApi, type Spoken, type Waited } from './runtime-api.ts';
import { spawnRuntime } from './spawn-runtime.ts';
import { openXrayDaemon } from './xray-daemon.ts';

/** What an execution environment is made of: one version of one function. */
export interface EnvironmentSpec {
  /** Environments with the same key may stand in for each other. */
  readonly key: string;
  readonly taskFolder: string;
  readonly memorySizeMb: number;
  /** The whole environment of the process, but for the addresses that are the environment's own. */
  readonly variables: Readonly<Record<string, string>>;
  readonly platformLog: PlatformLog;
  /** Virtual milliseconds since the Unix epoch after which its credentials are too old to start with. */
  readonly usableUntilMs: number;
  log(message: string, timestampMs: number): void;
  /** Segment documents for X-Ray. */
  trace(documents: string[]): void;
}

export interface Invocation
  extends Pick<Delivery, 'requestId' | 'payload' | 'invokedFunctionArn' | 'traceHeader' | 'clientContext'> {
  readonly timeoutMs: number;
  /** The chain of work that waits when the function does. */
  readonly task: string;
}

/** An invocation's outcome, and its log once that is complete, a moment later. */
export interface Ended {
  readonly outcome: Outcome;
  readonly log: Promise<readonly string[]>;
}

/** What all environments of a rehearsal share. */
export interface Machine {
  readonly clock: Clock;
  readonly guard: ProcessGuard;
  /** Compiled code, kept for the next start. */
  readonly compileCacheFolder: string;
  /** Holds each environment's own TMPDIR. */
  readonly scratchFolder: string;
  report(error: unknown, where: string): void;
}

export interface ExecutionEnvironment {
  readonly spec: EnvironmentSpec;
  /** One at a time: only after `ready` said true. The first may be given at once: it waits for the init phase. */
  invoke(invocation: Invocation): Promise<Ended>;
  /** True when it asks for the next invocation, false when it has ended. */
  ready(): Promise<boolean>;
  /** Resolves when its process has ended and its log is complete. */
  kill(): Promise<void>;
}

/** How long a function may take to initialize: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const INIT_TIMEOUT_MS = 10_000;
const MEMORY_WATCHED_EVERY_MS = 50;

/** The invocation that is under way. */
interface Current {
  readonly invocation: Invocation;
  readonly lines: string[];
  /** Real milliseconds: when the function got it; before that, when its process started. */
  startedAt: number;
  /** Virtual milliseconds that it only waited, beyond the real ones that this took; below 0 where virtual time was the slower. */
  skippedMs: number;
  delivered: boolean;
  settled: boolean;
  highestMemoryBytes: number;
  timeout: NodeJS.Timeout | undefined;
  readonly watching: NodeJS.Timeout;
  /** Aborted when it is settled: nobody waits on its behalf any more. */
  readonly over: AbortController;
  readonly resolve: (ended: Ended) => void;
}

/** Lets what the function wrote before it answered be read from its pipes. */
async function drained(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Starts an execution environment; its init phase begins at once. Limits of time and memory are real, as is the process
 * that is held to them: while an invocation is under way the virtual clock runs with the real one, but for the time that
 * the function only waits for a timer of its own.
 */
export function startEnvironment(spec: EnvironmentSpec, machine: Machine): ExecutionEnvironment {
  const { clock, guard } = machine;
  const scratch = mkdtempSync(join(machine.scratchFolder, 'environment-'));
  const limitBytes = spec.memorySizeMb * 1024 * 1024;
  const beganAt = performance.now();
  let state: 'initializing' | 'idle' | 'busy' | 'ended' = 'initializing';
  let api: RuntimeApi | undefined;
  let child: ChildProcess | undefined;
  let current: Current | undefined;
  let initError: Buffer | undefined;
  let initDurationMs: number | undefined;
  let initReported = false;
  let killedFor: Ending['killedFor'];
  let ending: Ending | undefined;
  let killing = false;
  const memoryUse = watchMemory();
  let waiters: ((ready: boolean) => void)[] = [];

  const signal = (name: NodeJS.Signals) => {
    if (child?.pid === undefined || ending !== undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch (error) {
      // The group ended by itself a moment ago; its exit is about to be told.
      if (errorCode(error) !== 'ESRCH') throw error;
    }
  };
  const become = (next: typeof state) => {
    state = next;
    if (next === 'busy') return;
    const woken = waiters;
    waiters = [];
    for (const wake of woken) wake(next === 'idle');
  };
  const write = (message: string) => {
    current?.lines.push(message);
    spec.log(message, clock.now());
  };
  const freezer = createFreezer(signal);
  const ready = () => {
    if (state === 'idle' || state === 'ended') return Promise.resolve(state === 'idle');
    return new Promise<boolean>((resolve) => waiters.push(resolve));
  };
  const killFor = (reason: 'memory' | 'timeout') => {
    killedFor ??= reason;
    signal('SIGKILL');
  };
  const measureMemory = (of: Current) => {
    const use = child?.pid === undefined ? undefined : memoryUse(child.pid);
    if (use === undefined) return;
    of.highestMemoryBytes = Math.max(of.highestMemoryBytes, Math.min(use.highestBytes, limitBytes));
    if (use.currentBytes > limitBytes) killFor('memory');
  };
  const limitTo = (of: Current, limitMs: number) => {
    clearTimeout(of.timeout);
    of.timeout = setTimeout(() => killFor('timeout'), limitMs);
  };
  const tookMs = (of: Current) => performance.now() - of.startedAt + of.skippedMs;
  const wait = async (ms: number): Promise<Waited> => {
    const of = current;
    const fromMs = clock.now();
    if (of === undefined || !of.delivered || of.settled) return { waitedMs: 0, nowMs: fromMs };
    const fromReal = performance.now();
    clearTimeout(of.timeout);
    const resume = clock.pause(of.invocation.task);
    try {
      await clock.sleep(Math.min(ms, of.invocation.timeoutMs - tookMs(of)), of.over.signal);
    } catch (error) {
      if (!of.over.signal.aborted) throw error;
    } finally {
      resume();
    }
    const nowMs = clock.now();
    of.skippedMs += nowMs - fromMs - (performance.now() - fromReal);
    if (!of.settled) limitTo(of, of.invocation.timeoutMs - tookMs(of));
    return { waitedMs: nowMs - fromMs, nowMs };
  };
  const start = (of: Current) => {
    of.delivered = true;
    for (const line of startLines(spec.platformLog, of.invocation.requestId, clock.now())) write(line);
  };

  const settle = (ended: Current, described: ReturnType<typeof answered>) => {
    if (ended.settled) return;
    ended.settled = true;
    ended.over.abort();
    const durationMs = Math.min(tookMs(ended), ended.invocation.timeoutMs);
    measureMemory(ended);
    clearInterval(ended.watching);
    clearTimeout(ended.timeout);
    if (!ended.delivered) start(ended);
    const outcome: Outcome = {
      ...described,
      durationMs,
      initDurationMs: initReported ? undefined : initDurationMs,
      highestMemoryBytes: ended.highestMemoryBytes,
    };
    initReported = true;
    const log = drained().then(() => {
      for (const line of endLines(spec.platformLog, ended.invocation.requestId, outcome, clock.now())) write(line);
      if (current === ended) current = undefined;
      return ended.lines;
    });
    ended.resolve({ outcome, log });
  };
  const hear = (spoken: Spoken): boolean => {
    if (spoken.kind === 'next') {
      initDurationMs ??= performance.now() - beganAt;
      freezer.rest();
      become('idle');
      return true;
    }
    if (spoken.kind === 'initError') {
      initError = spoken.payload;
      return true;
    }
    if (current === undefined || current.settled || current.invocation.requestId !== spoken.requestId) return false;
    settle(current, spoken.kind === 'response' ? answered(spoken.payload) : threw(spoken.payload));
    return true;
  };

  /** The process's whole life. */
  const live = async () => {
    const daemon = await openXrayDaemon(spec.trace);
    api = await openRuntimeApi({ hear, wait });
    const started = spawnRuntime(spec, machine, { runtimeApi: api.address, xrayDaemon: daemon.address }, scratch);
    const { pid, stdout, stderr } = started;
    child = started;
    if (pid !== undefined) guard.started(pid);
    if (killing) signal('SIGKILL');
    const frames = started.stdio[3];
    if (stdout !== null) readLines(stdout, write);
    if (stderr !== null) readLines(stderr, write);
    if (frames instanceof Readable) readFrames(frames, write);
    try {
      ending = await new Promise<Ending>((resolve, reject) => {
        started.once('error', reject);
        started.once('exit', () => signal('SIGKILL')); // what it started goes with it, and lets go of the pipes
        started.once('close', (code, endSignal) => resolve({ code, signal: endSignal, killedFor }));
      });
    } finally {
      freezer.end();
      if (pid !== undefined) guard.ended(pid);
      api.close();
      daemon.close();
      rmSync(scratch, { recursive: true, force: true });
    }
  };
  const closed = live()
    .catch((error: unknown) => machine.report(error, `the execution environment of ${spec.key}`))
    .finally(() => {
      const end = ending ?? { code: null, signal: null, killedFor };
      if (current !== undefined) {
        const { requestId, timeoutMs } = current.invocation;
        const timeout = killedFor === 'timeout' ? timedOut(requestId, timeoutMs, clock.now()) : undefined;
        settle(current, timeout ?? (initError === undefined ? exited(requestId, end) : threw(initError)));
      }
      become('ended');
    });

  const deliver = (to: Current) => {
    become('busy');
    to.startedAt = performance.now();
    start(to);
    limitTo(to, to.invocation.timeoutMs);
    const nowMs = clock.now();
    freezer.wake();
    api?.deliver({ ...to.invocation, nowMs, deadlineMs: nowMs + to.invocation.timeoutMs });
  };
  const run = (invocation: Invocation): Promise<Ended> =>
    new Promise((resolve) => {
      const made: Current = {
        invocation,
        lines: [],
        startedAt: beganAt,
        skippedMs: 0,
        delivered: false,
        settled: false,
        highestMemoryBytes: 0,
        timeout: undefined,
        watching: setInterval(() => measureMemory(made), MEMORY_WATCHED_EVERY_MS),
        over: new AbortController(),
        resolve,
      };
      current = made;
      if (state === 'idle') return deliver(made);
      if (state === 'ended')
        return settle(made, exited(invocation.requestId, { code: null, signal: 'SIGKILL', killedFor }));
      limitTo(made, INIT_TIMEOUT_MS);
      ready().then((alive) => {
        if (alive) deliver(made);
      });
    });

  return {
    spec,
    ready,
    kill: async () => {
      killing = true;
      signal('SIGKILL');
      await closed;
    },
    invoke: async (invocation) => {
      const release = clock.hold(invocation.task);
      try {
        return await run(invocation);
      } finally {
        release();
      }
    },
  };
}
