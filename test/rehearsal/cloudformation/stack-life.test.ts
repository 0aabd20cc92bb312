/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of Fn::Sub */

import {
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListExportsCommand,
  UpdateStackCommand,
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

test('resources are made after those they refer to, independent ones at the same time', async () => {
  stacks.scenario.takesMs.set('A', 1_000).set('B', 1_000).set('C', 1_000);
  const template = {
    Resources: {
      C: thing({ Value: { 'Fn::Sub': '${A}-${B.Value}' } }),
      A: thing({ Value: 'a' }),
      B: thing({ Value: 'b' }),
    },
    Outputs: { Made: { Value: { 'Fn::GetAtt': ['C', 'Value'] }, Export: { Name: 'made' } } },
  };
  expect(await stacks.create('demo', template)).toBe('CREATE_COMPLETE');
  expect(stacks.scenario.calls).toEqual([
    'create A begins',
    'create B begins',
    'create A ends',
    'create B ends',
    'create C begins',
    'create C ends',
  ]);
  expect(await stacks.events('demo')).toEqual([
    'demo CREATE_IN_PROGRESS',
    'A CREATE_IN_PROGRESS',
    'B CREATE_IN_PROGRESS',
    'A CREATE_IN_PROGRESS',
    'A CREATE_COMPLETE',
    'B CREATE_IN_PROGRESS',
    'B CREATE_COMPLETE',
    'C CREATE_IN_PROGRESS',
    'C CREATE_IN_PROGRESS',
    'C CREATE_COMPLETE',
    'demo CREATE_COMPLETE',
  ]);
  const { Stacks } = await stacks.client().send(new DescribeStacksCommand({ StackName: 'demo' }));
  expect(Stacks?.[0]?.Outputs?.[0]?.OutputValue).toMatch(/^demo-A-[A-Za-z0-9]{12}-b$/);
  const { Exports } = await stacks.client().send(new ListExportsCommand({}));
  expect(Exports).toMatchObject([{ Name: 'made' }]);
});

test('an update changes in place, replaces, adds and removes; what was replaced or removed goes last', async () => {
  await stacks.create('demo', { Resources: { A: thing({ Value: '1' }), B: thing({ Name: 'b' }), D: thing() } });
  await stacks.events('demo');
  const template = { Resources: { A: thing({ Value: '2' }), B: thing({ Name: 'bb' }), C: thing() } };
  expect(await stacks.update('demo', template)).toBe('UPDATE_COMPLETE');
  const events = await stacks.events('demo');
  expect(events[0]).toBe('demo UPDATE_IN_PROGRESS');
  const cleanup = events.indexOf('demo UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  expect(events.slice(1, cleanup).toSorted()).toEqual([
    'A UPDATE_COMPLETE',
    'A UPDATE_IN_PROGRESS',
    'B UPDATE_COMPLETE',
    'B UPDATE_IN_PROGRESS',
    'B UPDATE_IN_PROGRESS',
    'C CREATE_COMPLETE',
    'C CREATE_IN_PROGRESS',
    'C CREATE_IN_PROGRESS',
  ]);
  expect(events.slice(cleanup + 1, -1).toSorted()).toEqual([
    'B DELETE_COMPLETE',
    'B DELETE_IN_PROGRESS',
    'D DELETE_COMPLETE',
    'D DELETE_IN_PROGRESS',
  ]);
  expect(events.at(-1)).toBe('demo UPDATE_COMPLETE');
  expect(
    stacks
      .things()
      .map(({ name, value }) => `${name}${value}`)
      .toSorted(),
  ).toEqual(['', '2', 'bb']);
  const { StackResources } = await stacks.client().send(new DescribeStackResourcesCommand({ StackName: 'demo' }));
  expect(StackResources?.map((one) => one.LogicalResourceId)).toEqual(['A', 'B', 'C']);
});

test('an update without changes is refused with the words of AWS', async () => {
  const template = { Resources: { A: thing({ Value: '1' }) } };
  await stacks.create('demo', template);
  const same = new UpdateStackCommand({ StackName: 'demo', TemplateBody: JSON.stringify(template) });
  await expect(stacks.client().send(same)).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'No updates are to be performed.',
  });
});

