import { readsDifferently } from './edits.ts';
import { expectStoppedBeforeTraffic } from './pre-traffic-fails.ts';
import type { Scenario } from './scenario.ts';

export const shadowDiffers: Scenario = {
  name: 'shadow-differs',
  push: 'a recorded request is answered differently than before',
  outcome: '0 % of traffic ever reached it',
  run: async ({ release, expect }) => {
    const result = await release({ message: 'A full stop after each field', edits: [readsDifferently] });
    expectStoppedBeforeTraffic(expect, result);
  },
};
