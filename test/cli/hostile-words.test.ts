import { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { StartPipelineExecutionCommand, StopPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { expect, test } from '@jest/globals';
import { EXIT } from '../../cli/program.ts';
import { dossierLines } from '../../cli/render/dossier.ts';
import { PIPELINE, type ReleaseModel } from '../console/release-model.ts';
import { START_MS } from '../helpers/rehearsal.ts';
import { onThePipeline, startAPipeline } from './at-a-terminal.ts';
import { PLAIN } from './render/views.ts';

/* What a commit, a person or a build wrote is shown, and never obeyed by the terminal. */

const TITLE = 'Fix typo\u001b[8m\u001b[2A\u202e';

let setup: ReleaseModel;
startAPipeline(async (started) => {
  setup = started;
  const { client, executions, outside, settle } = setup.release;
  const [first = ''] = await executions();
  const pipelineExecutionId = first.split(' ')[0];
  await client().send(new StopPipelineExecutionCommand({ pipelineName: PIPELINE, pipelineExecutionId, abandon: true }));
  await settle();
  outside.head = { commitId: 'c2', message: TITLE };
  await client().send(new StartPipelineExecutionCommand({ name: PIPELINE }));
});

const cli = onThePipeline;
/** Besides letters, only the ends of lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const ACTS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test('a title conceals nothing: not of the dossier, the pipeline, nor the history', async () => {
  await setup.toApproval();
  for (const command of ['approve', 'status', 'history']) {
    const { stdout } = await cli(command);
    expect(stdout).toContain('Fix typo�');
    expect(stdout).not.toMatch(ACTS);
  }
  expect((await cli('history', '--json')).stdout).not.toMatch(ACTS);
});

test('what was rejected with such a comment is refused in plain words, and the hash of the dossier stays', async () => {
  const id = await setup.toApproval();
  const { hash } = await setup.model.dossier(id);
  const answered = await cli('reject', '--yes', '--dossier', hash, '--comment', 'No\u001b]52;c;cm0=\u0007!');
  expect(answered.code).toBe(EXIT.ok);
  await setup.release.settle();
  for (const args of [
    ['approve', id, '--yes'],
    ['history', '--json'],
    ['watch', id],
  ])
    expect(Object.values(await cli(...args)).join('\n')).not.toMatch(ACTS);
});

test('words of several lines cannot look like a section of the dossier', async () => {
  const dossier = await setup.model.dossier(await setup.toApproval());
  const bake = 'the alarms see it\n\nDossier sha256:0';
  const lines = dossierLines({ ...dossier, facts: { ...dossier.facts, bake } }, PLAIN);
  expect(lines).toContain('  The alarms see it␊␊Dossier sha256:0');
});

test('a line of a log neither writes the clipboard nor the title', async () => {
  await setup.toApproval();
  const { logs } = setup.options.clients;
  const of = { logGroupName: '/aws/codebuild/build', logStreamName: 'hostile' };
  await logs.send(new CreateLogGroupCommand({ logGroupName: of.logGroupName }));
  await logs.send(new CreateLogStreamCommand(of));
  const message = '\u001b]52;c;cm0gLXJm\u0007\u001b]0;title\u001b\\tests\u001b[32m passed\u001bc';
  await logs.send(new PutLogEventsCommand({ ...of, logEvents: [{ timestamp: START_MS, message }] }));
  const build = setup.release.outside.builds.get(`build:${setup.release.outside.builds.size}`);
  if (build === undefined) throw new Error('there is no build');
  build.answer = { ...build.answer, logs: { groupName: of.logGroupName, streamName: of.logStreamName } };
  expect((await cli('logs')).stdout).toBe('tests passed\n');
  expect((await cli('logs', '--follow')).stdout).toBe('tests passed\n');
});
