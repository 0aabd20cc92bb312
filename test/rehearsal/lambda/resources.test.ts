import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AnyResourceType, ResourceContext } from '../../../rehearsal/services/cloudformation/resource-type.ts';
import { lambdaAlias } from '../../../rehearsal/services/cloudformation/resources/lambda-alias.ts';
import { lambdaEventInvokeConfig } from '../../../rehearsal/services/cloudformation/resources/lambda-event-invoke-config.ts';
import { lambdaFunction } from '../../../rehearsal/services/cloudformation/resources/lambda-function.ts';
import { lambdaPermission } from '../../../rehearsal/services/cloudformation/resources/lambda-permission.ts';
import { lambdaVersion } from '../../../rehearsal/services/cloudformation/resources/lambda-version.ts';
import { logsLogGroup } from '../../../rehearsal/services/cloudformation/resources/logs-log-group.ts';
import { xray } from '../../../rehearsal/services/xray/index.ts';
import { ACCOUNT, REGION } from '../../helpers/rehearsal.ts';
import { type LambdaAccount, startLambdaAccount } from './lambda-account.ts';

let account: LambdaAccount;
beforeEach(async () => {
  account = await startLambdaAccount([xray]);
});
afterEach(() => account.local.stop());

/** CloudFormation's side of one create or update. */
function contextOf(token: string): ResourceContext {
  const scope = account.local.rehearsal.kernel.scope(REGION);
  return Object.assign(Object.create(scope), {
    stackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/s/1',
    stackName: 's',
    logicalId: 'Resource',
    token,
    generateName: () => `s-Resource-${token}`,
    client: (clientClass: Parameters<typeof scope.clients.asService>[0]) =>
      scope.clients.asService(clientClass, 'cloudformation.amazonaws.com', REGION),
  });
}
const create = (type: AnyResourceType, properties: object, token: string) => type.create(properties, contextOf(token));

const functionProperties = (further: object = {}) => ({
  Code: { ZipFile: 'exports.handler = async () => ({ n: 1, greeting: process.env.GREETING });' },
  Handler: 'index.handler',
  Role: account.roleArn,
  Runtime: 'nodejs24.x',
  ...further,
});

