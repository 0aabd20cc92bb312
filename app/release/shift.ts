import * as cdk from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import type { Construct } from 'constructs';
import type { ShiftConfiguration } from '../stage-configuration.ts';

/** CodeDeploy's own canary configurations move 10 % and then the rest after one of these times, in minutes. */
const PREDEFINED_CANARY_MINUTES = new Set([5, 10, 15, 30]);
/** CodeDeploy's own linear configurations move 10 % at each of these intervals, in minutes. */
const PREDEFINED_LINEAR_MINUTES = new Set([1, 2, 3, 10]);
const PREDEFINED_PERCENT = 10;
/** Longest time from the first shift to the last, in minutes (a CodeDeploy quota). */
const LONGEST_SHIFT_MINUTES = 2_880;
const LARGEST_STEP_PERCENT = 99;

/**
 * Name of the predefined configuration that does this shift, or undefined where there is none.
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html#deployment-configurations-predefined-lambda
 */
export function predefinedConfigurationName(shift: ShiftConfiguration): string | undefined {
  if (shift.kind === 'allAtOnce') return 'CodeDeployDefault.LambdaAllAtOnce';
  if (shift.percent !== PREDEFINED_PERCENT) return undefined;
  if (shift.kind === 'canary') {
    if (!PREDEFINED_CANARY_MINUTES.has(shift.minutes)) return undefined;
    return `CodeDeployDefault.LambdaCanary10Percent${shift.minutes}Minutes`;
  }
  if (!PREDEFINED_LINEAR_MINUTES.has(shift.everyMinutes)) return undefined;
  return `CodeDeployDefault.LambdaLinear10PercentEvery${shift.everyMinutes}Minute${shift.everyMinutes === 1 ? '' : 's'}`;
}

/** Time from the first shift of traffic to the last, in minutes. */
export function shiftMinutes(shift: ShiftConfiguration): number {
  if (shift.kind === 'allAtOnce') return 0;
  if (shift.kind === 'canary') return shift.minutes;
  return (Math.ceil(100 / shift.percent) - 1) * shift.everyMinutes;
}

/** @throws Error that names the value where CodeDeploy would refuse the shift. */
export function checkShift(shift: ShiftConfiguration): void {
  if (shift.kind === 'allAtOnce') return;
  const minutes = shift.kind === 'canary' ? shift.minutes : shift.everyMinutes;
  if (!Number.isInteger(shift.percent) || shift.percent < 1 || shift.percent > LARGEST_STEP_PERCENT) {
    throw new Error(
      `a ${shift.kind} shift of ${shift.percent} %: use a whole number from 1 to ${LARGEST_STEP_PERCENT}, or allAtOnce`,
    );
  }
  if (!Number.isInteger(minutes) || minutes < 1) {
    throw new Error(`a ${shift.kind} shift with ${minutes} minutes: use a whole number of at least 1`);
  }
  if (shiftMinutes(shift) > LONGEST_SHIFT_MINUTES) {
    throw new Error(
      `a ${shift.kind} shift that takes ${shiftMinutes(shift)} minutes: CodeDeploy allows ${LONGEST_SHIFT_MINUTES}`,
    );
  }
}

/** The predefined deployment configuration where it matches, otherwise one of our own. */
export function deploymentConfiguration(
  scope: Construct,
  id: string,
  shift: ShiftConfiguration,
): codedeploy.ILambdaDeploymentConfig {
  checkShift(shift);
  const name = predefinedConfigurationName(shift);
  if (name !== undefined) return codedeploy.LambdaDeploymentConfig.fromLambdaDeploymentConfigName(scope, id, name);
  const trafficRouting =
    shift.kind === 'canary'
      ? codedeploy.TrafficRouting.timeBasedCanary({
          percentage: shift.percent,
          interval: cdk.Duration.minutes(shift.minutes),
        })
      : shift.kind === 'linear'
        ? codedeploy.TrafficRouting.timeBasedLinear({
            percentage: shift.percent,
            interval: cdk.Duration.minutes(shift.everyMinutes),
          })
        : codedeploy.TrafficRouting.allAtOnce();
  return new codedeploy.LambdaDeploymentConfig(scope, id, { trafficRouting });
}
