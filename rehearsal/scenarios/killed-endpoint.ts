import { startProdTraffic, watchRelease } from '../session/release.ts';
import { expectProdReleased, expectSucceeded, ofStage, tellDeployments } from './checks.ts';
import { newRevision } from './edits.ts';
import type { Scenario } from './scenario.ts';

export const killedEndpoint: Scenario = {
  name: 'killed-endpoint',
  push: 'a visible change of an answer; in the middle of its canary the endpoint is killed and started again',
  outcome: 'the same deployment goes on, and the release ends as it would have',
  run: async ({ session, presenter, requestsPerSecond, release, expect }) => {
    const message = 'Answers carry revision 9';
    const half = await release({
      message,
      edits: [newRevision('9')],
      until: ({ deployments }) =>
        deployments.some(
          ({ functionName, status, percentSet }) =>
            functionName.startsWith('Prod-') && status === 'InProgress' && percentSet === 10,
        ),
    });
    const [canary] = ofStage(half, 'Prod');
    expect(
      'the canary stood at 10 % when the endpoint was killed',
      canary?.status === 'InProgress',
      tellDeployments(half.deployments),
    );
    await session.crash();
    await startProdTraffic(session, requestsPerSecond);
    const result = await watchRelease(session, presenter, half, { message });
    expectSucceeded(expect, result);
    const canaries = ofStage(result, 'Prod');
    const weights = canaries[0]?.weights.map((change) => change.percentNew) ?? [];
    expect(
      'the same deployment went on, from 10 % to 100 %',
      canaries.length === 1 && canaries[0]?.id === canary?.id && weights.at(-2) === 10 && weights.at(-1) === 100,
      tellDeployments(canaries),
    );
    const hooks = canaries.flatMap((deployment) => deployment.hooks);
    expect(
      'each hook succeeded, once',
      hooks.length === 2 && hooks.every((hook) => hook.status === 'Succeeded'),
      hooks.map((hook) => `${hook.name} ${hook.status}`).join(', '),
    );
    expectProdReleased(expect, result, 'getStudentDetails');
  },
};
