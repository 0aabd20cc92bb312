import './without-git.ts';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { CreatePipelineCommand, StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ACCOUNT, REGION } from '../../helpers/rehearsal.ts';
import { ACTION_ROLE, RELEASE, type Release, startRelease } from './release-setup.ts';

jest.setTimeout(60_000);

const SCRIPT = path.join(import.meta.dirname, '../../../buildspecs/changes/earlier-release.ts');
const pipelineName = RELEASE.name ?? '';
const stages = (RELEASE.stages ?? [])
  .filter(({ name }) => name !== 'Approve')
  .map((stage) =>
    stage.name === 'Prod'
      ? { ...stage, actions: stage.actions?.map((action) => ({ ...action, roleArn: ACTION_ROLE })) }
      : stage,
  );

/** What the build of a release leaves: a cloud assembly with one stack in one stage, and the tests. */
function files(artifact: string, template: object, tests: string): Record<string, string> {
  if (artifact === 'Tests') return { 'students.cjs': tests };
  const nested = { type: 'cdk:cloud-assembly', properties: { directoryName: 'nested', displayName: 'Pipeline/Prod' } };
  const stack = {
    type: 'aws:cloudformation:stack',
    environment: `aws://${ACCOUNT}/${REGION}`,
    properties: { templateFile: 'prod.template.json', stackName: 'Prod' },
  };
  return {
    'manifest.json': JSON.stringify({ artifacts: { nested } }),
    'nested/manifest.json': JSON.stringify({ artifacts: { stack } }),
    'nested/prod.template.json': JSON.stringify(template),
  };
}

const table = (key: string, description = 'one') => ({
  Description: description,
  Resources: {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'Students',
        KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
      },
    },
  },
});

let release: Release;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'slipway-earlier-'));
  release = await startRelease();
  await release.client().send(new CreatePipelineCommand({ pipeline: { ...RELEASE, stages } }));
  await release.settle();
});
afterEach(async () => {
  await release.local.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Lets the execution that waits for its build deploy this template; without `deploys`, it stays in the middle of that. */
async function built(template: object, tests: string): Promise<string> {
  const id = [...release.outside.builds.keys()].at(-1) ?? '';
  await release.endBuild(id, 'SUCCEEDED', (artifact) => files(artifact, template, tests));
  return ((await release.executions())[0] ?? '').split(' ')[0] ?? '';
}
async function deployed(): Promise<void> {
  const stack = release.outside.stacks.get('Prod');
  if (stack === undefined) throw new Error('no stack');
  stack.status = stack.status.replace('IN_PROGRESS', 'COMPLETE');
  await release.local.clock.advance(30_000);
  expect((await release.executions())[0]).toMatch(/ Succeeded$/);
}
const again = async () => {
  await release.client().send(new StartPipelineExecutionCommand({ name: pipelineName }));
  await release.settle();
};

/** Runs what the build of `FindEarlier` runs. */
async function find(executionId: string, template: object, tests: string) {
  for (const artifact of ['Assembly', 'Tests'])
    for (const [file, text] of Object.entries(files(artifact, template, tests))) {
      mkdirSync(path.dirname(path.join(folder, artifact, file)), { recursive: true });
      writeFileSync(path.join(folder, artifact, file), text);
    }
  const { accessKeyId, secretAccessKey } = release.local.rehearsal.credentials;
  const child = spawn(process.execPath, [SCRIPT, 'Assembly', 'Tests', 'earlier'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: release.local.rehearsal.endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      PIPELINE_NAME: pipelineName,
      EXECUTION_ID: executionId,
      STAGE_PATH: 'Pipeline/Prod',
      CODEBUILD_SRC_DIR_Assembly: path.join(folder, 'Assembly'),
      CODEBUILD_SRC_DIR_Tests: path.join(folder, 'Tests'),
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(output);
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  return {
    words: read('reversal.txt'),
    template: JSON.parse(read('earlier/Prod.template.json')) as unknown,
    tests: read('earlier/students.cjs'),
    manifest: read('earlier/manifest.json'),
  };
}

describe('what a stage goes back to', () => {
  test('is the template and the tests of the release before, also when its own is deployed already', async () => {
    const first = await built(table('Roll', 'one'), 'tests of one');
    await deployed();
    await again();
    const second = await built(table('Roll', 'two'), 'tests of two');
    await deployed();
    const found = await find(second, table('Roll', 'two'), 'tests of two');
    expect(found).toMatchObject({
      words: `Prod went back to execution ${first.slice(0, 8)} and forward again.`,
      template: { Description: 'one' },
      tests: 'tests of one',
    });
    // What a later release is compared with, should this one get no further.
    expect(JSON.parse(found.manifest)).toMatchObject({
      artifacts: { Prod: { properties: { stackName: 'Prod', templateFile: 'Prod.template.json' } } },
    });
  });

  test('is itself at the first release', async () => {
    const first = await built(table('Roll', 'one'), 'tests of one');
    expect(await find(first, table('Roll', 'one'), 'tests of one')).toMatchObject({
      words: 'Prod did not go back: it is the first release, so there is nothing to go back to.',
      template: { Description: 'one' },
      tests: 'tests of one',
    });
  });

  test('is itself over a one-way change that its commit has accepted', async () => {
    await built(table('Roll', 'one'), 'tests of one');
    await deployed();
    await again();
    const second = await built(table('Id', 'two'), 'tests of two');
    const found = await find(second, table('Id', 'two'), 'tests of two');
    expect(found.words).toMatch(/^Prod did not go back: one-way, accepted by the commit: /);
    expect(found).toMatchObject({ template: { Description: 'two' }, tests: 'tests of two' });
  });
});
