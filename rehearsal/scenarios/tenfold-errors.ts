import { expectAlarm, expectBackWithin, expectVerdict, looksOf } from './bake-checks.ts';
import { expectProdUnchanged, expectRolledBack, expectStageFailed } from './checks.ts';
import { failsMoreOften } from './partial-faults.ts';
import type { Scenario } from './scenario.ts';
import { BUSY, BUSY_ERRS_ONE_IN, reads } from './settings.ts';

export const tenfoldErrors: Scenario = {
  name: 'tenfold-errors',
  push: 'errors go from 0.1 % to 1 %, at 100 requests/s',
  outcome:
    'the judge finds it; within 2 (virtual) minutes of the start of the canary the old version has all traffic again',
  setting: BUSY,
  run: async ({ session, releaseUnder, expect }) => {
    const result = await releaseUnder(reads(100), {
      message: 'Connections are closed sooner',
      edits: [failsMoreOften(BUSY_ERRS_ONE_IN, 100)],
    });
    expectStageFailed(expect, result, 'Prod');
    expectRolledBack(expect, result, 'Prod', 'ALARM_ACTIVE');
    expectAlarm(expect, result, 'judge-evidence');
    expectBackWithin(expect, result, 2);
    expectVerdict(expect, await looksOf(session, result), 'fail', ['more errors']);
    expectProdUnchanged(expect, result);
  },
};
