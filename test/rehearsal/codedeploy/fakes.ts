import * as cloudwatchSdk from '@aws-sdk/client-cloudwatch';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import * as stsSdk from '@aws-sdk/client-sts';
import type { Service } from '../../../rehearsal/kernel/service.ts';

/** The outside of CodeDeploy: an alias, hooks that are told of, and alarms that a test sets. */
export interface Outside {
  readonly services: readonly Service[];
  alias: { version: string; weights: Record<string, number> };
  readonly aliasHistory: string[];
  readonly hooks: { functionName: string; payload: { DeploymentId: string; LifecycleEventHookExecutionId: string } }[];
  readonly alarms: Map<string, string>;
}

export function createOutside(): Outside {
  const outside: Outside = {
    alias: { version: '1', weights: {} },
    aliasHistory: [],
    hooks: [],
    alarms: new Map([['errors', 'OK']]),
    services: [],
  };
  const lambda: Service = {
    signingName: 'lambda',
    sdk: lambdaSdk,
    operations: {
      GetAlias: () => ({
        FunctionVersion: outside.alias.version,
        RoutingConfig: { AdditionalVersionWeights: outside.alias.weights },
      }),
      UpdateAlias: (input: lambdaSdk.UpdateAliasCommandInput) => {
        outside.alias = {
          version: input.FunctionVersion ?? '',
          weights: { ...input.RoutingConfig?.AdditionalVersionWeights },
        };
        const split = Object.entries(outside.alias.weights).map(([version, weight]) => ` ${version}:${weight}`);
        outside.aliasHistory.push(`${outside.alias.version}${split.join('')}`);
        return {};
      },
      Invoke: (input: lambdaSdk.InvokeCommandInput) => {
        const payload = JSON.parse(String(input.Payload ?? ''));
        outside.hooks.push({ functionName: input.FunctionName ?? '', payload });
        return { StatusCode: 202 };
      },
    },
  };
  const cloudwatch: Service = {
    signingName: 'monitoring',
    sdk: cloudwatchSdk,
    operations: {
      DescribeAlarms: (input: cloudwatchSdk.DescribeAlarmsCommandInput) => ({
        MetricAlarms: (input.AlarmNames ?? []).flatMap((name) => {
          const state = outside.alarms.get(name);
          return state === undefined ? [] : [{ AlarmName: name, StateValue: state }];
        }),
      }),
    },
  };
  const sts: Service = {
    signingName: 'sts',
    sdk: stsSdk,
    operations: {
      AssumeRole: (input: stsSdk.AssumeRoleCommandInput, context: Parameters<Service['operations'][string]>[1]) => {
        const arn = `arn:aws:sts::${context.account}:assumed-role/deploy/${input.RoleSessionName}`;
        const principal = { kind: 'assumedRole', account: context.account, arn, id: 'AROA:x' } as const;
        const keys = context.principals.issueSession(principal, 3600);
        return {
          Credentials: {
            AccessKeyId: keys.accessKeyId,
            SecretAccessKey: keys.secretAccessKey,
            SessionToken: keys.sessionToken,
            Expiration: new Date(keys.expiresMs ?? 0),
          },
        };
      },
    },
  };
  return Object.assign(outside, { services: [lambda, cloudwatch, sts] });
}
