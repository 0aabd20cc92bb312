import { CreateStackCommand, DescribeStackResourcesCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import * as codedeploySdk from '@aws-sdk/client-codedeploy';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Service } from '../../../rehearsal/kernel/service.ts';
import { createCloudformation } from '../../../rehearsal/services/cloudformation/index.ts';
import { resourceType } from '../../../rehearsal/services/cloudformation/resource-type.ts';
import { REGION, startTestRehearsal } from '../../helpers/rehearsal.ts';
import { createScenario, fakeTypes } from './fake-types.ts';
import { type StackTest, stackTest } from './stacks.ts';

/** CodeDeploy as CloudFormation sees it: deployments that a test ends. */
interface Deployment {
  status: string;
  readonly input: codedeploySdk.CreateDeploymentCommandInput;
  error?: { code: 'HOOK_EXECUTION_FAILURE'; message: string };
}
let deployments: Map<string, Deployment>;
let alias: { version: string; weights: Record<string, number>; description: string };
let stacks: StackTest;

function services(scenario: ReturnType<typeof createScenario>): Service[] {
  const aliasType = resourceType({
    type: 'AWS::Lambda::Alias',
    properties: z.strictObject({
      FunctionName: z.string(),
      Name: z.string(),
      FunctionVersion: z.string(),
      Description: z.string().optional(),
    }),
    replacedBy: ['Name'],
    create: async (given) => {
      alias = { version: given.FunctionVersion, weights: {}, description: given.Description ?? '' };
      return { physicalId: 'alias-arn', attributes: {} };
    },
    update: async (physicalId, given) => {
      alias = { ...alias, version: given.FunctionVersion, description: given.Description ?? '' };
      return { physicalId, attributes: {} };
    },
    delete: async () => undefined,
  });
  const codedeploy: Service = {
    signingName: 'codedeploy',
    sdk: codedeploySdk,
    operations: {
      CreateDeployment: (input: codedeploySdk.CreateDeploymentCommandInput) => {
        const deploymentId = `d-${deployments.size + 1}`;
        deployments.set(deploymentId, { status: 'InProgress', input });
        return { deploymentId };
      },
      GetDeployment: ({ deploymentId = '' }: codedeploySdk.GetDeploymentCommandInput) => {
        const { status, error } = deployments.get(deploymentId) ?? {};
        return { deploymentInfo: { deploymentId, status, errorInformation: error } };
      },
      ListDeployments: () => ({ deployments: [...deployments.keys()] }),
      BatchGetDeployments: ({ deploymentIds = [] }: codedeploySdk.BatchGetDeploymentsCommandInput) => ({
        deploymentsInfo: deploymentIds.map((deploymentId) => ({
          deploymentId,
          description: deployments.get(deploymentId)?.input.description,
        })),
      }),
      StopDeployment: ({ deploymentId = '' }: codedeploySdk.StopDeploymentCommandInput) => {
        const known = deployments.get(deploymentId);
        if (known !== undefined) known.status = 'Stopped';
        return { status: 'Succeeded' };
      },
    },
  };
  const lambda: Service = {
    signingName: 'lambda',
    sdk: lambdaSdk,
    operations: {
      GetAlias: () => ({
        FunctionVersion: alias.version,
        RoutingConfig: { AdditionalVersionWeights: alias.weights },
      }),
    },
  };
  return [createCloudformation([...fakeTypes(scenario), aliasType]), codedeploy, lambda];
}

beforeEach(async () => {
  deployments = new Map();
  const scenario = createScenario();
  stacks = stackTest(await startTestRehearsal(services(scenario)), scenario);
});
afterEach(() => stacks.local.stop());

const policy = {
  CodeDeployLambdaAliasUpdate: {
    ApplicationName: 'app',
    DeploymentGroupName: { Ref: 'Group' },
    BeforeAllowTrafficHook: 'before',
  },
};
const template = (version: string, other: object = {}, description?: string) => ({
  Resources: {
    Group: { Type: 'Test::Thing' },
    Alias: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        FunctionName: 'fn',
        Name: 'live',
        FunctionVersion: version,
        ...(description === undefined ? {} : { Description: description }),
      },
      UpdatePolicy: policy,
    },
    ...other,
  },
});

async function begin(version: string, other: object = {}, description?: string) {
  const TemplateBody = JSON.stringify(template(version, other, description));
  await stacks.client().send(new UpdateStackCommand({ StackName: 'demo', TemplateBody }));
  await stacks.local.clock.advance(1_000);
}

/** CodeDeploy ends the newest deployment; what it did to the alias is the test's to say. */
function finish(status: string, version: string) {
  const [newest] = [...deployments.values()].slice(-1);
  if (newest === undefined) throw new Error('There is no deployment');
  newest.status = status;
  if (status === 'Failed') newest.error = { code: 'HOOK_EXECUTION_FAILURE', message: 'The hook said no.' };
  alias = { ...alias, version, weights: {} };
}

