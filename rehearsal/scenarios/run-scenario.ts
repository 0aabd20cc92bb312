import type { TrafficCounts } from '../session/control-client.ts';
import { type Presenter, push, readRun, release } from '../session/release.ts';
import type { Session } from '../session/session.ts';
import type { Expectation, Summary } from '../session/summary.ts';
import type { Scenario } from './scenario.ts';
import { since } from './traffic-since.ts';

/** How many times faster than otherwise a long wait passes, and how many times less traffic there is. */
const LONG_WAIT_FACTOR = 20;

const NO_TRAFFIC: TrafficCounts = { sent: 0, answered: 0, failed: 0, byVersion: {}, byStatus: {} };

/**
 * Runs one scenario and says what happened; a scenario that cannot be carried out has not held.
 * @param steps filled by the session while it runs
 */
export async function runScenario(
  session: Session,
  presenter: Presenter,
  scenario: Scenario,
  requestsPerSecond: number,
  steps: readonly { name: string; wallMs: number }[],
): Promise<Summary> {
  const startedMs = performance.now();
  const { nowMs } = await session.control.clock();
  const firstStep = steps.length;
  const traffic = async () => (await session.control.traffic()) ?? NO_TRAFFIC;
  const before = await traffic();
  const expectations: Expectation[] = [];
  try {
    await scenario.run({
      session,
      presenter,
      traffic,
      requestsPerSecond,
      release: (request) => release(session, presenter, request),
      push: (message, edits) => push(session, presenter, message, edits),
      longWait: async (run) => {
        const { speed } = session.options;
        await session.control.setSpeed(speed * LONG_WAIT_FACTOR);
        await session.control.setTrafficRate(requestsPerSecond / LONG_WAIT_FACTOR);
        try {
          return await run();
        } finally {
          await session.control.setTrafficRate(requestsPerSecond);
          await session.control.setSpeed(speed);
        }
      },
      expect: (what, held, seen) => expectations.push({ what, held, seen }),
    });
  } catch (error) {
    if (session.options.signal.aborted) throw error;
    const seen = error instanceof Error ? (error.stack ?? error.message) : String(error);
    expectations.push({ what: 'the scenario could be carried out', held: false, seen });
  }
  const run = await readRun(session, nowMs);
  const { sent, failed, byVersion } = since(before, await traffic());
  return {
    ok: expectations.length > 0 && expectations.every((expectation) => expectation.held),
    scenario: scenario.name,
    wallMs: performance.now() - startedMs,
    ...run,
    requests: { sent, failed, byVersion },
    recordedNotRun: await session.control.recordedNotRun(),
    expectations,
    steps: steps.slice(firstStep),
    endpointPeakMiB: await session.control.peakMemoryMiB(),
  };
}
