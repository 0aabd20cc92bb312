import { availableParallelism } from 'node:os';
import type { Cancel } from '../../kernel/clock.ts';
import {
  type Ended,
  type EnvironmentSpec,
  type ExecutionEnvironment,
  type Invocation,
  type Machine,
  startEnvironment,
} from './environment.ts';

/** How long an environment is kept warm, virtual milliseconds. AWS does not say; minutes are usual. */
export const KEPT_IDLE_MS = 10 * 60_000;
/** Processes at once on this machine, whatever the account's concurrency: what is beyond waits its turn. */
export const MOST_PROCESSES = Math.min(24, Math.max(8, availableParallelism() * 6));

interface Member {
  readonly environment: ExecutionEnvironment;
  idleSinceMs: number | undefined;
  /** Set from the answer until it is idle again, a moment later. */
  finishing: Promise<void> | undefined;
}

interface Waiting {
  readonly spec: EnvironmentSpec;
  readonly take: (member: Member) => void;
  readonly giveUp: (error: Error) => void;
}

/** The execution environments of a rehearsal: warm ones are used again, cold ones started. */
export interface Pool {
  /** @param prepare makes the spec for a cold start; its `key` is the one given */
  invoke(key: string, prepare: () => Promise<EnvironmentSpec>, invocation: Invocation): Promise<Ended>;
  /** Ends the idle environments of those keys, and the busy ones when they are done. */
  retire(matches: (key: string) => boolean): void;
  /** Kills everything. */
  stop(): Promise<void>;
}

export function createPool(machine: Machine, mostProcesses = MOST_PROCESSES): Pool {
  const { clock } = machine;
  const members = new Set<Member>();
  const retired = new Set<Member>();
  let waiting: Waiting[] = [];
  let sweep: Cancel | undefined;
  let stopped = false;

  const idle = () =>
    [...members]
      .filter((member) => member.idleSinceMs !== undefined)
      .sort((a, b) => (a.idleSinceMs ?? 0) - (b.idleSinceMs ?? 0));
  const remove = (member: Member): Promise<void> => {
    members.delete(member);
    retired.delete(member);
    return member.environment.kill();
  };
  const removeInBackground = (member: Member) => {
    remove(member).catch((error: unknown) => machine.report(error, 'ending an execution environment'));
  };
  const warmOne = (key: string) => idle().findLast((member) => member.environment.spec.key === key && usable(member));
  const usable = (member: Member) => member.environment.spec.usableUntilMs > clock.now();
  const start = (spec: EnvironmentSpec): Member => {
    const member: Member = {
      environment: startEnvironment(spec, machine),
      idleSinceMs: undefined,
      finishing: undefined,
    };
    members.add(member);
    return member;
  };

  /** Gives free places to those who wait, in the order in which they came. */
  const serve = () => {
    while (waiting[0] !== undefined) {
      const first = waiting[0];
      const free = idle();
      const warm = warmOne(first.spec.key);
      if (warm === undefined && members.size >= mostProcesses) {
        const oldest = free[0];
        if (oldest === undefined) return;
        removeInBackground(oldest);
      }
      waiting.shift();
      const member = warm ?? start(first.spec);
      member.idleSinceMs = undefined;
      first.take(member);
    }
    sweepLater();
  };
  const sweepLater = () => {
    const [oldest] = idle();
    if (sweep !== undefined || oldest?.idleSinceMs === undefined) return;
    sweep = clock.at(oldest.idleSinceMs + KEPT_IDLE_MS, () => {
      sweep = undefined;
      const now = clock.now();
      for (const member of idle())
        if ((member.idleSinceMs ?? now) + KEPT_IDLE_MS <= now || !usable(member)) removeInBackground(member);
      sweepLater();
    });
  };
  const take = async (key: string, prepare: () => Promise<EnvironmentSpec>): Promise<Member> => {
    for (;;) {
      const warm = warmOne(key);
      if (warm !== undefined) {
        warm.idleSinceMs = undefined;
        return warm;
      }
      const almost = [...members].find((one) => one.environment.spec.key === key && one.finishing !== undefined);
      if (almost === undefined) break;
      await almost.finishing;
    }
    const spec = await prepare();
    if (stopped) throw new Error('The rehearsal is ending');
    return new Promise((resolve, giveUp) => {
      waiting.push({ spec, take: resolve, giveUp });
      serve();
    });
  };
  const giveBack = async (member: Member, ended: Ended | undefined) => {
    await ended?.log; // its last lines belong to this invocation
    const alive = await member.environment.ready();
    if (!members.has(member)) return;
    if (!alive || retired.has(member)) await remove(member);
    else member.idleSinceMs = clock.now();
    member.finishing = undefined;
    serve();
  };

  return {
    invoke: async (key, prepare, invocation) => {
      const member = await take(key, prepare);
      // Until it asks for the next invocation its process is at work, also when the caller has its answer already.
      const release = clock.hold(invocation.task);
      let ended: Ended | undefined;
      try {
        ended = await member.environment.invoke(invocation);
        return ended;
      } finally {
        member.finishing = giveBack(member, ended)
          .catch((error: unknown) => machine.report(error, 'an execution environment'))
          .finally(() => {
            member.finishing = undefined;
            release();
          });
      }
    },
    retire: (matches) => {
      for (const member of members) {
        if (!matches(member.environment.spec.key)) continue;
        if (member.idleSinceMs !== undefined) removeInBackground(member);
        else retired.add(member);
      }
    },
    stop: async () => {
      stopped = true;
      sweep?.();
      for (const { giveUp } of waiting) giveUp(new Error('The rehearsal is ending'));
      waiting = [];
      await Promise.all([...members].map(remove));
    },
  };
}