test('a function is created once under a token, changed in place, and deleted', async () => {
  const first = functionProperties({
    Architectures: ['arm64'],
    Environment: { Variables: { GREETING: 'hi' } },
    MemorySize: '256',
    ReservedConcurrentExecutions: 2,
    Tags: [{ Key: 'team', Value: 'a' }],
    TracingConfig: { Mode: 'Active' },
    LoggingConfig: { LogGroup: 'own' },
  });
  const made = await create(lambdaFunction, first, 'A');
  expect(made).toEqual({
    physicalId: 's-Resource-A',
    attributes: { Arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:s-Resource-A` },
  });
  expect(await create(lambdaFunction, first, 'A')).toEqual(made);
  expect((await account.invoke('s-Resource-A')).payload).toEqual({ n: 1, greeting: 'hi' });
  const describe = () => account.client.send(new GetFunctionCommand({ FunctionName: 's-Resource-A' }));
  expect(await describe()).toMatchObject({
    Configuration: { MemorySize: 256, TracingConfig: { Mode: 'Active' }, LoggingConfig: { LogGroup: 'own' } },
    Concurrency: { ReservedConcurrentExecutions: 2 },
    Tags: { team: 'a' },
  });
  const next = functionProperties({ Code: { ZipFile: 'exports.handler = async () => ({ n: 2 });' } });
  await lambdaFunction.update('s-Resource-A', next, first, contextOf('B'));
  expect((await account.invoke('s-Resource-A')).payload).toEqual({ n: 2 });
  const changed = await describe();
  expect(changed).toMatchObject({
    Configuration: { MemorySize: 128, TracingConfig: { Mode: 'PassThrough' }, Architectures: ['x86_64'] },
  });
  expect([changed.Concurrency, changed.Tags, changed.Configuration?.Environment]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  await lambdaFunction.delete('s-Resource-A', next, contextOf('C'));
  await lambdaFunction.delete('s-Resource-A', next, contextOf('C'));
  await expect(describe()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a version is published once under a token, and never twice for the same code', async () => {
  await create(lambdaFunction, functionProperties({ FunctionName: 'f' }), 'A');
  const version = await create(lambdaVersion, { FunctionName: 'f' }, 'V');
  expect(version).toEqual({
    physicalId: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f:1`,
    attributes: { Version: '1', FunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f:1` },
  });
  expect(await create(lambdaVersion, { FunctionName: 'f' }, 'V')).toEqual(version);
  await expect(create(lambdaVersion, { FunctionName: 'f' }, 'W')).rejects.toThrow(
    'A version for this Lambda function exists ( 1 ). Modify the function to create a new version.',
  );
});

test('an alias, its permission and its event configuration', async () => {
  await create(lambdaFunction, functionProperties({ FunctionName: 'f' }), 'A');
  await create(lambdaVersion, { FunctionName: 'f' }, 'V');
  const properties = { FunctionName: 'f', FunctionVersion: '1', Name: 'live' };
  const alias = await create(lambdaAlias, properties, 'L');
  expect(alias.physicalId).toBe(`arn:aws:lambda:${REGION}:${ACCOUNT}:function:f:live`);
  expect(await create(lambdaAlias, properties, 'L')).toEqual(alias);

  const permission = {
    Action: 'lambda:InvokeFunction',
    FunctionName: alias.physicalId,
    Principal: 'apigateway.amazonaws.com',
    SourceArn: 'arn:aws:execute-api:eu-west-1:111122223333:api/v1/GET/x',
  };
  const { physicalId } = await create(lambdaPermission, permission, 'P');
  await create(lambdaPermission, permission, 'P');
  const { Policy } = await account.client.send(new GetPolicyCommand({ FunctionName: 'f', Qualifier: 'live' }));
  expect(JSON.parse(Policy ?? '').Statement).toMatchObject([{ Sid: physicalId }]);
  await lambdaPermission.delete(physicalId, permission, contextOf('D'));

  const config = { FunctionName: 'f', Qualifier: 'live', MaximumRetryAttempts: '0' };
  await create(lambdaEventInvokeConfig, config, 'E');
  const { MaximumRetryAttempts } = await account.client.send(
    new GetFunctionEventInvokeConfigCommand({ FunctionName: 'f', Qualifier: 'live' }),
  );
  expect(MaximumRetryAttempts).toBe(0);
  await lambdaEventInvokeConfig.delete('', config, contextOf('D'));

  const next = { ...properties, FunctionVersion: '$LATEST', Description: 'moved' };
  await lambdaAlias.update(alias.physicalId, next, properties, contextOf('U'));
  const moved = await account.client.send(new GetAliasCommand({ FunctionName: 'f', Name: 'live' }));
  expect(moved).toMatchObject({ FunctionVersion: '$LATEST', Description: 'moved' });
  await lambdaAlias.delete(alias.physicalId, next, contextOf('D'));
  await lambdaAlias.delete(alias.physicalId, next, contextOf('D'));
});

test('a log group with key and retention', async () => {
  const key = 'arn:aws:kms:eu-west-1:111122223333:key/k';
  const given = { LogGroupName: 'g', RetentionInDays: '365', KmsKeyId: key };
  const made = await create(logsLogGroup, given, 'G');
  expect(made).toEqual({
    physicalId: 'g',
    attributes: { Arn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:g:*` },
  });
  expect(await create(logsLogGroup, given, 'G')).toEqual(made);
  const describe = async () =>
    (await account.local.client(CloudWatchLogsClient).send(new DescribeLogGroupsCommand({}))).logGroups;
  expect(await describe()).toMatchObject([{ logGroupName: 'g', retentionInDays: 365, kmsKeyId: key }]);
  await logsLogGroup.update('g', { LogGroupName: 'g' }, given, contextOf('U'));
  expect((await describe())?.[0]).not.toHaveProperty('retentionInDays');
  await logsLogGroup.delete('g', given, contextOf('D'));
  await logsLogGroup.delete('g', given, contextOf('D'));
  expect(await describe()).toEqual([]);
});
