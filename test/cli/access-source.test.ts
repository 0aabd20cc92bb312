import { createServer } from 'node:http';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, expect, test } from '@jest/globals';
import { accessSource } from '../../cli/commands/access-source.ts';
import { iam } from '../../rehearsal/services/iam/index.ts';
import { sts } from '../../rehearsal/services/sts/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../helpers/rehearsal.ts';

let local: TestRehearsal | undefined;
afterEach(async () => {
  await local?.stop();
  local = undefined;
});

const policy = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement });

/** An endpoint with one role, which may read one object. */
async function start(enforce: 'off' | 'deny') {
  local = await startTestRehearsal([iam, sts], { enforce });
  const client = local.client(IAMClient);
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'codebuild.amazonaws.com' } };
  await client.send(new CreateRoleCommand({ RoleName: 'Build', AssumeRolePolicyDocument: policy(trust) }));
  const reads = policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::artifacts/one' });
  await client.send(new PutRolePolicyCommand({ RoleName: 'Build', PolicyName: 'reads', PolicyDocument: reads }));
  return { url: local.rehearsal.endpoint, client };
}

test('a rehearsal tells what each role may do and did, and is not asked again at once', async () => {
  const { url, client } = await start('deny');
  const read = accessSource(url, client);
  const first = read();
  expect(await first).toEqual({
    known: true,
    value: {
      grants: 1,
      used: 0,
      roles: [{ name: 'Build', grants: 1, unused: ['s3:GetObject on arn:aws:s3:::artifacts/one'], denied: [] }],
    },
  });
  expect(read()).toBe(first);
});

test('an endpoint that evaluates no policies says so, and is asked again', async () => {
  const { url, client } = await start('off');
  const read = accessSource(url, client);
  const first = read();
  expect(await first).toMatchObject({ known: false, why: 'This endpoint evaluates no policies' });
  expect(read()).not.toBe(first);
});

test('an endpoint that is no rehearsal says so', async () => {
  const other = createServer((_, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const address = other.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const client = new IAMClient({ region: 'eu-west-1', endpoint: url });
  expect(await accessSource(url, client)()).toMatchObject({
    known: false,
    why: `No endpoint of a rehearsal answers at ${url}`,
  });
  other.close();
});
