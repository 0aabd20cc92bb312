import { StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { describe, expect, test } from '@jest/globals';
import { EXIT } from '../../cli/program.ts';
import { briefLines } from '../../cli/render/brief.ts';
import type { Brief } from '../../console/model/brief.ts';
import { known, unknown } from '../../console/model/part.ts';
import { NOON } from '../console/model/views.ts';
import { PIPELINE, type ReleaseModel } from '../console/release-model.ts';
import { onThePipeline, startAPipeline } from './at-a-terminal.ts';
import { PLAIN } from './render/views.ts';

/* What became of a release, for who was not there, and the commands that point to it. */

let setup: ReleaseModel;
let id: string;
startAPipeline(async (started) => {
  setup = started;
  id = await setup.toApproval();
});

const cli = onThePipeline;

async function reject(): Promise<void> {
  await cli('reject', id, '--yes', '--comment', 'Not before the holidays');
  await setup.release.settle();
}

async function startAnother(): Promise<void> {
  await setup.release.client().send(new StartPipelineExecutionCommand({ name: PIPELINE }));
  await setup.release.settle();
}

const REJECTED = '“First” (c1) was rejected at Approve by developer: Not before the holidays';

describe('release brief', () => {
  test('tells what happened, when, who was affected, what was restored and what is blocked', async () => {
    await reject();
    const { code, stdout } = await cli('release', 'brief');
    expect(code).toBe(EXIT.ok);
    expect(stdout.split('\n')[0]).toBe(REJECTED);
    for (const title of ['Who was affected', 'What was restored', 'What is blocked now', 'Commit', 'When'])
      expect(stdout).toContain(`\n${title}\n`);
    expect(stdout).toMatch(
      /^ {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}✖ Approve: Ask rejected by developer: Not before the holidays$/m,
    );
    expect(stdout).toMatch(/^ {2}Nobody: no new version got traffic in a bake\.$/m);
  });

  test('is of the newest that did not get through, though others came after it', async () => {
    await reject();
    await startAnother();
    expect((await cli('release', 'brief')).stdout).toContain(REJECTED);
  });

  test('--json is one document', async () => {
    await reject();
    expect(JSON.parse((await cli('release', 'brief', id.slice(0, 8), '--json')).stdout)).toMatchObject({
      pipelineName: PIPELINE,
      execution: { id },
      outcome: 'rejected',
      sentence: REJECTED,
      timeline: expect.arrayContaining([
        expect.objectContaining({ what: 'Approve: Ask rejected by developer: Not before the holidays', tone: 'bad' }),
      ]),
      affected: [],
      restored: [],
      blocked: [],
    });
  });

  test('there is none of what is under way, which is told with what to do', async () => {
    expect(await cli('release', 'brief')).toEqual({
      code: EXIT.failed,
      stdout: '',
      stderr: `“First” (c1, execution ${id.slice(0, 8)}) is under way, and has no brief yet. Follow it: slipway watch ${id.slice(0, 8)}.\n`,
    });
  });

  test('an option that stands before it is refused, as of every verb', async () => {
    const { code, stderr } = await cli('release', '--json', 'brief');
    expect(code).toBe(EXIT.usage);
    expect(stderr).toContain("option '--json' stands before 'brief'");
  });
});

describe('what points to it', () => {
  const POINTS = () => `slipway release brief ${id.slice(0, 8)} says why`;

  test('is the status, while the newest release is one that did not get through', async () => {
    expect((await cli('status')).stdout).not.toContain('release brief');
    await reject();
    expect((await cli('status')).stdout).toContain(`\n“First” did not get through: ${POINTS()}.\n`);
    await startAnother();
    expect((await cli('status')).stdout).not.toContain('release brief');
  });

  test('are the logs of a release that no build has failed, on standard error', async () => {
    const runs = await setup.model.runs(id);
    expect(runs.map(({ name }) => name)).toContain('Synth');
    expect((await cli('logs')).stderr).not.toContain('release brief');
    await reject();
    const { stderr } = await cli('logs', '--execution', id);
    expect(stderr).toContain(`“First” (c1, execution ${id.slice(0, 8)}) did not fail in a build: ${POINTS()}`);
  });

  test('are not the logs of a build that failed: it says itself why', async () => {
    await cli('release', 'stop', '--yes', '--abandon', '--reason', 'Something else comes first');
    await startAnother();
    await setup.release.endBuild(`build:${setup.release.outside.builds.size}`, 'FAILED');
    expect((await setup.model.executions())[0]?.status).toBe('Failed');
    expect((await cli('logs')).stderr).not.toContain('release brief');
  });
});

describe('a brief in a terminal', () => {
  const brief: Brief = {
    sentence: '“A change” (c0ffee12) was taken back from Prod.',
    timeline: [
      { atMs: NOON, what: 'Release begins (push)', tone: 'neutral' },
      { atMs: NOON, what: 'Prod: Deploy failed', tone: 'bad' },
    ],
    affected: [{ functionName: 'Prod-read', newVersion: '2', answered: 1250, failed: 1, all: 12500 }],
    failingLines: known([
      { atMs: NOON, group: '/aws/lambda/Prod-read', text: 'ERROR boom\n  at handler', times: 3, raw: 'boom' },
    ]),
    commit: unknown('AccessDenied: not yours', 'Use another role.'),
    restored: ['Prod-read answers with version 1 again, for all traffic.'],
    blocked: ['Nothing may enter Prod: An incident'],
  };

  test('has every part, and what could not be read says why', () => {
    const text = briefLines(brief, PLAIN).join('\n');
    expect(text).toContain(
      '  1 of 1,250 requests that version 2 of Prod-read got while it baked failed. In these minutes the function got 12,500 in all.',
    );
    expect(text).toContain('\nWhat was restored\n  Prod-read answers with version 1 again, for all traffic.\n');
    expect(text).toContain('\nWhat is blocked now\n  Nothing may enter Prod: An incident\n');
    expect(text).toContain('\nCommit\n  not known: AccessDenied: not yours. Use another role.\n');
    expect(text).toMatch(/First failing lines of the new version\n {2}\S+ \S+ {2}ERROR boom␊ {2}at handler, 3 times\n/);
    expect(text).toMatch(/ {2}From the log group \/aws\/lambda\/Prod-read$/);
  });

  test('says nothing of a log where there was nothing to look for', () => {
    expect(briefLines({ ...brief, failingLines: known([]) }, PLAIN).join('\n')).not.toContain('failing lines');
  });
});
