/**
 * The application without a pipeline, as a CDK app of its own: one stage, which needs no passport, since nobody signs one. What a
 * pipeline releases only the pipeline deploys.
 */
import * as cdk from 'aws-cdk-lib';
import { ApplicationStage } from '../../app/application-stage.ts';
import { PROD } from '../app/example-stage.ts';

const { CDK_DEFAULT_ACCOUNT: account = '', CDK_DEFAULT_REGION: region = '' } = process.env;
const { mustDetect: _, ...rest } = PROD;
new ApplicationStage(new cdk.App(), 'Beta', {
  env: { account, region },
  configuration: { ...rest, name: 'Beta', shift: { kind: 'allAtOnce' }, retainData: false, logRetentionDays: 30 },
});
