import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { DescribeRuleCommand, EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateAliasCommand,
  GetAliasCommand,
  InvokeCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { bundle } from '../../../app/bundle.ts';
import { SYNTHETIC_PER_SECOND_MAX, syntheticSeconds } from '../../../app/release/detection/synthetic-evidence.ts';
import { GET_SHADOW } from '../../../app/students/shadow-events.ts';
import { type SyntheticNeed, SyntheticTrafficEnvironment } from '../../../hooks/synthetic-traffic/contract.ts';
import type { Service } from '../../../rehearsal/kernel/service.ts';
import { codedeploy } from '../../../rehearsal/services/codedeploy/index.ts';
import { eventbridge } from '../../../rehearsal/services/eventbridge/index.ts';
import { PROD, studentsTemplate } from '../../app/example-stage.ts';
import { ACCOUNT, REGION } from '../../helpers/rehearsal.ts';
import { type LambdaAccount, startLambdaAccount, zipOf } from '../lambda/lambda-account.ts';

const NAME = 'Prod-getStudentDetails';
export const JUDGE = `${NAME}-bake-judge`;
export const SENDER = `${NAME}-synthetic-traffic`;
export const SYNTHETIC_SILENCE_ALARM = `${NAME}-judge-silent-synthetic`;
export const EVIDENCE_ALARM = `${NAME}-judge-evidence`;
export const SILENCE_ALARM = `${NAME}-judge-silent`;
const GROUP = `${NAME}-live`;
const JUDGE_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${JUDGE}`;

/** What an intrinsic function of the template stands for in these tests: the version that it is about, or the judge. */
function resolved(value: unknown, version: string): unknown {
  if (Array.isArray(value)) return value.map((inner) => resolved(inner, version));
  if (typeof value !== 'object' || value === null) return value;
  if ('Fn::GetAtt' in value) {
    const [, attribute] = z.tuple([z.string(), z.string()]).parse(value['Fn::GetAtt']);
    return attribute === 'Version' ? version : JUDGE_ARN;
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolved(inner, version)]));
}

const WITH_SYNTHETIC = { onInconclusive: 'syntheticTraffic', onNothingToAsk: 'accept' } as const;

/** Properties of the judge's resources as the construct renders them for this function. */
function synthesized(type: string, version = '2', synthetic = false): Record<string, unknown>[] {
  const found = Object.entries(studentsTemplate(synthetic ? WITH_SYNTHETIC : {}).findResources(type)).filter(([id]) =>
    id.startsWith('GetStudentDetailsBakeJudge'),
  );
  return found.map(([, { Properties }]) => z.record(z.string(), z.unknown()).parse(resolved(Properties, version)));
}

const alarmOf = z.looseObject({
  AlarmName: z.string(),
  ComparisonOperator: z.literal(['GreaterThanThreshold', 'GreaterThanOrEqualToThreshold']),
  EvaluationPeriods: z.number(),
});
const ruleOf = z.object({
  Name: z.string(),
  ScheduleExpression: z.string().optional(),
  EventPattern: z.unknown().optional(),
  State: z.enum(['ENABLED', 'DISABLED']),
});
const environmentOf = z.object({
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
  Timeout: z.number(),
});

export interface JudgedGroup {
  readonly account: LambdaAccount;
  /** Starts the release of the second version. */
  deploy(): Promise<string>;
  /** Ten seconds of traffic at a time, for that long or until the deployment has ended. */
  traffic(seconds: number, deploymentId: string, requestsEveryTenSeconds?: number): Promise<DeploymentInfo>;
  deployment(id: string): Promise<DeploymentInfo>;
  aliasVersion(): Promise<string | undefined>;
  scheduleState(): Promise<string | undefined>;
  /** Puts the alarms of this version in place of those that are there, as an update or a rollback of the stack does. */
  putAlarms(version: string): Promise<void>;
  stop(): Promise<void>;
}

export interface JudgedGroupOptions {
  readonly cloudwatch: Service;
  /** Source of the second version; the first answers everything. */
  readonly newVersion: string;
  /** Source in the place of the judge's own bundle. */
  readonly judge?: string;
  /** Whether the stage makes up for too little traffic by requests of its own. @default false */
  readonly synthetic?: boolean;
  /** Whether EventBridge may invoke the judge. @default true */
  readonly admitted?: boolean;
}

/** What the stage needs, as the construct renders it for the sender. */
export function syntheticNeed(): SyntheticNeed {
  const [sender] = Object.values(
    studentsTemplate(WITH_SYNTHETIC).findResources('AWS::Lambda::Function', {
      Properties: { FunctionName: SENDER },
    }),
  );
  return SyntheticTrafficEnvironment.shape.NEED.parse(sender?.Properties.Environment.Variables.NEED);
}

/** The sender as `SyntheticTraffic` makes it, and the baseline that leads to the old version. */
async function addSyntheticTraffic(account: LambdaAccount): Promise<void> {
  await account.client.send(new CreateAliasCommand({ FunctionName: NAME, Name: 'baseline', FunctionVersion: '1' }));
  const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${NAME}`;
  const Variables = z.encode(SyntheticTrafficEnvironment, {
    APPLICATION_NAME: NAME,
    DEPLOYMENT_GROUP_NAME: GROUP,
    FUNCTION_NAME: NAME,
    ALIAS_NAME: 'live',
    NEW_VERSION: '2',
    NEW_VERSION_ARN: `${arn}:2`,
    BASELINE_ALIAS_ARN: `${arn}:baseline`,
    REQUESTS: { events: GET_SHADOW.events },
    SMOKE_TABLE: { tableName: 'not-used-without-a-seed', partitionKey: 'Roll' },
    NEED: syntheticNeed(),
    WINDOW_SECONDS: syntheticSeconds(PROD),
    PER_SECOND_MAX: SYNTHETIC_PER_SECOND_MAX,
  });
  const source = readFileSync(join(bundle('synthetic-traffic').directory, 'index.mjs'), 'utf8');
  await account.create(SENDER, source, { Environment: { Variables }, Timeout: 90 });
  await account.local.client(EventBridgeClient).send(
    new PutTargetsCommand({
      Rule: JUDGE,
      Targets: [{ Id: 'sender', Arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${SENDER}` }],
    }),
  );
  await account.client.send(
    new AddPermissionCommand({
      FunctionName: SENDER,
      StatementId: 'schedule',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: `arn:aws:events:${REGION}:${ACCOUNT}:rule/${JUDGE}`,
    }),
  );
}

const GOOD = 'export const handler = async () => 1;';
const REQUESTS_EVERY_TEN_SECONDS = 12;

/** A function with its deployment group, alarms and judge, as `BakeJudge` makes them, on real services. */
export async function startJudgedGroup(options: JudgedGroupOptions): Promise<JudgedGroup> {
  const account = await startLambdaAccount([codedeploy, eventbridge, options.cloudwatch]);
  const { local, client: lambda } = account;
  const deployments = local.client(CodeDeployClient);
  const events = local.client(EventBridgeClient);

  await account.create(NAME, GOOD, { Publish: true });
  await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: NAME, ZipFile: await zipOf({ 'index.mjs': options.newVersion }) }),
  );
  await lambda.send(new PublishVersionCommand({ FunctionName: NAME }));
  await lambda.send(new CreateAliasCommand({ FunctionName: NAME, Name: 'live', FunctionVersion: '1' }));

  const { synthetic = false } = options;
  const [properties] = synthesized('AWS::Lambda::Function', '2', synthetic);
  const { Environment, Timeout } = environmentOf.parse(properties);
  const source = options.judge ?? readFileSync(join(bundle('bake-judge').directory, 'index.mjs'), 'utf8');
  await account.create(JUDGE, source, { Environment, Timeout });
  for (const rule of synthesized('AWS::Events::Rule').map((one) => ruleOf.parse(one))) {
    const { EventPattern, ...given } = rule;
    const { RuleArn } = await events.send(
      new PutRuleCommand({
        ...given,
        ...(EventPattern === undefined ? {} : { EventPattern: JSON.stringify(EventPattern) }),
      }),
    );
    await events.send(new PutTargetsCommand({ Rule: rule.Name, Targets: [{ Id: 'judge', Arn: JUDGE_ARN }] }));
    if (options.admitted === false) continue;
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: JUDGE,
        StatementId: rule.Name,
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: RuleArn,
      }),
    );
  }
  if (synthetic) await addSyntheticTraffic(account);
  const putAlarms = async (version: string) => {
    const rendered = synthesized('AWS::CloudWatch::Alarm', version, synthetic);
    for (const { AlarmActions: _, ...alarm } of rendered)
      await local.client(CloudWatchClient).send(new PutMetricAlarmCommand(alarmOf.parse(alarm)));
  };
  await putAlarms('2');

  const alarms = [EVIDENCE_ALARM, SILENCE_ALARM, ...(synthetic ? [SYNTHETIC_SILENCE_ALARM] : [])];
  const trust = { Effect: 'Allow', Principal: { Service: 'codedeploy.amazonaws.com' }, Action: 'sts:AssumeRole' };
  await local.client(IAMClient).send(
    new CreateRoleCommand({
      RoleName: 'deploy',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  );
  await deployments.send(new CreateApplicationCommand({ applicationName: NAME, computePlatform: 'Lambda' }));
  await deployments.send(
    new CreateDeploymentGroupCommand({
      applicationName: NAME,
      deploymentGroupName: GROUP,
      serviceRoleArn: `arn:aws:iam::${ACCOUNT}:role/deploy`,
      deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      alarmConfiguration: { enabled: true, alarms: alarms.map((name) => ({ name })) },
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
    }),
  );

  const deployment = async (deploymentId: string): Promise<DeploymentInfo> => {
    const { deploymentInfo } = await deployments.send(new GetDeploymentCommand({ deploymentId }));
    if (deploymentInfo === undefined) throw new Error(`there is no deployment ${deploymentId}`);
    return deploymentInfo;
  };
  return {
    account,
    deployment,
    deploy: async () => {
      const Properties = { Name: NAME, Alias: 'live', CurrentVersion: '1', TargetVersion: '2' };
      const content = JSON.stringify({
        version: 0,
        Resources: [{ fn: { Type: 'AWS::Lambda::Function', Properties } }],
      });
      const { deploymentId = '' } = await deployments.send(
        new CreateDeploymentCommand({
          applicationName: NAME,
          deploymentGroupName: GROUP,
          revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
        }),
      );
      await local.clock.advance(0);
      return deploymentId;
    },
    traffic: async (seconds, deploymentId, requests = REQUESTS_EVERY_TEN_SECONDS) => {
      for (let passed = 0; passed < seconds; passed += 10) {
        for (let request = 0; request < requests; request++)
          await lambda.send(new InvokeCommand({ FunctionName: NAME, Qualifier: 'live' }));
        await local.clock.advance(10_000);
        if ((await deployment(deploymentId)).status !== 'InProgress') break;
      }
      return deployment(deploymentId);
    },
    aliasVersion: async () => {
      const alias = await lambda.send(new GetAliasCommand({ FunctionName: NAME, Name: 'live' }));
      return alias.FunctionVersion;
    },
    putAlarms,
    scheduleState: async () => (await events.send(new DescribeRuleCommand({ Name: JUDGE }))).State,
    stop: () => local.stop(),
  };
}
