import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetAliasCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type StageTemplate, type StudentsStage, startStudentsStage } from './students-stage.ts';

/*
 * The product's own stack with its own functions, run for real: what CloudFormation asks the pre-traffic hook before an alias is made,
 * what CodeDeploy asks it before the alias is shifted, and what becomes of the stack.
 */

let stage: StudentsStage;
beforeEach(async () => {
  stage = await startStudentsStage();
}, 60_000);
afterEach(() => stage.local.stop());

/** The template with a function that looks for its students in a table that does not exist. */
function withoutTable(template: StageTemplate): StageTemplate {
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type !== 'AWS::Lambda::Function' || !id.startsWith('GetStudentDetailsHandler')) continue;
    Properties.Environment = { Variables: { POWERTOOLS_SERVICE_NAME: 'students', TABLE_NAME: 'NoSuchTable' } };
  }
  return template;
}

const aliasVersion = async (name: string) =>
  (await stage.local.client(LambdaClient).send(new GetAliasCommand({ FunctionName: name, Name: 'live' })))
    .FunctionVersion;

test('a stack is created when the first version of each function holds', async () => {
  const status = await stage.deploy('create', stage.template());
  const events = await stage.events();
  expect(events.filter((event) => event.includes('_FAILED'))).toEqual([]);
  expect(status).toBe('CREATE_COMPLETE');
  for (const name of ['AddStudentDetails', 'GetStudentDetails']) {
    const first = (start: string) => events.findIndex((event) => event.startsWith(`${name}${start}`));
    expect(events[first('FirstVersion')]).toContain('CREATE_IN_PROGRESS');
    const checked = events.findIndex(
      (event) => event.startsWith(`${name}FirstVersion`) && event.includes('CREATE_COMPLETE'),
    );
    expect(checked).toBeGreaterThan(-1);
    expect(checked).toBeLessThan(first('HandlerFunctionAliaslive'));
  }
  expect(await aliasVersion('Beta-getStudentDetails')).toBe('1');
}, 120_000);

test('a stack whose first version is bad fails with what was wrong, never has the alias, and is taken back', async () => {
  expect(await stage.deploy('create', withoutTable(stage.template()))).toBe('ROLLBACK_COMPLETE');
  const events = await stage.events();
  const failed = events.filter((event) => event.includes('CREATE_FAILED')).join('\n');
  expect(failed).toMatch(/^GetStudentDetailsFirstVersion/);
  expect(failed).toContain('AWS denied the version something');
  expect(failed).toContain('not authorized to perform: dynamodb:GetItem');
  expect(events.filter((event) => event.startsWith('GetStudentDetails') && event.includes('Aliaslive'))).toEqual([]);
  await expect(aliasVersion('Beta-getStudentDetails')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
}, 120_000);

/** The verdicts on new versions that the pre-traffic hook of `getStudentDetails` has logged, as JSON. */
async function verdicts(): Promise<string[]> {
  const { events = [] } = await stage.local.client(CloudWatchLogsClient).send(
    new FilterLogEventsCommand({
      logGroupName: '/aws/lambda/Beta-getStudentDetails-pre-traffic',
      filterPattern: 'verdict deploymentId',
    }),
  );
  return events.map(({ message = '' }) => message.slice(message.indexOf('{')));
}

/** Asks the released version as API Gateway does. */
async function ask(roll: string): Promise<void> {
  const Payload = JSON.stringify({
    httpMethod: 'GET',
    resource: '/getstudentdetails',
    path: '/getstudentdetails',
    queryStringParameters: { Roll: roll, email: 'ada@example.com' },
    requestContext: { stage: 'v1', identity: { sourceIp: '192.0.2.1' } },
  });
  await stage.local
    .client(LambdaClient)
    .send(new InvokeCommand({ FunctionName: 'Beta-getStudentDetails:live', Payload }));
}

test('a later version is shifted to when it answers like the old one, also what the traffic has asked', async () => {
  await stage.deploy('create', stage.template());
  await ask('Ada-1815');
  await ask('Grace-1906');
  const { Items = [] } = await stage.local
    .client(DynamoDBClient)
    .send(new ScanCommand({ TableName: 'Beta-captured-requests' }));
  expect(Items.map((item) => JSON.parse(item.Request?.S ?? ''))).toEqual([
    { method: 'GET', path: '/getstudentdetails', query: { Roll: '{smokeKey}' } },
  ]);
  expect(JSON.stringify(Items)).not.toMatch(/Ada|Grace|ada@|192/);
  const same = await stage.withNewVersion((code) => `${code}\n// the same\n`);
  expect(await stage.deploy('update', same)).toBe('UPDATE_COMPLETE');
  expect(await aliasVersion('Beta-getStudentDetails')).toBe('2');
  expect((await verdicts()).at(-1)).toContain('2 checks held; 5 events answered as by version 1');
}, 180_000);

test('a version whose answers have lost a header is taken back before it has traffic, and the log tells each difference', async () => {
  await stage.deploy('create', stage.template());
  const other = await stage.withNewVersion((code) =>
    code.replaceAll('Access-Control-Allow-Origin', 'Access-Control-Allow-Origen'),
  );
  expect(await stage.deploy('update', other)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await stage.events()).join('\n')).toContain('HOOK_EXECUTION_FAILURE');
  expect(await aliasVersion('Beta-getStudentDetails')).toBe('1');
  const [line = ''] = (await verdicts()).slice(-1);
  expect(JSON.parse(line)).toMatchObject({
    verdict: 'fail',
    differences: expect.arrayContaining([
      {
        event: 'a student that is there',
        path: 'headers.access-control-allow-origin',
        kind: 'removed',
        old: '"*"',
        new: 'absent',
      },
    ]),
  });
}, 180_000);
