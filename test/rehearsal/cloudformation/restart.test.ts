import { CreateStackCommand, DeleteStackCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
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
const SLOW_MS = 10_000;

/** Ends the process at each of these moments in turn, and goes on with another on the same folder. */
async function restartEvery(ms: number, times: number) {
  for (let time = 0; time < times; time++) {
    await stacks.local.clock.advance(ms);
    stacks.local = await stacks.local.restart();
  }
}

test('a create goes on after every restart, and makes each resource once', async () => {
  for (const id of ['A', 'B', 'C']) stacks.scenario.takesMs.set(id, SLOW_MS);
  const TemplateBody = JSON.stringify({
    Resources: { A: thing(), B: thing({ Value: { Ref: 'A' } }), C: thing({ Value: { Ref: 'B' } }) },
  });
  await stacks.client().send(new CreateStackCommand({ StackName: 'demo', TemplateBody }));
  await restartEvery(SLOW_MS - 1, 1);
  await restartEvery(SLOW_MS + 1, 3);
  expect(await stacks.settle('demo')).toBe('CREATE_COMPLETE');
  expect(stacks.things()).toHaveLength(3);
  expect(stacks.scenario.calls.filter((call) => call.endsWith('ends'))).toEqual([
    'create A ends',
    'create B ends',
    'create C ends',
  ]);
  const events = await stacks.events('demo');
  expect(events.filter((event) => event === 'A CREATE_IN_PROGRESS')).toHaveLength(2);
  expect(events.filter((event) => event === 'A CREATE_COMPLETE')).toHaveLength(1);
});

test('an update goes on with what was left, cleanup included', async () => {
  await stacks.create('demo', {
    Resources: { A: thing({ Name: 'one' }), B: thing({ Value: { Ref: 'A' } }), C: thing() },
  });
  for (const id of ['A', 'B']) stacks.scenario.takesMs.set(id, SLOW_MS);
  const TemplateBody = JSON.stringify({ Resources: { A: thing({ Name: 'two' }), B: thing({ Value: { Ref: 'A' } }) } });
  await stacks.client().send(new UpdateStackCommand({ StackName: 'demo', TemplateBody }));
  await restartEvery(SLOW_MS / 2, 5);
  expect(await stacks.settle('demo')).toBe('UPDATE_COMPLETE');
  expect(
    stacks
      .things()
      .map((one) => one.name)
      .toSorted(),
  ).toEqual(['', 'two']);
});

test('a rollback goes on too', async () => {
  await stacks.create('demo', { Resources: { A: thing({ Value: '1' }), B: thing({ Value: '1' }) } });
  for (const id of ['A', 'B', 'C']) stacks.scenario.takesMs.set(id, SLOW_MS);
  stacks.scenario.failing.add('create C');
  const TemplateBody = JSON.stringify({
    Resources: { A: thing({ Value: '2' }), B: thing({ Value: '2' }), C: thing({}, { DependsOn: ['A', 'B'] }) },
  });
  await stacks.client().send(new UpdateStackCommand({ StackName: 'demo', TemplateBody }));
  await stacks.local.clock.advance(2 * SLOW_MS + 1);
  expect(await stacks.status('demo')).toBe('UPDATE_ROLLBACK_IN_PROGRESS');
  await restartEvery(SLOW_MS / 2, 2);
  expect(await stacks.settle('demo')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(stacks.things().map((one) => one.value)).toEqual(['1', '1']);
});

test('a deletion goes on too', async () => {
  await stacks.create('demo', { Resources: { A: thing(), B: thing({ Value: { Ref: 'A' } }) } });
  await stacks.client().send(new DeleteStackCommand({ StackName: 'demo' }));
  stacks.local = await stacks.local.restart();
  await stacks.local.clock.advance(1_000);
  await expect(stacks.status('demo')).rejects.toMatchObject({ message: 'Stack with id demo does not exist' });
  expect(stacks.things()).toEqual([]);
});
