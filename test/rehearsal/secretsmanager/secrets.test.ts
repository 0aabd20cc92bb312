import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kms } from '../../../rehearsal/services/kms/index.ts';
import { secretsmanager } from '../../../rehearsal/services/secretsmanager/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
let client: SecretsManagerClient;
beforeAll(async () => {
  local = await startTestRehearsal([secretsmanager, kms]);
  client = local.client(SecretsManagerClient);
});
afterAll(() => local.stop());

test('a new value becomes the current one and the old one the previous', async () => {
  const { ARN } = await client.send(new CreateSecretCommand({ Name: 'db', SecretString: 'one' }));
  expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-[a-z0-9]{6}$/);
  await client.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: 'two' }));
  const value = async (VersionStage?: string) =>
    (await client.send(new GetSecretValueCommand({ SecretId: 'db', VersionStage }))).SecretString;
  expect(await value()).toBe('two');
  expect(await value('AWSPREVIOUS')).toBe('one');
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: 'db' }));
  expect(Object.values(VersionIdsToStages ?? {})).toEqual(expect.arrayContaining([['AWSCURRENT'], ['AWSPREVIOUS']]));
  await expect(client.send(new CreateSecretCommand({ Name: 'db', SecretString: 'x' }))).rejects.toMatchObject({
    name: 'ResourceExistsException',
  });
});

test('a deleted secret is brought back within its window, and gone after it', async () => {
  await client.send(new CreateSecretCommand({ Name: 'gone', SecretString: 'x'.repeat(10_000) }));
  const read = () => client.send(new GetSecretValueCommand({ SecretId: 'gone' }));
  await client.send(new DeleteSecretCommand({ SecretId: 'gone', RecoveryWindowInDays: 7 }));
  await expect(read()).rejects.toMatchObject({ name: 'InvalidRequestException' });
  await client.send(new RestoreSecretCommand({ SecretId: 'gone' }));
  expect((await read()).SecretString).toHaveLength(10_000);
  await client.send(new DeleteSecretCommand({ SecretId: 'gone', RecoveryWindowInDays: 7 }));
  await local.clock.advance(8 * 24 * 3_600_000);
  await expect(read()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a random password keeps to its rules', async () => {
  const rules = { PasswordLength: 20, ExcludePunctuation: true, ExcludeCharacters: 'abc' };
  const { RandomPassword } = await client.send(new GetRandomPasswordCommand(rules));
  expect(RandomPassword).toMatch(/^[d-zA-Z0-9]{20}$/);
  expect(RandomPassword).toMatch(/[A-Z]/);
  expect(RandomPassword).toMatch(/[0-9]/);
});
