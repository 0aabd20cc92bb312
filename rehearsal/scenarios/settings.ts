import { gatesAndAWave } from './edits.ts';
import { watchIncidents } from './incident.ts';
import { failsOneIn } from './partial-faults.ts';
import { prodWith } from './prod-entry.ts';
import type { Setting } from './setting.ts';

/*
 * Settings of the scenarios. Each is one that a team with such traffic would really configure: the synthesis refuses figures
 * that do not fit each other.
 */

/** Requests of the traffic of which ten in eleven read: the function that is released gets the first figure. */
export const reads = (perSecond: number) => ({ requestsPerSecond: perSecond * 1.1, readsPerWrite: 10 });

/** For the scenarios about gates and waves. */
export const GATED: Setting = {
  name: 'gated',
  what: 'an alarm before Prod, a bake after its shift, and a second environment behind it',
  prepare: watchIncidents,
  edits: gatesAndAWave,
};

/** In a thousand requests one fails, as long as nothing is wrong. */
export const BUSY_ERRS_ONE_IN = 1000;

export const BUSY: Setting = {
  name: 'busy',
  what: '100 requests/s to the function that is released, of which 0.1 % fail',
  edits: [
    ...prodWith({
      expected: 'expected: { requestsPerSecond: 100, errorRatePercent: 0.1, slowPercent: 0.1 },',
      mustDetect: 'mustDetect: { errorRatePercent: 1 },',
    }),
    ...failsOneIn(BUSY_ERRS_ONE_IN, 'any'),
  ],
};

/** In a hundred requests one fails although nothing is wrong. */
const FLAWED_ERRS_ONE_IN = 100;

export const FLAWED: Setting = {
  name: 'flawed',
  what: '10 requests/s to the function that is released, of which 1 % fail',
  edits: [
    ...prodWith({
      expected: `expected: { requestsPerSecond: 10, errorRatePercent: ${100 / FLAWED_ERRS_ONE_IN}, slowPercent: 0.05 },`,
      mustDetect: 'mustDetect: { errorRatePercent: 10 },',
    }),
    ...failsOneIn(FLAWED_ERRS_ONE_IN, 'the first'),
  ],
};

export const LINEAR: Setting = {
  name: 'linear',
  what: 'Prod shifts 10 % every minute, at 10 requests/s of which 0.1 % fail',
  edits: [
    ...prodWith({
      shift: "shift: { kind: 'linear', percent: 10, everyMinutes: 1 },",
      expected: 'expected: { requestsPerSecond: 10, errorRatePercent: 0.1, slowPercent: 0.1 },',
      mustDetect: 'mustDetect: { errorRatePercent: 5 },',
    }),
    {
      file: 'test/pipeline/environments.test.ts',
      find: "        shift: { kind: 'canary', percent: 10, minutes: 5 },\n",
      replace: "        shift: { kind: 'linear', percent: 10, everyMinutes: 1 },\n",
    },
    ...failsOneIn(BUSY_ERRS_ONE_IN, 'any'),
  ],
};

/** On top of the project as it is: a release without enough evidence is taken back. */
export const ROLLS_BACK_WITHOUT_EVIDENCE = prodWith({ onInconclusive: "onInconclusive: 'rollBack'," });
/**
 * On top of the project as it is: what users do not bring of the evidence is asked for. `addStudentDetails` has nothing read-only
 * to be asked.
 */
export const ASKS_WITHOUT_EVIDENCE = prodWith({
  onInconclusive: "onInconclusive: 'syntheticTraffic',\n    onNothingToAsk: 'accept',",
});
