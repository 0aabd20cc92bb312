import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  RollbackStackCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { REGION } from '../../helpers/rehearsal.ts';
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

/** Everything that a rollback has to bring back, with what is allowed to differ left out. */
async function snapshot(name: string) {
  const { Stacks } = await stacks.client().send(new DescribeStacksCommand({ StackName: name }));
  const { TemplateBody } = await stacks.client().send(new GetTemplateCommand({ StackName: name }));
  const rows = stacks.local.rehearsal.kernel.scope(REGION).table<Record<string, unknown>>('cloudformation.resources');
  const {
    StackStatus: _,
    StackStatusReason: __,
    LastUpdatedTime: ___,
    LastOperations: ____,
    DisableRollback: _____,
    ...stack
  } = Stacks?.[0] ?? {};
  return {
    stack,
    TemplateBody,
    things: stacks.local.rehearsal.kernel.scope(REGION).table('test.things').entries(),
    rows: rows.values().map(({ status: _status, statusReason: _reason, updatedMs: _updated, ...row }) => row),
  };
}

test('a failed create takes everything back, and what failed half-way too', async () => {
  stacks.scenario.failing.add('create C');
  const template = { Resources: { A: thing(), B: thing({ Value: { Ref: 'A' } }), C: thing({ Value: { Ref: 'B' } }) } };
  expect(await stacks.create('demo', template)).toBe('ROLLBACK_COMPLETE');
  expect(stacks.things()).toEqual([]);
  const events = await stacks.events('demo');
  expect(events.slice(events.indexOf('C CREATE_FAILED'))).toEqual([
    'C CREATE_FAILED',
    'demo ROLLBACK_IN_PROGRESS',
    'B DELETE_IN_PROGRESS',
    'B DELETE_COMPLETE',
    'A DELETE_IN_PROGRESS',
    'A DELETE_COMPLETE',
    'demo ROLLBACK_COMPLETE',
  ]);
});

test('the reason names the resources that failed', async () => {
  stacks.scenario.failing.add('create A');
  await stacks.create('demo', { Resources: { A: thing() } }, { OnFailure: 'DO_NOTHING' });
  const { Stacks } = await stacks.client().send(new DescribeStacksCommand({ StackName: 'demo' }));
  expect(Stacks?.[0]).toMatchObject({
    StackStatus: 'CREATE_FAILED',
    StackStatusReason: 'The following resource(s) failed to create: [A]. ',
  });
  const { StackResources } = await stacks.client().send(new DescribeStackResourcesCommand({ StackName: 'demo' }));
  expect(StackResources).toMatchObject([
    { ResourceStatus: 'CREATE_FAILED', ResourceStatusReason: 'create A is broken' },
  ]);
});

test('OnFailure DELETE leaves no stack', async () => {
  stacks.scenario.failing.add('create B');
  const template = { Resources: { A: thing(), B: thing({ Value: { Ref: 'A' } }) } };
  expect(await stacks.create('demo', template, { OnFailure: 'DELETE' })).toBe('DELETE_COMPLETE');
  expect(stacks.things()).toEqual([]);
});

const original = {
  Description: 'as it was',
  Resources: {
    A: thing({ Value: '1' }),
    B: thing({ Name: 'b', Value: { Ref: 'A' } }),
    C: thing({ Value: { 'Fn::GetAtt': ['B', 'Arn'] } }, { DeletionPolicy: 'Retain', Metadata: { a: 1 } }),
    D: thing(),
  },
  Outputs: { Out: { Value: { Ref: 'B' } } },
};
const changed = {
  Description: 'as it should be',
  Resources: {
    A: thing({ Value: '2' }),
    B: thing({ Name: 'other', Value: { Ref: 'A' } }),
    C: thing({ Value: { 'Fn::GetAtt': ['B', 'Arn'] } }, { Metadata: { a: 2 } }),
    E: thing({ Value: { Ref: 'C' } }),
    F: thing({ Value: { Ref: 'E' } }),
  },
  Outputs: { Out: { Value: { Ref: 'E' } } },
};

