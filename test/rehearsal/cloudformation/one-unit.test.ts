import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CANARY, STACK, startTwoFunctions, type TwoFunctions } from './two-functions.ts';

/* When one function of a release comes back, every function of that release comes back. */

let two: TwoFunctions;
beforeEach(async () => {
  two = await startTwoFunctions();
});
afterEach(() => two.stacks.local.stop());

const OLD = ['Quick 1', 'Slow 1'];

test('a good release brings both functions to the new version', async () => {
  await two.create();
  expect(await two.aliases()).toEqual(OLD);
  await two.begin(2);
  expect(await two.aliases()).toEqual(['Quick 2', 'Slow 1 2:0.1']);
  expect(await two.stacks.settle(STACK)).toBe('UPDATE_COMPLETE');
  expect(await two.aliases()).toEqual(['Quick 2', 'Slow 2']);
});

test('one bad function brings back the other one too, though its deployment had succeeded', async () => {
  await two.create();
  await two.begin(2);
  await two.setAlarm('Slow', 'ALARM');
  expect(await two.stacks.settle(STACK)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await two.aliases()).toEqual(OLD);
});

test('also when both are in the middle of their shift', async () => {
  await two.create();
  await two.begin(2, CANARY);
  expect(await two.aliases()).toEqual(['Quick 1 2:0.1', 'Slow 1 2:0.1']);
  await two.setAlarm('Quick', 'ALARM');
  expect(await two.stacks.settle(STACK)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await two.aliases()).toEqual(OLD);
});

test('also when the alarms of both are red by then: a red alarm does not hold up the way back', async () => {
  await two.create();
  await two.begin(2);
  await two.setAlarm('Quick', 'ALARM');
  await two.setAlarm('Slow', 'ALARM');
  expect(await two.stacks.settle(STACK)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await two.aliases()).toEqual(OLD);
});

test('and the next release shifts both again', async () => {
  await two.create();
  await two.begin(2);
  await two.setAlarm('Slow', 'ALARM');
  await two.stacks.settle(STACK);
  await two.setAlarm('Slow', 'OK');
  await two.begin(3);
  expect(await two.stacks.settle(STACK)).toBe('UPDATE_COMPLETE');
  expect(await two.aliases()).toEqual(['Quick 3', 'Slow 3']);
});

test('after a kill in the middle of the way back both are where they were', async () => {
  await two.create();
  await two.begin(2);
  await two.setAlarm('Slow', 'ALARM');
  await two.stacks.local.clock.advance(15_000);
  two.stacks.local = await two.stacks.local.restart();
  expect(await two.stacks.settle(STACK)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await two.aliases()).toEqual(OLD);
});

test('a deployment that somebody stops without a rollback leaves its alias split, and the stack says so', async () => {
  await two.create();
  await two.begin(2);
  await two.stopWithoutRollback();
  expect(await two.stacks.settle(STACK)).toBe('UPDATE_ROLLBACK_FAILED');
  expect(await two.aliases()).toEqual(['Quick 1', 'Slow 1 2:0.1']);
});
