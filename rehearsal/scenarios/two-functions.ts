import { untilTrue } from '../session/follow.ts';
import { PROD } from '../session/session.ts';
import { expectProdUnchanged, expectRolledBack, expectStageFailed, ofStage, tellDeployments } from './checks.ts';
import { bothFunctions } from './edits.ts';
import type { Scenario } from './scenario.ts';
import { GATED } from './settings.ts';
import { expectTold } from './told.ts';
import { since } from './traffic-since.ts';

const FUNCTIONS = ['getStudentDetails', 'addStudentDetails'];
/** Enough for a version with a tenth of the traffic to show. */
const REQUESTS_AFTERWARDS = 200;

export const twoFunctions: Scenario = {
  name: 'two-functions',
  push: 'a change of both functions, of which one fails for 30 % of requests',
  outcome:
    'both come back, which is one message: nothing of the stage is left on the new release, and nothing of it answers',
  setting: GATED,
  run: async ({ session, release, traffic, expect }) => {
    const result = await release({ message: 'Migrate records; faults in one line', edits: bothFunctions });
    expectStageFailed(expect, result, PROD);
    expectRolledBack(expect, result, PROD, 'ALARM_ACTIVE');
    const deployments = ofStage(result, PROD);
    const began = FUNCTIONS.filter((name) =>
      deployments.some(
        ({ group, weights }) => group.includes(name) && weights.some(({ percentNew }) => percentNew === 10),
      ),
    );
    expect('both had begun to shift', began.length === FUNCTIONS.length, tellDeployments(deployments));
    expectProdUnchanged(expect, result);
    await expectTold(expect, session, result, ['Approval waits at ApproveProd', 'Came back from Prod']);

    const before = await traffic();
    await untilTrue(async () => (await traffic()).sent - before.sent >= REQUESTS_AFTERWARDS, session.options.signal);
    const { byVersion } = since(before, await traffic());
    const old = result.prodBefore.map(
      ({ functionName, version }) => `${functionName.replace(`${PROD}-`, '')} ${version}`,
    );
    const others = Object.keys(byVersion).filter(
      (answered) => !old.some((one) => one.toLowerCase() === answered.toLowerCase()),
    );
    expect(
      'every answer afterwards is of an old version',
      Object.keys(byVersion).length === FUNCTIONS.length && others.length === 0,
      Object.entries(byVersion)
        .map(([version, count]) => `${count} by ${version}`)
        .join(', '),
    );
  },
};
