import type { ReleaseResult } from '../session/release.ts';
import { expectProdUnchanged, expectStageFailed, ofStage, tellDeployments } from './checks.ts';
import { writesToMissingTable } from './edits.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

/** The pre-traffic hook of Beta said no, and the new version never had any traffic. */
export function expectStoppedBeforeTraffic(expect: ScenarioContext['expect'], result: ReleaseResult): void {
  expectStageFailed(expect, result, 'Beta');
  const deployments = ofStage(result, 'Beta');
  const bad = deployments.find((deployment) => deployment.errorCode === 'HOOK_EXECUTION_FAILURE');
  const hook = bad?.hooks.find(({ name }) => name === 'BeforeAllowTraffic');
  expect(
    'the pre-traffic hook failed the deployment',
    hook?.status === 'Failed' && bad?.status === 'Failed',
    tellDeployments(deployments),
  );
  expect(
    'the new version never had any traffic',
    bad?.weights.every((change) => change.percentNew === 0) ?? false,
    tellDeployments(deployments),
  );
  expectProdUnchanged(expect, result);
}

export const preTrafficFails: Scenario = {
  name: 'pre-traffic-fails',
  push: 'the new version throws on valid input',
  outcome: '0 % of traffic ever reached it',
  run: async ({ release, expect }) => {
    const result = await release({ message: 'Write to the archive table', edits: [writesToMissingTable] });
    expectStoppedBeforeTraffic(expect, result);
  },
};
