import { readAliases } from '../session/prod-state.ts';
import { PROD } from '../session/session.ts';
import { expectProdCodeBack, expectUnchanged, ofStage, stageOf, tellDeployments } from './checks.ts';
import { keyExpires } from './edits.ts';
import { tellGates } from './gate-checks.ts';
import type { Scenario } from './scenario.ts';
import { GATED } from './settings.ts';

const SECOND = 'South';

export const wave: Scenario = {
  name: 'wave',
  push: 'a handler that fails when it is eight minutes old, to two environments that come one after the other',
  outcome: 'the canary of the first ends well, its bake does not: the first is taken back, and the second never starts',
  setting: GATED,
  // Enough for its bake to see an expired key, and little enough for a bake of twelve minutes to be short.
  requestsPerSecond: 2,
  run: async ({ session, release, expect }) => {
    const secondBefore = await readAliases(session.clients, SECOND);
    const result = await release({ message: 'Keys are fetched once', edits: keyExpires });
    const { execution, executions } = result;

    const deployments = ofStage(result, PROD);
    const [shifted] = deployments;
    expect(
      'its shift ended well',
      shifted?.status === 'Succeeded' && shifted.weights.at(-1)?.percentNew === 100,
      tellDeployments(deployments),
    );
    const bake = execution.gates.find(({ stage, name }) => stage === PROD && name === 'Bake1');
    expect(
      'the bake of the first failed it, and names the alarm',
      execution.status === 'Failed' && bake?.status === 'Failed' && bake.summary.includes('error-rate'),
      `${execution.status}; ${tellGates(execution.gates)}`,
    );
    const back = executions.filter(({ id }) => id !== execution.id);
    expect(
      'the pipeline itself took the first back to the release before',
      back.length === 1 && back[0]?.status === 'Succeeded' && stageOf(back[0], PROD)?.status === 'Succeeded',
      back
        .map((one) => `${one.id.slice(0, 8)} ${one.status} (${one.stages.map(({ name }) => name).join(', ')})`)
        .join('; ') || 'no execution',
    );
    expectProdCodeBack(expect, result);

    const entered = executions.flatMap(({ stages, gates }) => [
      ...stages.map(({ name }) => name),
      ...gates.map(({ stage }) => stage),
    ]);
    expect('the second never started', !entered.includes(SECOND), [...new Set(entered)].join(', '));
    expectUnchanged(expect, SECOND, secondBefore, await readAliases(session.clients, SECOND));
  },
};
