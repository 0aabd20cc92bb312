import * as cdk from 'aws-cdk-lib';
import { ApplicationStage } from '../app/application-stage.ts';
import { environments, securityApproval } from '../pipeline/environments.ts';
import { notifications } from '../pipeline/notifications.ts';
import { PipelineStack } from '../pipeline/pipeline-stack.ts';
import { readSettings } from '../pipeline/settings.ts';

/*
 * The same app as pipeline/bin.ts without the policy packs, for the benchmark of the synthesis only; with the argument
 * `no-validation` also without CDK's built-in validation of the templates.
 */
const app = new cdk.App({ builtinCloudFormationValidation: !process.argv.includes('no-validation') });
const settings = readSettings((key) => app.node.tryGetContext(key), process.env);

new PipelineStack(app, 'SlipwayPipeline', {
  env: { account: settings.account, region: settings.region },
  pipelineName: 'slipway',
  repositoryName: settings.repositoryName,
  repositoryMode: settings.repositoryMode,
  branch: settings.branch,
  application: (scope, id, props) => new ApplicationStage(scope, id, props),
  environments,
  securityApproval,
  notifications,
});
