import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { LogLine } from '../../../rehearsal/kernel/telemetry.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { type BuildLab, labOn, logged } from './setup.ts';

// Real processes, on a machine that may be busy.
jest.setTimeout(60_000);

const lines: LogLine[] = [];
let local: TestRehearsal;
let lab: BuildLab;
beforeAll(async () => {
  local = await startTestRehearsal([iam, sts, logged(lines)], { enforce: 'deny' });
  lab = labOn(local, lines);
});
afterAll(() => local.stop());

const LOG_ACTIONS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const REPORT_ACTIONS = [
  'codebuild:CreateReportGroup',
  'codebuild:CreateReport',
  'codebuild:BatchPutTestCases',
  'codebuild:UpdateReport',
];
const REPORTING = `version: 0.2
phases:
  build:
    commands:
      - echo '<testsuite><testcase name="a"/></testsuite>' > junit.xml
reports:
  unit:
    files: [junit.xml]
`;

/** Builds with a role of its own that may do these and nothing else. */
async function buildAs(name: string, actions: readonly string[]) {
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const client = local.client(IAMClient);
  const trust = { Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' };
  await client.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document(trust) }));
  const allow = { Effect: 'Allow', Action: actions, Resource: '*' };
  await client.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument: document(allow) }));
  const serviceRole = `arn:aws:iam::${ACCOUNT}:role/${name}`;
  return { serviceRole, build: await lab.build(REPORTING, { serviceRole }) };
}

test.each(LOG_ACTIONS)('without %s there is no build, and no line of its log', async (missing) => {
  const before = lines.length;
  const others = LOG_ACTIONS.filter((action) => action !== missing);
  const { serviceRole, build } = await buildAs(`no-${missing.slice(5)}`, [...others, ...REPORT_ACTIONS]);
  expect(build.buildStatus).toBe('FAILED');
  const failed = build.phases?.find(({ phaseStatus }) => phaseStatus === 'FAILED');
  expect(failed?.phaseType).toBe('PROVISIONING');
  expect(failed?.contexts?.[0]?.statusCode).toBe('ACCESS_DENIED');
  const message = failed?.contexts?.[0]?.message ?? '';
  expect(message).toContain(`Service role ${serviceRole} does not allow AWS CodeBuild to create`);
  const stream = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/${build.projectName}:log-stream:`;
  expect(message).toContain(`is not authorized to perform: ${missing} on resource: ${stream}`);
  expect(lines.slice(before)).toEqual([]);
});

test.each(REPORT_ACTIONS)('without %s a report is not made, which the log tells', async (missing) => {
  const others = REPORT_ACTIONS.filter((action) => action !== missing);
  const { build } = await buildAs(`no-${missing.slice(10)}`, [...LOG_ACTIONS, ...others]);
  expect(build.buildStatus).toBe('SUCCEEDED');
  expect(build.reportArns).toEqual([]);
  expect(lab.text()).toMatch(
    new RegExp(`Error in UPLOAD_ARTIFACTS phase: \\[unit: \\[User: .* perform: ${missing} on`),
  );
});

test('with these rights and no other the report is there, and so is every line from the first phase on', async () => {
  const { build } = await buildAs('all', [...LOG_ACTIONS, ...REPORT_ACTIONS]);
  expect(build.reportArns).toHaveLength(1);
  const own = lines.filter(({ stream }) => stream === build.logs?.streamName).map(({ message }) => message);
  expect(own[0]).toContain('Entering phase PROVISIONING');
  expect(own.at(-1)).toContain('Phase context status code:');
});
