import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pickVersion } from '../../../rehearsal/services/lambda/routing.ts';
import { type LambdaAccount, startLambdaAccount, zipOf } from './lambda-account.ts';

let account: LambdaAccount;
beforeAll(async () => {
  account = await startLambdaAccount();
  await account.create('f', source(1));
});
afterAll(() => account.local.stop());

const source = (n: number) =>
  `export const handler = async () => ({ n: ${n}, version: process.env.AWS_LAMBDA_FUNCTION_VERSION, greeting: process.env.GREETING });`;
const upload = async (n: number) =>
  account.client.send(
    new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile: await zipOf({ 'index.mjs': source(n) }) }),
  );
const publish = (input = {}) => account.client.send(new PublishVersionCommand({ FunctionName: 'f', ...input }));

test('a version keeps its code and settings; publishing what did not change answers the same version', async () => {
  const first = await publish();
  expect(first).toMatchObject({ Version: '1', FunctionArn: expect.stringMatching(/:function:f:1$/) });
  expect((await publish()).Version).toBe('1');
  await upload(2);
  expect((await publish()).Version).toBe('2');
  await account.client.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: 'f', Environment: { Variables: { GREETING: 'hi' } } }),
  );
  expect((await publish()).Version).toBe('3');
  expect((await account.invoke('f', {}, { Qualifier: '1' })).payload).toEqual({ n: 1, version: '1' });
  expect((await account.invoke('f:2')).payload).toEqual({ n: 2, version: '2' });
  expect((await account.invoke('f', {}, { Qualifier: '3' })).payload).toEqual({ n: 2, version: '3', greeting: 'hi' });
  expect((await account.invoke('f')).payload).toEqual({ n: 2, version: '$LATEST', greeting: 'hi' });
  const { Versions } = await account.client.send(new ListVersionsByFunctionCommand({ FunctionName: 'f' }));
  expect(Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '1', '2', '3']);
});

test('publishing insists on the code that the caller expects', async () => {
  await expect(publish({ CodeSha256: 'other' })).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  await expect(publish({ RevisionId: 'other' })).rejects.toMatchObject({ name: 'PreconditionFailedException' });
});

test('an update of the code ends the warm environments of $LATEST', async () => {
  await account.invoke('f');
  await upload(7);
  expect((await account.invoke('f')).payload).toMatchObject({ n: 7 });
});

test('an alias answers with its version, and with the second one by weight', async () => {
  const alias = { FunctionName: 'f', Name: 'live' };
  const created = await account.client.send(new CreateAliasCommand({ ...alias, FunctionVersion: '1' }));
  expect(created).toMatchObject({ FunctionVersion: '1', AliasArn: expect.stringMatching(/:function:f:live$/) });
  expect(await account.invoke('f:live')).toMatchObject({ executedVersion: '1', payload: { n: 1 } });
  const all = { AdditionalVersionWeights: { '2': 1 } };
  const shifted = await account.client.send(new UpdateAliasCommand({ ...alias, RoutingConfig: all }));
  expect(shifted.RoutingConfig).toEqual(all);
  expect(await account.invoke('f', {}, { Qualifier: 'live' })).toMatchObject({ executedVersion: '2' });
  const both = { AdditionalVersionWeights: { '2': 0.5 } };
  await account.client.send(new UpdateAliasCommand({ ...alias, RoutingConfig: both, RevisionId: shifted.RevisionId }));
  const seen = new Set<string | undefined>();
  for (let i = 0; i < 60; i++) seen.add((await account.invoke('f:live')).executedVersion);
  expect(seen).toEqual(new Set(['1', '2'])); // by chance wrong once in 2^59 runs
  const { Aliases } = await account.client.send(new ListAliasesCommand({ FunctionName: 'f', FunctionVersion: '2' }));
  expect(Aliases?.map(({ Name }) => Name)).toEqual(['live']);
  const cleared = await account.client.send(
    new UpdateAliasCommand({ ...alias, FunctionVersion: '2', RoutingConfig: { AdditionalVersionWeights: {} } }),
  );
  expect(cleared.RoutingConfig).toBeUndefined();
});

test.each([
  [0, '2'],
  [0.0999, '2'],
  [0.1, '1'],
  [0.9999, '1'],
])('of a weight of 10 %%, a roll of %d goes to version %s', (roll, version) => {
  expect(pickVersion({ version: '1', additional: { version: '2', weight: 0.1 } }, roll)).toBe(version);
});

test('an alias is refused what AWS refuses', async () => {
  const create = (input: object) =>
    account.client.send(new CreateAliasCommand({ FunctionName: 'f', Name: 'x', FunctionVersion: '1', ...input }));
  const weights = (AdditionalVersionWeights: Record<string, number>) => ({
    RoutingConfig: { AdditionalVersionWeights },
  });
  await expect(create({ Name: 'live' })).rejects.toMatchObject({ name: 'ResourceConflictException' });
  await expect(create({ Name: '12' })).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  await expect(create({ FunctionVersion: '99' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(create(weights({ '2': 0.1, '3': 0.1 }))).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
  });
  await expect(create(weights({ '2': 1.5 }))).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  await expect(create(weights({ $LATEST: 0.1 }))).rejects.toMatchObject({
    message: '$LATEST is not supported for an alias pointing to more than 1 version',
  });
  const stale = new UpdateAliasCommand({ FunctionName: 'f', Name: 'live', RevisionId: 'stale' });
  await expect(account.client.send(stale)).rejects.toMatchObject({ name: 'PreconditionFailedException' });
});

test('the code can be downloaded again', async () => {
  const { Code, Configuration } = await account.client.send(
    new GetFunctionCommand({ FunctionName: 'f', Qualifier: '1' }),
  );
  const answer = await fetch(Code?.Location ?? '');
  const zip = Buffer.from(await answer.arrayBuffer());
  expect(zip.byteLength).toBe(Configuration?.CodeSize);
  expect(zip.subarray(0, 2).toString()).toBe('PK');
});

test('a version that an alias uses cannot be deleted; the function goes with all that it has', async () => {
  const remove = (input = {}) => account.client.send(new DeleteFunctionCommand({ FunctionName: 'f', ...input }));
  await expect(remove({ Qualifier: '2' })).rejects.toMatchObject({ name: 'ResourceConflictException' });
  await remove({ Qualifier: '3' });
  await expect(account.invoke('f:3')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await remove();
  await expect(account.invoke('f:live')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('what cannot be made is refused by name', async () => {
  await expect(account.create('p', '', { Runtime: 'python3.13' })).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining('python3.13'),
  });
  await expect(account.create('p', '', { Layers: ['arn:aws:lambda:eu-west-1:1:layer:x:1'] })).rejects.toMatchObject({
    message: expect.stringContaining('Layers'),
  });
  await expect(account.create('p', '', { Role: 'arn:aws:iam::111122223333:role/none' })).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: 'The role defined for the function cannot be assumed by Lambda.',
  });
  await expect(account.create('p', '', { Code: { ZipFile: Buffer.from('no zip') } })).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
  });
  await expect(account.create('p', '', { Environment: { Variables: { AWS_REGION: 'x' } } })).rejects.toMatchObject({
    message: expect.stringContaining('Reserved keys used in this request: AWS_REGION'),
  });
});
