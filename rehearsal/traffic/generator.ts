import { Agent, request } from 'node:http';
import { type Cancel, type Clock, TASK_HEADER } from '../kernel/clock.ts';
import { uuid } from '../kernel/ids.ts';
import { createStudentsTraffic, type PlannedRequest } from './students-traffic.ts';

export interface TrafficTarget {
  /** Of the stage on this endpoint, without a slash at its end. */
  readonly url: string;
  /** Used in turn, as so many customers: a usage plan counts each key's requests against its quota. */
  readonly apiKeys: readonly string[];
  /** Requests a second of virtual time. */
  readonly requestsPerSecond: number;
  /**
   * How many requests read for each that writes.
   * @default as many
   */
  readonly readsPerWrite?: number | undefined;
}

/** What was sent so far; `failed` counts answers of 500 and above and requests without an answer. */
export interface TrafficReport {
  readonly sent: number;
  readonly answered: number;
  readonly failed: number;
  /** By resource and by the function version that says it answered (`x-function-version`), such as `getstudentdetails 3`. */
  readonly byVersion: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
}

export interface Traffic {
  report(): TrafficReport;
  /** From the next request on; as many reads as writes where nothing is said of them. */
  setRate(requestsPerSecond: number, readsPerWrite?: number): void;
  /** Sends no more; resolves when every answer is in. */
  stop(): Promise<void>;
}

const READS_PER_WRITE = 1;

interface Answer {
  readonly status: number;
  readonly version: string | undefined;
}

function send(
  agent: Agent,
  target: TrafficTarget,
  apiKey: string,
  planned: PlannedRequest,
  task: string,
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const outgoing = request(
      `${target.url}${planned.path}`,
      {
        agent,
        method: planned.method,
        headers: {
          'x-api-key': apiKey,
          'content-type': 'application/json',
          'user-agent': 'slipway-traffic',
          [TASK_HEADER]: task,
        },
      },
      (incoming) => {
        const version = incoming.headers['x-function-version'];
        incoming.resume();
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, version: typeof version === 'string' ? version : undefined }),
        );
      },
    );
    // No answer is a failed request: it is counted, which is what the traffic is for.
    outgoing.on('error', () => resolve(undefined));
    outgoing.end(planned.body);
  });
}

/** Sends everyday traffic at a steady rate of virtual time until it is stopped. */
export function startTraffic(clock: Clock, target: TrafficTarget): Traffic {
  const agent = new Agent({ keepAlive: true });
  const byVersion: Record<string, number> = {};
  const byStatus: Record<string, number> = {};
  const underWay = new Set<Promise<void>>();
  let intervalMs = 1000 / target.requestsPerSecond;
  let nextMs = clock.now();
  const students = createStudentsTraffic();
  let readsPerWrite = target.readsPerWrite ?? READS_PER_WRITE;
  let sent = 0;
  let answered = 0;
  let failed = 0;
  let cancel: Cancel;

  const fire = () => {
    const planned = students.next(readsPerWrite);
    const apiKey = target.apiKeys[sent % target.apiKeys.length] ?? '';
    sent++;
    const task = uuid();
    const release = clock.hold(task);
    const one = send(agent, target, apiKey, planned, task).then((answer) => {
      release();
      underWay.delete(one);
      const status = answer === undefined ? 'none' : String(answer.status);
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      if (answer === undefined || answer.status >= 500) failed++;
      if (answer !== undefined) answered++;
      if (answer?.version === undefined) return;
      const answerer = `${planned.path.slice(1).split('?')[0]} ${answer.version}`;
      byVersion[answerer] = (byVersion[answerer] ?? 0) + 1;
    });
    underWay.add(one);
    nextMs += intervalMs;
    cancel = clock.at(nextMs, fire);
  };
  cancel = clock.at(nextMs, fire);

  return {
    report: () => ({ sent, answered, failed, byVersion: { ...byVersion }, byStatus: { ...byStatus } }),
    setRate: (requestsPerSecond, reads = READS_PER_WRITE) => {
      cancel();
      readsPerWrite = reads;
      nextMs += 1000 / requestsPerSecond - intervalMs;
      intervalMs = 1000 / requestsPerSecond;
      cancel = clock.at(nextMs, fire);
    },
    stop: async () => {
      cancel();
      await Promise.all([...underWay]);
      agent.destroy();
    },
  };
}
