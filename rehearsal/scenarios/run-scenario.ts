import { UserError } from '../kernel/errors.ts';
import type { TrafficCounts } from '../session/control-client.ts';
import { type Presenter, push, type ReleaseRequest, readRun, release } from '../session/release.ts';
import { PERMISSIONS_APPROVAL, type Session } from '../session/session.ts';
import type { Expectation, Summary } from '../session/summary.ts';
import { bringIn } from './bring-in.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';
import { PROJECT_AS_IT_IS, settingId } from './setting.ts';
import { since } from './traffic-since.ts';

/** How many times faster than otherwise a long wait passes, and how many times less traffic there is. */
const LONG_WAIT_FACTOR = 20;

const NO_TRAFFIC: TrafficCounts = { sent: 0, answered: 0, failed: 0, byVersion: {}, byStatus: {} };

/** What the scenario does its work with; every push has the setting below its own changes. */
function contextOf(
  session: Session,
  presenter: Presenter,
  scenario: Scenario,
  requestsPerSecond: number,
): Omit<ScenarioContext, 'expect'> {
  const { control } = session;
  const setting =
    scenario.setting === undefined || scenario.setting === 'nothing' ? PROJECT_AS_IT_IS : scenario.setting;
  const note = settingId(setting);
  const inSetting = (request: ReleaseRequest): ReleaseRequest => ({
    ...request,
    edits: [...setting.edits, ...request.edits],
    note: request.note ?? note,
  });
  const releaseInSetting = (request: ReleaseRequest) => release(session, presenter, inSetting(request));
  return {
    session,
    presenter,
    requestsPerSecond,
    traffic: async () => (await control.traffic()) ?? NO_TRAFFIC,
    push: (message, edits) => push(session, presenter, inSetting({ message, edits })),
    release: releaseInSetting,
    releaseUnder: async (rate, request) => {
      const decide = request.answer ?? presenter.answer;
      try {
        return await releaseInSetting({
          ...request,
          answer: async (approval, elsewhere) => {
            const answer = await decide(approval, elsewhere);
            if (approval.stageName !== PERMISSIONS_APPROVAL)
              await control.setTrafficRate(rate.requestsPerSecond, rate.readsPerWrite);
            return answer;
          },
        });
      } finally {
        await control.setTrafficRate(requestsPerSecond);
      }
    },
    enforced: async (run) => {
      const before = await control.setEnforcement('deny');
      try {
        return await run();
      } finally {
        await control.setEnforcement(before);
      }
    },
    longWait: async (run) => {
      const { speed } = session.options;
      await control.setSpeed(speed * LONG_WAIT_FACTOR);
      await control.setTrafficRate(requestsPerSecond / LONG_WAIT_FACTOR);
      try {
        return await run();
      } finally {
        await control.setTrafficRate(requestsPerSecond);
        await control.setSpeed(speed);
      }
    },
  };
}

/** What a person can act on; a bug with its stack. */
function tellError(error: unknown): string {
  if (error instanceof UserError) return `${error.message}. ${error.hint}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * Brings the setting of one scenario in, runs it and says what happened; a scenario that cannot be carried out has not held.
 * @param steps filled by the session while it runs; those so far are taken into the summary
 */
export async function runScenario(
  session: Session,
  presenter: Presenter,
  scenario: Scenario,
  defaultRequestsPerSecond: number,
  steps: { name: string; wallMs: number }[],
): Promise<Summary> {
  const requestsPerSecond = scenario.requestsPerSecond ?? defaultRequestsPerSecond;
  const context = contextOf(session, presenter, scenario, requestsPerSecond);
  const expectations: Expectation[] = [];
  const carryOut = async (what: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      if (session.options.signal.aborted) throw error;
      expectations.push({ what, held: false, seen: tellError(error) });
      return false;
    }
  };
  const { setting = PROJECT_AS_IT_IS } = scenario;
  const isReady = await carryOut('what it starts from could be released', async () => {
    if (setting !== 'nothing') await bringIn(session, presenter, setting, requestsPerSecond);
  });
  const startedMs = performance.now();
  const { nowMs } = await session.control.clock();
  const before = await context.traffic();
  if (isReady)
    await carryOut('the scenario could be carried out', () =>
      scenario.run({ ...context, expect: (what, held, seen) => expectations.push({ what, held, seen }) }),
    );
  const run = await readRun(session, nowMs);
  const { sent, failed, byVersion } = since(before, await context.traffic());
  return {
    ok: expectations.length > 0 && expectations.every((expectation) => expectation.held),
    scenario: scenario.name,
    wallMs: performance.now() - startedMs,
    ...run,
    requests: { sent, failed, byVersion },
    recordedNotRun: await session.control.recordedNotRun(),
    expectations,
    steps: steps.splice(0),
    endpointPeakMiB: await session.control.peakMemoryMiB(),
  };
}