test.each([
  'update A',
  'create B',
  'update C',
  'create E',
  'create F',
])('after a failing %s everything is exactly as before', async (call) => {
  await stacks.create('demo', original);
  const before = await snapshot('demo');
  // Only once: the same handler takes the change back.
  stacks.scenario.failingOnce.add(call);
  expect(await stacks.update('demo', changed)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await snapshot('demo')).toEqual(before);
});

test('a rollback that fails waits, and continues when it is told to', async () => {
  await stacks.create('demo', { Resources: { A: thing({ Value: '1' }), B: thing() } });
  const before = await snapshot('demo');
  stacks.scenario.failing.add('update A');
  const next = { Resources: { A: thing({ Value: '2' }), B: thing() } };
  expect(await stacks.update('demo', next)).toBe('UPDATE_ROLLBACK_FAILED');
  await expect(stacks.update('demo', next)).rejects.toMatchObject({
    message: expect.stringMatching(/is in UPDATE_ROLLBACK_FAILED state and can not be updated\.$/),
  });
  stacks.scenario.failing.clear();
  await stacks.client().send(new ContinueUpdateRollbackCommand({ StackName: 'demo' }));
  expect(await stacks.settle('demo')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await snapshot('demo')).toEqual(before);
});

test('without rollback a failed update stays, can be rolled back later, or be repaired', async () => {
  await stacks.create('demo', { Resources: { A: thing({ Value: '1' }), B: thing({ Value: '1' }) } });
  const before = await snapshot('demo');
  const next = { Resources: { A: thing({ Value: '2' }), B: thing({ Value: '2' }, { DependsOn: 'A' }) } };
  stacks.scenario.failing.add('update B');
  expect(await stacks.update('demo', next, { DisableRollback: true })).toBe('UPDATE_FAILED');
  stacks.scenario.failing.clear();
  await stacks.client().send(new RollbackStackCommand({ StackName: 'demo' }));
  expect(await stacks.settle('demo')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await snapshot('demo')).toEqual(before);

  stacks.scenario.failing.add('update B');
  expect(await stacks.update('demo', next, { DisableRollback: true })).toBe('UPDATE_FAILED');
  stacks.scenario.failing.clear();
  expect(await stacks.update('demo', next, { DisableRollback: true })).toBe('UPDATE_COMPLETE');
  expect(stacks.things().map((one) => one.value)).toEqual(['2', '2']);
});

test('a cancelled update is taken back', async () => {
  await stacks.create('demo', { Resources: { A: thing({ Value: '1' }), B: thing({ Value: '1' }) } });
  const before = await snapshot('demo');
  stacks.scenario.takesMs.set('A', 5_000);
  const TemplateBody = JSON.stringify({
    Resources: { A: thing({ Value: '2' }), B: thing({ Value: '2' }, { DependsOn: 'A' }) },
  });
  await stacks.client().send(new UpdateStackCommand({ StackName: 'demo', TemplateBody }));
  await stacks.local.clock.advance(1_000);
  await stacks.client().send(new CancelUpdateStackCommand({ StackName: 'demo' }));
  expect(await stacks.settle('demo')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(stacks.scenario.calls).not.toContain('update B begins');
  expect(await snapshot('demo')).toEqual(before);
});

test('properties that a type does not know fail the resource by name', async () => {
  expect(await stacks.create('demo', { Resources: { A: thing({ Colour: 'red' }) } })).toBe('ROLLBACK_COMPLETE');
  const { StackResources } = await stacks.client().send(new DescribeStackResourcesCommand({ StackName: 'demo' }));
  expect(StackResources?.[0]?.ResourceStatusReason).toMatch(
    /^Properties validation failed for resource A with message:\n#: .*"Colour"/,
  );
});
