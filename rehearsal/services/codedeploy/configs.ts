import type { DeploymentConfig, Routing } from './model.ts';

const canary = (minutes: number): Routing => ({ kind: 'canary', percent: 10, minutes });
const linear = (everyMinutes: number): Routing => ({ kind: 'linear', percent: 10, everyMinutes });

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html#deployment-configuration-lambda */
const PREDEFINED: Readonly<Record<string, Routing>> = {
  LambdaCanary10Percent5Minutes: canary(5),
  LambdaCanary10Percent10Minutes: canary(10),
  LambdaCanary10Percent15Minutes: canary(15),
  LambdaCanary10Percent30Minutes: canary(30),
  LambdaLinear10PercentEvery1Minute: linear(1),
  LambdaLinear10PercentEvery2Minutes: linear(2),
  LambdaLinear10PercentEvery3Minutes: linear(3),
  LambdaLinear10PercentEvery10Minutes: linear(10),
  LambdaAllAtOnce: { kind: 'allAtOnce' },
};

export const predefinedConfigs: readonly DeploymentConfig[] = Object.entries(PREDEFINED).map(([name, routing], i) => ({
  name: `CodeDeployDefault.${name}`,
  id: `00000000-0000-0000-0000-00000000000${i}`,
  routing,
  createdMs: Date.UTC(2017, 10, 28),
}));
