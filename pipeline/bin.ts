import * as cdk from 'aws-cdk-lib';
import { ApplicationStage } from '../app/application-stage.ts';
import { installPolicies } from '../policies/validate.ts';
import { environments, securityApproval } from './environments.ts';
import { freezePeriods } from './freeze.ts';
import { notifications } from './notifications.ts';
import { PipelineStack } from './pipeline-stack.ts';
import { readSettings } from './settings.ts';

/** The only file that reads the context, the process environment and the day. */
const app = new cdk.App();
installPolicies(app, { today: new Date() });
const settings = readSettings((key) => app.node.tryGetContext(key), process.env);

new PipelineStack(app, 'SlipwayPipeline', {
  env: { account: settings.account, region: settings.region },
  description: 'The release pipeline of Slipway',
  pipelineName: settings.pipelineName,
  repositoryName: settings.repositoryName,
  repositoryMode: settings.repositoryMode,
  branch: settings.branch,
  application: (scope, id, props) => new ApplicationStage(scope, id, props),
  environments,
  securityApproval,
  freezePeriods,
  notifications,
});
