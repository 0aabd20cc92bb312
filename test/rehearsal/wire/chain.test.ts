import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([{ ...sts, operations: { GetCallerIdentity: sts.operations.GetCallerIdentity } }]);
});
afterAll(() => local.stop());

test('a real client is told who it is', async () => {
  const answer = await local.client(STSClient).send(new GetCallerIdentityCommand({}));
  expect(answer).toMatchObject({ Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/developer` });
});

test('an unknown access key is refused with the error of AWS', async () => {
  const stranger = new STSClient({
    region: REGION,
    endpoint: local.rehearsal.endpoint,
    credentials: { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'x' },
    maxAttempts: 1,
  });
  await expect(stranger.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
    $metadata: { httpStatusCode: 403 },
  });
});

test('an operation that is not implemented says so by name', async () => {
  const call = local
    .client(STSClient)
    .send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::1:role/x', RoleSessionName: 's' }));
  await expect(call).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'The rehearsal does not implement sts:AssumeRole',
    $metadata: { httpStatusCode: 501 },
  });
});

test('a missing required member is named', async () => {
  const call = local.client(STSClient).send(new AssumeRoleCommand({ RoleArn: undefined, RoleSessionName: 's' }));
  await expect(call).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining("'roleArn'"),
  });
});

test('a client inside the process goes through the same chain', async () => {
  const { kernel } = local.rehearsal;
  const client = kernel.clients.asService(STSClient, 'codepipeline.amazonaws.com', REGION, 'arn:aws:codepipeline:x');
  const answer = await client.send(new GetCallerIdentityCommand({}));
  expect(answer.Arn).toBe(`arn:aws:iam::${ACCOUNT}:service/codepipeline.amazonaws.com`);
});
