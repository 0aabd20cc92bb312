import { expectProdUnchanged, expectStageFailed, ofStage, tellDeployments } from './checks.ts';
import { hookForgetsToReport, newRevision } from './edits.ts';
import type { Scenario } from './scenario.ts';

export const hookSilent: Scenario = {
  name: 'hook-silent',
  push: 'the hook never reports',
  outcome: 'after one (virtual) hour: failed, rolled back',
  run: async ({ release, longWait, expect }) => {
    const result = await longWait(() =>
      release({
        message: 'A hook that keeps its verdict to itself',
        edits: [newRevision('4'), hookForgetsToReport],
      }),
    );
    expectStageFailed(expect, result, 'Beta');
    const deployments = ofStage(result, 'Beta');
    const silent = deployments.find(({ hooks }) =>
      hooks.some(({ name, status }) => name === 'BeforeAllowTraffic' && status === 'Failed'),
    );
    expect('the deployment failed for want of an answer', silent?.status === 'Failed', tellDeployments(deployments));
    expect(
      'no traffic was shifted',
      silent?.weights.every((change) => change.percentNew === 0) ?? false,
      tellDeployments(deployments),
    );
    const beta = result.execution.stages.find((stage) => stage.name === 'Beta');
    expect(
      'CodeDeploy waited an hour',
      (beta?.durationMs ?? 0) >= 3_600_000,
      `Beta took ${Math.round((beta?.durationMs ?? 0) / 60_000)} virtual minutes`,
    );
    expectProdUnchanged(expect, result);
  },
};