const contentOf = (id: string) => JSON.parse(deployments.get(id)?.input.revision?.appSpecContent?.content ?? '{}');
const storedVersion = () =>
  stacks.local.rehearsal.kernel
    .scope(REGION)
    .table<{ logicalId: string; properties: { FunctionVersion?: string } }>('cloudformation.resources')
    .values()
    .find((row) => row.logicalId === 'Alias')?.properties.FunctionVersion;

test('the first create is plain, a new version is shifted by CodeDeploy with the hooks of the policy', async () => {
  expect(await stacks.create('demo', template('1'))).toBe('CREATE_COMPLETE');
  expect(deployments.size).toBe(0);
  await begin('2', {}, 'second');
  expect(alias).toMatchObject({ version: '1', description: 'second' });
  expect(deployments.get('d-1')?.input).toMatchObject({
    applicationName: 'app',
    deploymentGroupName: expect.stringMatching(/^demo-Group-/),
  });
  expect(contentOf('d-1')).toEqual({
    version: 0,
    Resources: [
      {
        Alias: {
          Type: 'AWS::Lambda::Function',
          Properties: { Name: 'fn', Alias: 'live', CurrentVersion: '1', TargetVersion: '2' },
        },
      },
    ],
    Hooks: [{ BeforeAllowTraffic: 'before' }],
  });
  await stacks.local.clock.advance(300_000);
  expect(await stacks.status('demo')).toBe('UPDATE_IN_PROGRESS');
  finish('Succeeded', '2');
  expect(await stacks.settle('demo')).toBe('UPDATE_COMPLETE');
  expect(storedVersion()).toBe('2');
});

test('a failed deployment rolls the stack back to the version before it, without another one when CodeDeploy took it back', async () => {
  await stacks.create('demo', template('1'));
  await begin('2');
  finish('Succeeded', '2');
  await stacks.settle('demo');
  await begin('3');
  finish('Failed', '2');
  expect(await stacks.settle('demo')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(deployments.size).toBe(2);
  expect(alias.version).toBe('2');
  expect(storedVersion()).toBe('2');
  const events = await stacks.events('demo');
  expect(events).toContain('Alias UPDATE_FAILED');
});

test('the reason is that of CodeDeploy', async () => {
  await stacks.create('demo', template('1'));
  const TemplateBody = JSON.stringify(template('2'));
  await stacks.client().send(new UpdateStackCommand({ StackName: 'demo', TemplateBody, DisableRollback: true }));
  await stacks.local.clock.advance(1_000);
  finish('Failed', '1');
  expect(await stacks.settle('demo')).toBe('UPDATE_FAILED');
  const { StackResources = [] } = await stacks.client().send(new DescribeStackResourcesCommand({ StackName: 'demo' }));
  expect(StackResources.find((one) => one.LogicalResourceId === 'Alias')?.ResourceStatusReason).toBe(
    'CodeDeploy deployment d-1 failed (HOOK_EXECUTION_FAILURE): The hook said no.',
  );
});

test('an alias that was shifted is taken back by a deployment when something later fails', async () => {
  await stacks.create('demo', template('1'));
  stacks.scenario.failing.add('create Late');
  await begin('2', { Late: { Type: 'Test::Thing', DependsOn: 'Alias' } });
  finish('Succeeded', '2');
  await stacks.local.clock.advance(10_000);
  expect(contentOf('d-2').Resources[0].Alias.Properties).toMatchObject({ CurrentVersion: '2', TargetVersion: '1' });
  finish('Succeeded', '1');
  expect(await stacks.settle('demo')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(storedVersion()).toBe('1');
});

test('a deployment under way is stopped when another resource fails', async () => {
  await stacks.create('demo', template('1', { A: { Type: 'Test::Thing' } }));
  stacks.scenario.takesMs.set('A', 60_000);
  stacks.scenario.failingOnce.add('update A');
  await begin('2', { A: { Type: 'Test::Thing', Properties: { Value: 'x' } } });
  expect(deployments.get('d-1')?.status).toBe('InProgress');
  expect(await stacks.settle('demo')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(deployments.get('d-1')?.status).toBe('Stopped');
  expect(alias.version).toBe('1');
});

test('after a restart the same deployment is waited for', async () => {
  await stacks.create('demo', template('1'));
  await begin('2');
  stacks.local = await stacks.local.restart();
  await stacks.local.clock.advance(30_000);
  finish('Succeeded', '2');
  expect(await stacks.settle('demo')).toBe('UPDATE_COMPLETE');
  expect(deployments.size).toBe(1);
});

test('the policy belongs to aliases only', async () => {
  const TemplateBody = JSON.stringify({
    Resources: { A: { Type: 'Test::Thing', UpdatePolicy: { ...policy, DeploymentGroupName: 'x' } } },
  });
  const call = stacks.client().send(new CreateStackCommand({ StackName: 'odd', TemplateBody }));
  await expect(call).rejects.toMatchObject({ name: 'ValidationError' });
});
