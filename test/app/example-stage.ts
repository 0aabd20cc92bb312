import * as cdk from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ApplicationStage } from '../../app/application-stage.ts';
import type { StageConfiguration } from '../../app/stage-configuration.ts';
import { StudentsStack } from '../../app/students/stack.ts';

/** A production-like stage. */
export const PROD: StageConfiguration = {
  name: 'Prod',
  shift: { kind: 'canary', percent: 10, minutes: 5 },
  alarms: { errorRatePercent: 5, minimumRequestsPerMinute: 10, latencyP99Ms: 1_000, throttles: 5 },
  expected: { requestsPerSecond: 2.5, errorRatePercent: 0.1, slowPercent: 0.1 },
  mustDetect: { errorRatePercent: 20 },
  onInconclusive: 'accept',
  retainData: true,
  logRetentionDays: 365,
};

/** Template of the students stack in a stage of its own. `fromStack` also finds dependency cycles. */
export function studentsTemplate(changes: Partial<StageConfiguration> = {}): Template {
  const app = new cdk.App({ context: { '@aws-cdk/aws-iam:minimizePolicies': true } });
  const configuration = { ...PROD, ...changes };
  const stage = new ApplicationStage(app, configuration.name, {
    env: { account: '111111111111', region: 'eu-west-1' },
    configuration,
  });
  const stack = stage.node.findChild('Students');
  if (!(stack instanceof StudentsStack)) throw new Error('the stage has no students stack');
  return Template.fromStack(stack);
}
