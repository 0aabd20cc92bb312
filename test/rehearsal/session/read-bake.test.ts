import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { logs } from '../../../rehearsal/services/logs/index.ts';
import { readLooks } from '../../../rehearsal/session/read-bake.ts';
import { START_MS, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const FUNCTION = 'Prod-getStudentDetails';
const GROUP = `/aws/lambda/${FUNCTION}-bake-judge`;

let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([logs]);
});
afterAll(() => local.stop());

const line = (deploymentId: string, combined: number, over: object = {}) =>
  JSON.stringify({
    hook: 'bake-judge',
    deploymentId,
    newVersion: '2',
    verdict: 'pass',
    reason: 'no worse',
    evidence: { errors: combined, slowness: 0, combined },
    ...over,
  });

test('the looks at one deployment are read from the log of the judge, in the order of time', async () => {
  const client = local.client(CloudWatchLogsClient);
  const at = { logGroupName: GROUP, logStreamName: 'one' };
  await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await client.send(new CreateLogStreamCommand(at));
  const messages = [
    'START RequestId: 1 Version: $LATEST',
    `2026-01-05T00:00:00.000Z\t1\tINFO\t${line('d-1', 0.5)}\n`,
    line('d-2', 9),
    'an error about "d-1" that is no look {',
    line('d-1', 1, { verdict: 'fail', ended: 'STOP' }),
  ];
  const logEvents = messages.map((message, index) => ({ message, timestamp: START_MS + index }));
  await client.send(new PutLogEventsCommand({ ...at, logEvents }));
  expect(await readLooks(client, FUNCTION, 'd-1')).toMatchObject([
    { atMs: START_MS + 1, verdict: 'pass', evidence: { combined: 0.5 } },
    { atMs: START_MS + 4, verdict: 'fail', ended: 'STOP' },
  ]);
  expect(await readLooks(client, FUNCTION, 'd-3')).toEqual([]);
});
