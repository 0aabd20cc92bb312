import { startProdTraffic } from '../session/release.ts';
import { expectSucceeded } from './checks.ts';
import { newRevision } from './edits.ts';
import { expectCanary } from './good.ts';
import type { Scenario } from './scenario.ts';
import { since } from './traffic-since.ts';

/** The main job: the working tree goes to Prod, then a second version by a canary, under traffic. */
export const mainJob: Scenario = {
  name: 'release',
  push: 'the working tree, then a visible change of an answer',
  outcome: 'the first goes to Prod; the second by a canary at 10 %, then 100 %, every request answered',
  setting: 'nothing',
  run: async ({ session, requestsPerSecond, release, expect, traffic }) => {
    const first = await release({ message: 'The working tree', edits: [] });
    expectSucceeded(expect, first);
    if (first.execution.status !== 'Succeeded') return;
    await startProdTraffic(session, requestsPerSecond);
    const before = await traffic();
    const second = await release({ message: 'Answers carry revision 2', edits: [newRevision('2')] });
    expectCanary(expect, second, since(before, await traffic()));
  },
};
