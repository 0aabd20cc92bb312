import {
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  SetStackPolicyCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type StackTest, startStackTest } from './stacks.ts';

let stacks: StackTest;
beforeEach(async () => {
  stacks = await startStackTest();
});
afterEach(() => stacks.local.stop());

const thing = (properties: object = {}, more: object = {}) => ({
  Type: 'Test::Thing',
  Properties: properties,
  ...more,
});

async function plan(template: object, more: Partial<CreateChangeSetCommandInput> = {}) {
  const input = { StackName: 'demo', ChangeSetName: 'next', TemplateBody: JSON.stringify(template), ...more };
  const { Id } = await stacks.client().send(new CreateChangeSetCommand(input));
  return stacks.client().send(new DescribeChangeSetCommand({ ChangeSetName: Id, IncludePropertyValues: true }));
}

test('a change set of a new stack makes it wait for review, and executing makes it', async () => {
  const set = await plan({ Resources: { A: thing({ Value: 'a' }) } }, { ChangeSetType: 'CREATE' });
  expect(set).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' });
  expect(set.Changes).toMatchObject([{ Type: 'Resource', ResourceChange: { Action: 'Add', LogicalResourceId: 'A' } }]);
  expect(await stacks.status('demo')).toBe('REVIEW_IN_PROGRESS');
  const { TemplateBody } = await stacks.client().send(new GetTemplateCommand({ StackName: 'demo' }));
  expect(TemplateBody).toBeUndefined();
  await stacks.client().send(new ExecuteChangeSetCommand({ StackName: 'demo', ChangeSetName: 'next' }));
  expect(await stacks.settle('demo')).toBe('CREATE_COMPLETE');
  const again = new ExecuteChangeSetCommand({ StackName: 'demo', ChangeSetName: 'next' });
  await expect(stacks.client().send(again)).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });
});

test('it says what changes and why', async () => {
  await stacks.create('demo', {
    Parameters: { P: { Type: 'String', Default: '1' } },
    Resources: {
      Direct: thing({ Value: 'old', List: ['a', 'b'] }),
      ByParameter: thing({ Value: { Ref: 'P' } }),
      Replaced: thing({ Name: 'old' }),
      Refers: thing({ Value: { Ref: 'Replaced' } }),
      Reads: thing({ Value: { 'Fn::GetAtt': ['Direct', 'Arn'] } }),
      Same: thing({ Value: 'same' }),
      Gone: thing({}, { DeletionPolicy: 'Retain' }),
    },
  });
  const set = await plan({
    Parameters: { P: { Type: 'String', Default: '2' } },
    Resources: {
      Direct: thing({ Value: 'new', List: ['a', 'c'] }),
      ByParameter: thing({ Value: { Ref: 'P' } }),
      Replaced: thing({ Name: 'new' }),
      Refers: thing({ Value: { Ref: 'Replaced' } }),
      Reads: thing({ Value: { 'Fn::GetAtt': ['Direct', 'Arn'] } }),
      Same: thing({ Value: 'same' }),
    },
  });
  const changes = new Map(
    (set.Changes ?? []).map((one) => [one.ResourceChange?.LogicalResourceId, one.ResourceChange]),
  );
  expect([...changes.keys()].toSorted()).toEqual(['ByParameter', 'Direct', 'Gone', 'Reads', 'Refers', 'Replaced']);
  expect(changes.get('Direct')).toMatchObject({
    Action: 'Modify',
    Replacement: 'False',
    Scope: ['Properties'],
    Details: [
      {
        Target: {
          Name: 'Value',
          Path: '/Properties/Value',
          BeforeValue: 'old',
          AfterValue: 'new',
          RequiresRecreation: 'Never',
        },
        Evaluation: 'Static',
        ChangeSource: 'DirectModification',
      },
      { Target: { Name: 'List', Path: '/Properties/List/1', BeforeValue: 'b', AfterValue: 'c' } },
    ],
  });
  expect(changes.get('ByParameter')?.Details).toMatchObject([
    { ChangeSource: 'ParameterReference', CausingEntity: 'P', Evaluation: 'Static' },
  ]);
  expect(changes.get('Replaced')).toMatchObject({ Replacement: 'True', PolicyAction: 'ReplaceAndDelete' });
  expect(changes.get('Refers')?.Details).toMatchObject([
    {
      ChangeSource: 'ResourceReference',
      CausingEntity: 'Replaced',
      Evaluation: 'Dynamic',
      Target: { AfterValue: '{{changeSet:KNOWN_AFTER_APPLY}}' },
    },
  ]);
  expect(changes.get('Reads')?.Details).toMatchObject([
    { ChangeSource: 'ResourceAttribute', CausingEntity: 'Direct.Arn' },
  ]);
  expect(changes.get('Gone')).toMatchObject({ Action: 'Remove', PolicyAction: 'Retain' });
});

test('what only may change is left alone when it did not', async () => {
  const template = (value: string) => ({
    Resources: { A: thing({ Value: value }), B: thing({ Value: { 'Fn::GetAtt': ['A', 'Arn'] } }) },
  });
  await stacks.create('demo', template('1'));
  await stacks.update('demo', template('2'));
  expect(stacks.scenario.calls.filter((call) => call.startsWith('update'))).toEqual([
    'update A begins',
    'update A ends',
  ]);
});

