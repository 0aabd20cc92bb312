import { expectProdUnchanged, expectStageFailed, ofStage, tellDeployments } from './checks.ts';
import { storesDifferently } from './edits.ts';
import type { Scenario } from './scenario.ts';

export const postTrafficFails: Scenario = {
  name: 'post-traffic-fails',
  push: 'read-back differs',
  outcome: 'rolled back after the shift',
  run: async ({ release, expect }) => {
    const result = await release({ message: 'Last names in capitals', edits: [storesDifferently] });
    expectStageFailed(expect, result, 'Beta');
    const deployments = ofStage(result, 'Beta');
    // Of one function: when the first fails, the release of the other is stopped, whatever its own hook was about to say.
    const bad = deployments.find(
      ({ status, hooks }) =>
        status === 'Failed' && hooks.some((hook) => hook.name === 'AfterAllowTraffic' && hook.status === 'Failed'),
    );
    expect('the post-traffic hook failed the deployment', bad !== undefined, tellDeployments(deployments));
    expect(
      'the traffic had been shifted',
      bad?.weights.some((change) => change.percentNew === 100) ?? false,
      tellDeployments(deployments),
    );
    const back = deployments.find((deployment) => deployment.rollbackOf !== null && deployment.rollbackOf === bad?.id);
    expect('CodeDeploy took it back', back?.status === 'Succeeded', tellDeployments(deployments));
    expectProdUnchanged(expect, result);
  },
};
