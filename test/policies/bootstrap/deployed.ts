import { readFileSync } from 'node:fs';
import { ApplicationStage } from '../../../app/application-stage.ts';
import { environments as released, securityApproval } from '../../../pipeline/environments.ts';
import { freezePeriods } from '../../../pipeline/freeze.ts';
import { notifications } from '../../../pipeline/notifications.ts';
import { PipelineStack } from '../../../pipeline/pipeline-stack.ts';
import { readTemplate } from '../../../policies/template.ts';
import { eachEnvironment } from '../../pipeline/each-environment.ts';
import { env, newApp } from '../../pipeline/synthesize.ts';

/** The released environments, with all that a stage can be configured to have: captured requests, synthetic traffic, a shift of its own. */
const everything = eachEnvironment(released, (one) =>
  one.name === 'Prod'
    ? {
        ...one,
        shift: { kind: 'canary', percent: 11, minutes: 5 },
        // Figures that fit it, whatever those of the released stage are.
        expected: { requestsPerSecond: 2.5, errorRatePercent: 0.1, slowPercent: 0.1 },
        mustDetect: { errorRatePercent: 20 },
        capture: { sharePercent: 1, events: 10, days: 7 },
        onInconclusive: 'syntheticTraffic',
        onNothingToAsk: 'accept',
      }
    : one,
);

/** Every resource that a release can deploy, in the pipeline and in every stage. */
export function deployedResources() {
  const app = newApp();
  new PipelineStack(app, 'SlipwayPipeline', {
    env,
    pipelineName: 'slipway',
    repositoryName: 'slipway',
    repositoryMode: 'create',
    branch: 'main',
    application: (scope, id, props) => new ApplicationStage(scope, id, props),
    environments: everything,
    securityApproval,
    freezePeriods,
    notifications,
  });
  return app
    .synth()
    .stacksRecursively.flatMap(
      ({ templateFullPath }) => readTemplate(JSON.parse(readFileSync(templateFullPath, 'utf8'))).resources,
    );
}
