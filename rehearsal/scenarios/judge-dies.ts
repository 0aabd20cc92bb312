import { expectAlarm } from './bake-checks.ts';
import { expectProdUnchanged, expectRolledBack, expectStageFailed } from './checks.ts';
import { newRevision } from './edits.ts';
import { judgeDies as dies, judgeIsNotWoken } from './flaws.ts';
import type { Scenario } from './scenario.ts';

export const judgeDies: Scenario = {
  name: 'judge-dies',
  push: 'a good change, with a judge that throws; then one with a judge whose schedule is never switched on',
  outcome: 'nobody judges the bake: the alarm on the silence takes both back',
  run: async ({ release, expect }) => {
    for (const [message, edit] of [
      ['The judge draws a picture', dies],
      ['The judge is not woken', judgeIsNotWoken],
    ] as const) {
      const result = await release({ message, edits: [newRevision('43'), edit] });
      expectStageFailed(expect, result, 'Prod');
      expectRolledBack(expect, result, 'Prod', 'ALARM_ACTIVE');
      expectAlarm(expect, result, 'judge-silent');
      expectProdUnchanged(expect, result);
    }
  },
};
