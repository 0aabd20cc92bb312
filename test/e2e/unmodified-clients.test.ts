import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DeleteStackCommand, waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { clientEnvironment } from '../../rehearsal/session/client-environment.ts';
import { runCommand } from '../../rehearsal/session/command.ts';
import { readStageApi } from '../../rehearsal/session/prod-state.ts';
import { deployPipeline, openSession, type Session } from '../../rehearsal/session/session.ts';

/*
 * A short rehearsal from end to end with clients that know nothing of it: the CDK's own command line, git and, where it is
 * installed, the AWS command line. The whole release is what `npm start` runs.
 */

const ROOT = resolve(import.meta.dirname, '..', '..');
const AWS = '/usr/bin/aws';
/** A stage without a pipeline. */
const APP = `${process.execPath} ${join(ROOT, 'test', 'e2e', 'stage-app.ts')}`;
let folder: string;
let session: Session;
const ending = new AbortController();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-e2e-'));
  session = await openSession({
    projectRoot: ROOT,
    folder,
    port: 0,
    speed: 60,
    onStep: () => undefined,
    signal: ending.signal,
  });
  await deployPipeline(session);
}, 120_000);
afterAll(async () => {
  await session.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

const environment = (): NodeJS.ProcessEnv => ({
  ...clientEnvironment(session.endpoint, join(folder, 'home')),
  CDK_DEFAULT_ACCOUNT: session.endpoint.account,
  CDK_DEFAULT_REGION: session.endpoint.region,
  CI: 'true',
});
const cdk = (...args: string[]) =>
  runCommand(
    process.execPath,
    [join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), '--no-notices', '--app', APP, ...args],
    { cwd: ROOT, env: environment() },
  );

test('the CDK deploys a stage and finds no difference afterwards; an administrator deletes it', async () => {
  await cdk('deploy', 'Beta/Students', '--require-approval', 'never');
  await cdk('diff', 'Beta/Students', '--fail');

  const api = await readStageApi(session.clients, session.endpoint.url, 'Beta');
  const student = { Roll: '7', FirstName: 'Ada', LastName: 'L', Department: 'Maths', Year: '1', Mobile: '0700' };
  const headers = { 'x-api-key': api?.apiKey ?? '', 'content-type': 'application/json' };
  const url = (path: string) => `${api?.localUrl}/${path}?Roll=7`;
  const added = await fetch(url('addstudentdetails'), { method: 'POST', headers, body: JSON.stringify(student) });
  expect(added.status).toBe(200);
  const read = await fetch(url('getstudentdetails'), { headers });
  expect(await read.json()).toMatchObject(student);
  expect((await fetch(url('getstudentdetails'))).status).toBe(403);

  // What deploys a stage may not delete it: that is for an administrator.
  await expect(cdk('destroy', 'Beta/Students', '--force')).rejects.toThrow(
    /not authorized to perform: cloudformation:DeleteStack/,
  );
  const StackName = 'Beta-Students';
  const { cloudformation } = session.clients;
  await cloudformation.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete(
    { client: cloudformation, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { StackName },
  );
  expect(await readStageApi(session.clients, session.endpoint.url, 'Beta')).toBeUndefined();
}, 120_000);

test('a plain git client pushes, and the pipeline takes the commit up', async () => {
  const commit = await session.workspace.commit('Pushed by a test', []);
  await session.workspace.push(session.remote);
  const head = await runCommand('git', ['ls-remote', `${session.remote.endpointUrl}/v1/repos/slipway`, 'main'], {
    cwd: folder,
    env: {
      ...environment(),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.extraHeader',
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`${session.remote.accessKeyId}:${session.remote.secretAccessKey}`).toString('base64')}`,
    },
  });
  expect(head).toContain(commit);
}, 60_000);

const withAws = existsSync(AWS) ? test : test.skip;
withAws(
  'the AWS command line is answered',
  async () => {
    // Debian's command line is older than AWS_ENDPOINT_URL.
    const aws = (...args: string[]) =>
      runCommand(AWS, ['--endpoint-url', session.endpoint.url, ...args], { cwd: folder, env: environment() });
    expect(await aws('codepipeline', 'get-pipeline-state', '--name', 'slipway')).toContain('"stageName": "Source"');
    expect(await aws('cloudformation', 'describe-stack-events', '--stack-name', 'SlipwayPipeline')).toContain(
      'CREATE_COMPLETE',
    );
    expect(await aws('s3', 'ls')).toContain('cdk-hnb659fds-assets');
    expect(await aws('logs', 'describe-log-groups')).toContain('/aws/codebuild/slipway-build');
  },
  60_000,
);