test('a change set without changes fails with the words that clients look for', async () => {
  const template = { Resources: { A: thing({ Value: 'a' }) } };
  await stacks.create('demo', template);
  expect(await plan(template)).toMatchObject({
    Status: 'FAILED',
    ExecutionStatus: 'UNAVAILABLE',
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
  });
  const withOutput = { ...template, Outputs: { O: { Value: { Ref: 'A' } } } };
  expect(await plan(withOutput, { ChangeSetName: 'output' })).toMatchObject({ Status: 'CREATE_COMPLETE', Changes: [] });
});

test('a deleted change set is gone, and an unknown one has the error of AWS', async () => {
  await stacks.create('demo', { Resources: { A: thing() } });
  await plan({ Resources: { B: thing() } });
  const { Summaries } = await stacks.client().send(new ListChangeSetsCommand({ StackName: 'demo' }));
  expect(Summaries).toMatchObject([{ ChangeSetName: 'next' }]);
  await stacks.client().send(new DeleteChangeSetCommand({ StackName: 'demo', ChangeSetName: 'next' }));
  const describe = new DescribeChangeSetCommand({ StackName: 'demo', ChangeSetName: 'next' });
  await expect(stacks.client().send(describe)).rejects.toMatchObject({
    name: 'ChangeSetNotFoundException',
    message: 'ChangeSet [next] does not exist',
  });
});

test('parameters are chosen, checked and hidden', async () => {
  const template = {
    Parameters: {
      Stage: { Type: 'String', AllowedValues: ['beta', 'prod'] },
      Secret: { Type: 'String', NoEcho: true, MinLength: 3 },
      Names: { Type: 'CommaDelimitedList', Default: 'a, b' },
    },
    Resources: {
      A: thing({ Value: { 'Fn::Join': ['-', [{ Ref: 'Stage' }, { 'Fn::Select': [1, { Ref: 'Names' }] }]] } }),
    },
  };
  const parameter = (ParameterKey: string, ParameterValue: string) => ({ ParameterKey, ParameterValue });
  await expect(stacks.create('demo', template)).rejects.toMatchObject({
    message: 'Parameters: [Stage, Secret] must have values',
  });
  const wrong = { Parameters: [parameter('Stage', 'gamma'), parameter('Secret', 'abc')] };
  await expect(stacks.create('demo', template, wrong)).rejects.toMatchObject({
    message: "Parameter 'Stage' must be one of AllowedValues",
  });
  const extra = { Parameters: [parameter('Other', 'x')] };
  await expect(stacks.create('demo', template, extra)).rejects.toMatchObject({
    message: 'Parameters: [Other] do not exist in the template',
  });
  await stacks.create('demo', template, { Parameters: [parameter('Stage', 'beta'), parameter('Secret', 'abcd')] });
  expect(stacks.things()).toMatchObject([{ value: 'beta-b' }]);
  const { Stacks } = await stacks.client().send(new DescribeStacksCommand({ StackName: 'demo' }));
  expect(Stacks?.[0]?.Parameters).toContainEqual({ ParameterKey: 'Secret', ParameterValue: '****' });
  const previous = { Parameters: [parameter('Stage', 'prod'), { ParameterKey: 'Secret', UsePreviousValue: true }] };
  expect(await stacks.update('demo', template, previous)).toBe('UPDATE_COMPLETE');
  expect(stacks.things()).toMatchObject([{ value: 'prod-b' }]);
});

test('rules are checked before anything is made', async () => {
  const template = {
    Parameters: { Version: { Type: 'String', Default: '5' } },
    Rules: {
      CheckBootstrapVersion: {
        Assertions: [
          {
            Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2', '3', '4', '5'], { Ref: 'Version' }] }] },
            AssertDescription: 'version 6 is needed',
          },
        ],
      },
    },
    Resources: { A: thing() },
  };
  await expect(stacks.create('demo', template)).rejects.toMatchObject({
    message: expect.stringContaining('version 6 is needed'),
  });
  const Parameters = [{ ParameterKey: 'Version', ParameterValue: '31' }];
  expect(await stacks.create('demo', template, { Parameters })).toBe('CREATE_COMPLETE');
});

test('IAM resources need a capability', async () => {
  const template = { Resources: { R: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'x' } } } };
  await expect(stacks.create('demo', template)).rejects.toMatchObject({
    name: 'InsufficientCapabilitiesException',
    message: 'Requires capabilities : [CAPABILITY_NAMED_IAM]',
  });
});

test('a stack policy and termination protection hold', async () => {
  await stacks.create('demo', { Resources: { A: thing({ Value: '1' }), B: thing({ Value: '1' }) } });
  const StackPolicyBody = JSON.stringify({
    Statement: [
      { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'Update:Modify', Principal: '*', Resource: 'LogicalResourceId/A' },
    ],
  });
  await stacks.client().send(new SetStackPolicyCommand({ StackName: 'demo', StackPolicyBody }));
  const both = { Resources: { A: thing({ Value: '2' }), B: thing({ Value: '2' }) } };
  expect(await stacks.update('demo', both)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(stacks.things().map((one) => one.value)).toEqual(['1', '1']);
  const onlyB = { Resources: { A: thing({ Value: '1' }), B: thing({ Value: '2' }) } };
  expect(await stacks.update('demo', onlyB)).toBe('UPDATE_COMPLETE');
  await stacks
    .client()
    .send(new UpdateTerminationProtectionCommand({ StackName: 'demo', EnableTerminationProtection: true }));
  await expect(stacks.client().send(new DeleteStackCommand({ StackName: 'demo' }))).rejects.toMatchObject({
    message: 'Stack [demo] cannot be deleted while TerminationProtection is enabled',
  });
});
