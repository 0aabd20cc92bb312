import { AttachRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  BatchGetTracesCommand,
  GetSamplingRulesCommand,
  GetTraceSummariesCommand,
  PutTraceSegmentsCommand,
  XRayClient,
} from '@aws-sdk/client-xray';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { xray } from '../../../rehearsal/services/xray/index.ts';
import { START_MS } from '../../helpers/rehearsal.ts';
import { type LambdaAccount, startLambdaAccount } from '../lambda/lambda-account.ts';

/** Sends a subsegment the way the X-Ray SDK does: by UDP to the daemon of its environment. */
const SOURCE = `
import { createSocket } from 'node:dgram';
export const handler = async () => {
  const [host, port] = process.env.AWS_XRAY_DAEMON_ADDRESS.split(':');
  const trace = Object.fromEntries(process.env._X_AMZN_TRACE_ID.split(';').map((part) => part.split('=')));
  const now = Date.now() / 1000;
  const segment = { type: 'subsegment', name: 'work', id: '00000000000000aa', trace_id: trace.Root, parent_id: trace.Parent, start_time: now, end_time: now };
  const socket = createSocket('udp4');
  await new Promise((done) => socket.send('{"format": "json", "version": 1}\\n' + JSON.stringify(segment), port, host, done));
  socket.close();
  return trace.Root;
};`;

let account: LambdaAccount;
let client: XRayClient;
beforeAll(async () => {
  account = await startLambdaAccount([xray]);
  client = account.local.client(XRayClient);
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await account.local.client(IAMClient).send(new AttachRolePolicyCommand({ RoleName: 'function-role', PolicyArn }));
});
afterAll(() => account.local.stop());

const documentsOf = async (id: string) => {
  const { Traces } = await client.send(new BatchGetTracesCommand({ TraceIds: [id] }));
  return (Traces?.[0]?.Segments ?? []).map(({ Document }) => JSON.parse(Document ?? ''));
};

test('an invocation with active tracing gives the segments of the service, the function, and what it did', async () => {
  await account.create('traced', SOURCE, { TracingConfig: { Mode: 'Active' } });
  const id = String((await account.invoke('traced')).payload);
  // The daemon gathers for a moment before it sends.
  let documents = await documentsOf(id);
  while (documents.length < 3) documents = await documentsOf(id);
  const service = documents.find((one) => one.origin === 'AWS::Lambda');
  const own = documents.find((one) => one.origin === 'AWS::Lambda::Function');
  expect(own).toMatchObject({ name: 'traced', parent_id: service.id });
  expect(documents.find((one) => one.name === 'work')).toMatchObject({ parent_id: own.id });
  const { TraceSummaries } = await client.send(
    new GetTraceSummariesCommand({ StartTime: new Date(START_MS - 1000), EndTime: new Date(START_MS + 60_000) }),
  );
  expect(TraceSummaries?.find((summary) => summary.Id === id)).toMatchObject({ HasError: false, IsPartial: false });
});

test('a document that is none comes back as unprocessed', async () => {
  const good = {
    id: '1'.repeat(16),
    trace_id: `1-${'a'.repeat(8)}-${'b'.repeat(24)}`,
    name: 'x',
    start_time: 1,
    end_time: 2,
  };
  const { UnprocessedTraceSegments } = await client.send(
    new PutTraceSegmentsCommand({
      TraceSegmentDocuments: [JSON.stringify(good), '{', JSON.stringify({ ...good, trace_id: 'no' })],
    }),
  );
  expect(UnprocessedTraceSegments?.map(({ ErrorCode, Id }) => [ErrorCode, Id])).toEqual([
    ['ParseError', undefined],
    ['InvalidSegment', good.id],
  ]);
  expect(await documentsOf(good.trace_id)).toEqual([good]);
});

test('every account has the default sampling rule', async () => {
  const { SamplingRuleRecords } = await client.send(new GetSamplingRulesCommand({}));
  expect(SamplingRuleRecords).toMatchObject([
    { SamplingRule: { RuleName: 'Default', FixedRate: 0.05, ReservoirSize: 1 } },
  ]);
});
