import { CreateAliasCommand, PublishVersionCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { START_MS } from '../../helpers/rehearsal.ts';
import { type LambdaAccount, startLambdaAccount } from './lambda-account.ts';

let account: LambdaAccount;
beforeAll(async () => {
  account = await startLambdaAccount();
  const source = `export const handler = async (event) => {
    if (event.fail) throw new Error('no');
    if (event.waitMs) await new Promise((done) => setTimeout(done, event.waitMs));
    return process.pid;
  };`;
  await account.create('f', source, { Publish: true });
  await account.client.send(new CreateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion: '1' }));
});
afterAll(() => account.local.stop());
beforeEach(() => {
  account.metrics.length = 0;
});

/** Values of one metric by its dimensions. */
const values = (name: string) =>
  Object.fromEntries(
    account.metrics
      .filter((metric) => metric.namespace === 'AWS/Lambda' && metric.name === name)
      .map((metric) => [Object.values(metric.dimensions).join(' '), metric.value]),
  );

test('an invocation of an alias is counted for the function, the alias, and the version behind it', async () => {
  await account.invoke('f:live');
  const sets = { '': 1, f: 1, 'f f:live': 1, 'f f:live 1': 1 };
  expect(values('Invocations')).toEqual(sets);
  expect(values('Errors')).toEqual({ '': 0, f: 0, 'f f:live': 0, 'f f:live 1': 0 });
  expect(values('ConcurrentExecutions')).toEqual(sets);
  expect(values('Duration')['f f:live 1']).toBeGreaterThan(0);
  expect(account.metrics.every((metric) => metric.timestampMs === START_MS)).toBe(true);
  expect(account.metrics.find((metric) => metric.dimensions.ExecutedVersion !== undefined)?.dimensions).toEqual({
    FunctionName: 'f',
    Resource: 'f:live',
    ExecutedVersion: '1',
  });
});

test('an error of the function is counted', async () => {
  await account.invoke('f', { fail: true });
  expect(values('Errors')).toEqual({ '': 1, f: 1, 'f f': 1 });
  expect(values('Invocations')).toEqual({ '': 1, f: 1, 'f f': 1 });
});

test('invocations at once have environments of their own; more than the reservation are throttled', async () => {
  await account.client.send(new PutFunctionConcurrencyCommand({ FunctionName: 'f', ReservedConcurrentExecutions: 2 }));
  const asked = [1, 2, 3].map(() => account.invoke('f', { waitMs: 100 }));
  // Two wait as long as time stands still; the one that is left over is told at once.
  await new Promise((refused) => {
    for (const one of asked) one.catch(refused);
  });
  await account.local.clock.advance(100);
  const settled = await Promise.allSettled(asked);
  const answered = settled.filter((one) => one.status === 'fulfilled').map((one) => one.value.payload);
  expect(new Set(answered).size).toBe(2);
  const [refused] = settled.filter((one) => one.status === 'rejected');
  expect(refused?.reason).toMatchObject({
    name: 'TooManyRequestsException',
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    message: 'Rate Exceeded.',
    $metadata: { httpStatusCode: 429 },
  });
  const sum = (name: string) =>
    account.metrics
      .filter((metric) => metric.name === name && Object.keys(metric.dimensions).join() === 'FunctionName')
      .reduce((total, { value }) => total + value, 0);
  expect({ throttles: sum('Throttles'), invocations: sum('Invocations'), errors: sum('Errors') }).toEqual({
    throttles: 1,
    invocations: 2,
    errors: 0,
  });
});

test('a reservation may not take what others need', async () => {
  const put = new PutFunctionConcurrencyCommand({ FunctionName: 'f', ReservedConcurrentExecutions: 901 });
  await expect(account.client.send(put)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
});

test('an environment that is idle for long is ended', async () => {
  await account.create('idle', 'export const handler = async () => process.pid;');
  const { payload } = await account.invoke('idle');
  const pid = Number(payload);
  expect(() => process.kill(pid, 0)).not.toThrow();
  await account.local.clock.advance(11 * 60_000);
  const { payload: next } = await account.invoke('idle');
  expect(next).not.toBe(pid);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('a new version needs no restart of the others', async () => {
  const again = await account.client.send(new PublishVersionCommand({ FunctionName: 'f' }));
  expect(again.Version).toBe('1');
});
