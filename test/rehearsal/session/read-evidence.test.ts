import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { logs } from '../../../rehearsal/services/logs/index.ts';
import { readEvidence } from '../../../rehearsal/session/read-evidence.ts';
import { START_MS, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const FUNCTION = 'Prod-getStudentDetails';

let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([logs]);
});
afterAll(() => local.stop());

const evidence = { enough: false, users: 12, synthetic: 0, needed: 42, words: 'not enough evidence' };
/** As Lambda writes what a function logs. */
const line = (deploymentId: string, over: object) =>
  `2026-01-05T00:00:00.000Z\t1\tINFO\t${JSON.stringify({ hook: 'post-traffic', deploymentId, verdict: 'pass', ...over })}\n`;

test('what the hook after the traffic said of the evidence is read from its log, behind what Lambda writes before it', async () => {
  const client = local.client(CloudWatchLogsClient);
  const at = { logGroupName: `/aws/lambda/${FUNCTION}-post-traffic`, logStreamName: 'one' };
  await client.send(new CreateLogGroupCommand(at));
  await client.send(new CreateLogStreamCommand(at));
  const messages = ['START RequestId: "d-1"', line('d-1', { evidence }), line('d-2', {}), 'REPORT of "d-1" {'];
  const logEvents = messages.map((message, index) => ({ message, timestamp: START_MS + index }));
  await client.send(new PutLogEventsCommand({ ...at, logEvents }));
  expect(await readEvidence({ logs: client }, FUNCTION, 'd-1')).toEqual(evidence);
  expect(await readEvidence({ logs: client }, FUNCTION, 'd-2')).toBeNull();
  expect(await readEvidence({ logs: client }, 'another', 'd-1')).toBeNull();
});
