import {
  AddPermissionCommand,
  CreateAliasCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { REGION } from '../../helpers/rehearsal.ts';
import { type LambdaAccount, startLambdaAccount } from './lambda-account.ts';

const API = 'arn:aws:execute-api:eu-west-1:111122223333:abc123';

let account: LambdaAccount;
beforeAll(async () => {
  account = await startLambdaAccount();
  await account.create('f', 'export const handler = async () => 1;', { Publish: true });
  await account.client.send(new CreateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion: '1' }));
});
afterAll(() => account.local.stop());

const invokeAs = (service: string, sourceArn: string, FunctionName = 'f:live') =>
  account.local.rehearsal.kernel.clients
    .asService(LambdaClient, service, REGION, sourceArn)
    .send(new InvokeCommand({ FunctionName }));
const allow = (input: object) =>
  account.client.send(
    new AddPermissionCommand({
      FunctionName: 'f',
      Qualifier: 'live',
      StatementId: 'api',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      ...input,
    }),
  );

test('a service needs a permission of the function, for its source and for the alias that it calls', async () => {
  const denied = { name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } };
  await expect(invokeAs('apigateway.amazonaws.com', `${API}/v1/GET/x`)).rejects.toMatchObject(denied);
  await allow({ SourceArn: `${API}/v1/GET/*`, SourceAccount: '111122223333' });
  await expect(invokeAs('apigateway.amazonaws.com', `${API}/v1/GET/x`)).resolves.toMatchObject({ StatusCode: 200 });
  await expect(invokeAs('apigateway.amazonaws.com', `${API}/v1/POST/x`)).rejects.toMatchObject(denied);
  await expect(invokeAs('events.amazonaws.com', `${API}/v1/GET/x`)).rejects.toMatchObject(denied);
  await expect(invokeAs('apigateway.amazonaws.com', `${API}/v1/GET/x`, 'f')).rejects.toMatchObject(denied);
});

test('the policy reads as AWS writes it', async () => {
  const { Policy } = await account.client.send(new GetPolicyCommand({ FunctionName: 'f', Qualifier: 'live' }));
  expect(JSON.parse(Policy ?? '')).toEqual({
    Version: '2012-10-17',
    Id: 'default',
    Statement: [
      {
        Sid: 'api',
        Effect: 'Allow',
        Principal: { Service: 'apigateway.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: 'arn:aws:lambda:eu-west-1:111122223333:function:f:live',
        Condition: {
          StringEquals: { 'AWS:SourceAccount': '111122223333' },
          ArnLike: { 'AWS:SourceArn': `${API}/v1/GET/*` },
        },
      },
    ],
  });
  await expect(allow({})).rejects.toMatchObject({ name: 'ResourceConflictException' });
});

test('without its permission the service is refused again', async () => {
  const statement = { FunctionName: 'f', Qualifier: 'live', StatementId: 'api' };
  await account.client.send(new RemovePermissionCommand(statement));
  await expect(invokeAs('apigateway.amazonaws.com', `${API}/v1/GET/x`)).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  await expect(account.client.send(new RemovePermissionCommand(statement))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
