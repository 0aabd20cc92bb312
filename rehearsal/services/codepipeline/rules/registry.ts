import { lambdaInvoke } from '../function-job.ts';
import type { RuleProvider } from '../job.ts';
import { cloudWatchAlarm } from './cloudwatch-alarm.ts';
import { deploymentWindow } from './deployment-window.ts';
import { variableCheck } from './variable-check.ts';

/** What checks a rule of a stage condition, by provider. */
export const ruleProviders: Readonly<Record<string, RuleProvider>> = {
  CloudWatchAlarm: cloudWatchAlarm,
  DeploymentWindow: deploymentWindow,
  LambdaInvoke: lambdaInvoke,
  VariableCheck: variableCheck,
};
