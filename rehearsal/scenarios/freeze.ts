import { untilTrue } from '../session/follow.ts';
import { watchRelease } from '../session/release.ts';
import { PROD } from '../session/session.ts';
import { slipway } from '../session/slipway-command.ts';
import { expectProdReleased, expectProdUnchanged, expectSucceeded } from './checks.ts';
import { freezes, newRevision } from './edits.ts';
import { expectKeptOut } from './gate-checks.ts';
import type { Scenario } from './scenario.ts';
import { GATED } from './settings.ts';

/** Half an hour off the others, so that a mistake with time zones shows. */
const TIME_ZONE = 'Asia/Kolkata';
const MINUTE_MS = 60_000;
/** Before the push and after it: the release reaches Prod well within. */
const FREEZE_MINUTES = 60;

/** An instant on the clocks of a time zone, to the minute, such as `2026-12-24T18:00`. */
export const localTime = (atMs: number, timeZone: string): string =>
  new Date(atMs).toLocaleString('sv-SE', { timeZone }).slice(0, 16).replace(' ', 'T');

export const freeze: Scenario = {
  name: 'freeze',
  push: 'a visible change of an answer, and a freeze period that holds now, in the time zone of Kolkata',
  outcome: 'kept out of Prod, with until when; after the freeze a retry releases it',
  setting: GATED,
  // What it is about needs no traffic; it only has to be seen that it goes on.
  requestsPerSecond: 1,
  run: async ({ session, presenter, release, longWait, expect }) => {
    const { nowMs } = await session.control.clock();
    const endMs = Math.floor(nowMs / MINUTE_MS + FREEZE_MINUTES) * MINUTE_MS;
    const [from, to] = [nowMs - FREEZE_MINUTES * MINUTE_MS, endMs].map((atMs) => localTime(atMs, TIME_ZONE));
    const period = `  {
    name: 'Stocktaking',
    from: '${from}',
    to: '${to}',
    timeZone: '${TIME_ZONE}',
    reason: 'stock is counted',
  },`;
    const message = 'Answers carry revision 47, and nothing is released while stock is counted';
    const kept = await release({ message, edits: [newRevision('47'), freezes(period)] });
    expectKeptOut(expect, kept, PROD, 'Freeze', ['Stocktaking', `to ${to}`, TIME_ZONE, 'stock is counted']);
    expectProdUnchanged(expect, kept);

    await longWait(() => untilTrue(async () => (await session.control.clock()).nowMs >= endMs, session.options.signal));
    await slipway(session, 'release', 'retry', kept.execution.id, '--stage', PROD, '--yes');
    const released = await watchRelease(session, presenter, kept, { message });
    expectSucceeded(expect, released);
    expectProdReleased(expect, released, 'getStudentDetails');
  },
};
