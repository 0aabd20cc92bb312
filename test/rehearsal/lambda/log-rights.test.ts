import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { lambda } from '../../../rehearsal/services/lambda/index.ts';
import { logs } from '../../../rehearsal/services/logs/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { ACCOUNT, REGION, startTestRehearsal } from '../../helpers/rehearsal.ts';
import { accountOf, type LambdaAccount } from './lambda-account.ts';

const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const TRUST = policy({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });
let account: LambdaAccount;

/** A function of this name, whose role may write to these resources of CloudWatch Logs. */
async function createFunction(name: string, ...resources: string[]) {
  const client = account.local.client(IAMClient);
  await client.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: TRUST }));
  if (resources.length > 0) {
    const statement = { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: resources };
    await client.send(
      new PutRolePolicyCommand({ RoleName: name, PolicyName: 'logs', PolicyDocument: policy(statement) }),
    );
  }
  const source = "export const handler = async () => { console.log('a line'); return 'done'; };";
  await account.create(name, source, { Role: `arn:aws:iam::${ACCOUNT}:role/${name}` });
}
/** How often the function's line is in its log; a group that there is not has none. */
const lines = (name: string) =>
  account.local
    .client(CloudWatchLogsClient)
    .send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}`, filterPattern: 'line' }))
    .then(
      ({ events = [] }) => events.length,
      (error: { name?: string }) => {
        if (error.name === 'ResourceNotFoundException') return 0;
        throw error;
      },
    );

beforeAll(async () => {
  account = accountOf(await startTestRehearsal([sts, iam, lambda, logs], { enforce: 'deny' }));
});
afterAll(() => account.local.stop());

test('a function whose role may write its log has one', async () => {
  await createFunction('writes', `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/writes:*`);
  expect((await account.invoke('writes')).payload).toBe('done');
  expect(await lines('writes')).toBe(1);
});

test.each([
  ['nothing', []],
  ['another-log', [`arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/writes:*`]],
])('one whose role may write %s runs, and its log is lost', async (name, resources) => {
  await createFunction(name, ...resources);
  expect((await account.invoke(name)).payload).toBe('done');
  expect(await lines(name)).toBe(0);
});