test('a replacement reaches those who refer to it', async () => {
  const resources = (name: string) => ({ Resources: { A: thing({ Name: name }), B: thing({ Value: { Ref: 'A' } }) } });
  await stacks.create('demo', resources('one'));
  const before = stacks.things().find((one) => one.value !== '')?.value;
  expect(await stacks.update('demo', resources('two'))).toBe('UPDATE_COMPLETE');
  const after = stacks.things().find((one) => one.value !== '')?.value;
  expect(after).not.toBe(before);
  expect(stacks.things()).toHaveLength(2);
});

test('deleting goes in the opposite order, keeps what is retained, and the name can be used again', async () => {
  const template = {
    Resources: {
      A: thing({ Name: 'kept' }, { DeletionPolicy: 'Retain' }),
      B: thing({ Value: { Ref: 'A' } }),
      C: thing({ Value: { Ref: 'B' } }),
    },
  };
  await stacks.create('demo', template);
  const { Stacks } = await stacks.client().send(new DescribeStacksCommand({ StackName: 'demo' }));
  const id = Stacks?.[0]?.StackId ?? '';
  await stacks.events(id);
  await stacks.client().send(new DeleteStackCommand({ StackName: 'demo' }));
  expect(await stacks.settle(id)).toBe('DELETE_COMPLETE');
  expect(await stacks.events(id)).toEqual([
    'demo DELETE_IN_PROGRESS',
    'C DELETE_IN_PROGRESS',
    'C DELETE_COMPLETE',
    'B DELETE_IN_PROGRESS',
    'B DELETE_COMPLETE',
    'A DELETE_SKIPPED',
    'demo DELETE_COMPLETE',
  ]);
  expect(stacks.things()).toMatchObject([{ name: 'kept' }]);
  await expect(stacks.status('demo')).rejects.toMatchObject({ message: 'Stack with id demo does not exist' });
  expect(await stacks.create('demo', { Resources: { A: thing() } })).toBe('CREATE_COMPLETE');
});

test('an export that another stack uses can be neither changed nor deleted', async () => {
  const producer = (value: string) => ({
    Resources: { A: thing() },
    Outputs: { X: { Value: value, Export: { Name: 'shared' } } },
  });
  await stacks.create('producer', producer('one'));
  const consumer = { Resources: { B: thing({ Value: { 'Fn::ImportValue': 'shared' } }) } };
  expect(await stacks.create('consumer', consumer)).toBe('CREATE_COMPLETE');
  expect(await stacks.update('producer', producer('two'))).toBe('UPDATE_ROLLBACK_COMPLETE');
  await stacks.client().send(new DeleteStackCommand({ StackName: 'producer' }));
  expect(await stacks.settle('producer')).toBe('DELETE_FAILED');
  const { Stacks } = await stacks.client().send(new DescribeStacksCommand({ StackName: 'producer' }));
  expect(Stacks?.[0]?.StackStatusReason).toBe('Cannot delete export shared as it is in use by consumer');
  expect(stacks.things()).toHaveLength(2);
});

test('a type without local behaviour is kept as a record that says so', async () => {
  const template = {
    Resources: {
      Grid: { Type: 'AWS::Nowhere::Grid', Properties: { Size: 3 } },
      A: thing({ Value: { 'Fn::GetAtt': ['Grid', 'Arn'] } }),
      Meta: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'x' } },
    },
  };
  expect(await stacks.create('demo', template)).toBe('CREATE_COMPLETE');
  expect(stacks.things()).toMatchObject([{ value: 'recorded-not-run:Grid.Arn' }]);
  expect(stacks.local.rehearsal.kernel.recordedNotRun()).toMatchObject([
    { type: 'AWS::Nowhere::Grid', logicalId: 'demo/Grid' },
  ]);
});

test('the template comes back as it was given', async () => {
  const text = 'Resources:\n  A:\n    Type: Test::Thing\n    Properties:\n      Value: !Sub "${AWS::StackName}!"\n';
  expect(await stacks.create('demo', {}, { TemplateBody: text })).toBe('CREATE_COMPLETE');
  const { TemplateBody } = await stacks.client().send(new GetTemplateCommand({ StackName: 'demo' }));
  expect(TemplateBody).toBe(text);
  expect(stacks.things()).toMatchObject([{ value: 'demo!' }]);
});
