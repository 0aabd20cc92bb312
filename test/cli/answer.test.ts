import { StartPipelineExecutionCommand, StopPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { describe, expect, test } from '@jest/globals';
import { EXIT } from '../../cli/program.ts';
import { PIPELINE, type ReleaseModel } from '../console/release-model.ts';
import { onThePipeline, startAPipeline } from './at-a-terminal.ts';

/* What an approver does at a terminal, against a release that really waits. */

let setup: ReleaseModel;
let id: string;
startAPipeline(async (started) => {
  setup = started;
  id = await setup.toApproval();
});

const cli = onThePipeline;
const standing = async () => (await setup.model.dossier(id)).standing;

describe('approve', () => {
  test('where nobody can be asked, shows the dossier and leaves the release waiting', async () => {
    const { code, stdout } = await cli('approve');
    expect(code).toBe(EXIT.failed);
    const { hash } = await setup.model.dossier(id);
    expect(stdout).toMatch(
      /^“First” to Prod\nc1, execution [0-9a-f]{8}, .*, at Approve\. Waits for 0ms, expires in 1h00m\.\n/,
    );
    for (const title of [
      'Can it be taken back?',
      'Who may newly do what?',
      'Commits',
      'Tests',
      'Resources that change',
    ])
      expect(stdout).toContain(`\n${title}\n`);
    expect(stdout).toContain(`Dossier sha256:${hash}`);
    expect(stdout).toContain('Nothing is changed yet. Add --yes to do this.');
    expect(await standing()).toMatchObject({ kind: 'waiting' });
  });

  test('--yes approves the one that waits, with the hash of what was shown', async () => {
    const { code, stdout } = await cli('approve', '--yes', '--comment', 'Looked at it');
    expect(code).toBe(EXIT.ok);
    const hash = /Dossier sha256:([0-9a-f]{64})/.exec(stdout)?.[1];
    const principal = await setup.model.principal();
    expect(stdout).toContain(`Approved as ${principal}.`);
    await setup.release.settle();
    expect(await standing()).toMatchObject({
      kind: 'answered',
      approved: true,
      comment: 'Looked at it',
      dossier: hash,
    });
  });

  test('takes the first letters of an execution, and --json prints one document with all facts', async () => {
    const { code, stdout } = await cli('approve', id.slice(0, 8), '--yes', '--json');
    expect(code).toBe(EXIT.ok);
    expect(JSON.parse(stdout)).toMatchObject({
      answered: 'approved',
      execution: { id },
      facts: { comment: 'Release v1' },
    });
  });

  test('takes a commit, whole or its first letters', async () => {
    const { client, outside, settle } = setup.release;
    const pipeline = { pipelineName: PIPELINE, pipelineExecutionId: id };
    await client().send(new StopPipelineExecutionCommand({ ...pipeline, abandon: true }));
    await settle();
    outside.head = { commitId: 'c0ffee1234567890c0ffee1234567890c0ffee12', message: 'Second' };
    await client().send(new StartPipelineExecutionCommand({ name: PIPELINE }));
    id = await setup.toApproval();
    expect((await cli('approve', outside.head.commitId)).stdout).toMatch(/^“Second” to Prod\n/);
    const { code } = await cli('approve', 'c0ffee1', '--yes');
    expect(code).toBe(EXIT.ok);
    await settle();
    expect(await standing()).toMatchObject({ kind: 'answered', approved: true });
  });

  test('--dossier refuses other facts than those that were read before', async () => {
    const stale = await cli('approve', '--yes', '--dossier', '0'.repeat(64));
    expect(stale).toMatchObject({ code: EXIT.failed, stdout: '' });
    expect(stale.stderr).toMatch(
      /^The dossier that you read is 0{64}, and by now it is [0-9a-f]{64}\. Nothing was changed/,
    );
    const { hash } = await setup.model.dossier(id);
    expect((await cli('approve', '--yes', '--dossier', `sha256:${hash}`)).code).toBe(EXIT.ok);
  });

  test('a release that a newer one overtook is refused by its name, and nothing is approved', async () => {
    await setup.release.client().send(new StartPipelineExecutionCommand({ name: PIPELINE }));
    await setup.release
      .client()
      .send(new StopPipelineExecutionCommand({ pipelineName: PIPELINE, pipelineExecutionId: id, abandon: true }));
    await setup.release.settle();
    const { code, stdout, stderr } = await cli('approve', id, '--yes');
    expect({ code, stdout }).toEqual({ code: EXIT.failed, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`^“First” \\(${id.slice(0, 8)}\\): .+\\. The approval is void; nothing was changed\\.\n$`),
    );
  });

  test('what was answered already is refused, with who did it', async () => {
    await cli('approve', '--yes');
    await setup.release.settle();
    expect((await cli('approve', id, '--yes')).stderr).toMatch(
      /answered already: approved by developer\. Nothing was changed/,
    );
    expect((await cli('approve', '--yes')).stderr).toMatch(
      /^No release of .* waits for an approval\. See .* slipway status\./,
    );
  });

  test.each([
    [['approve', 'deadbeef'], /has no execution deadbeef\. Look for it in the history\./],
    [['approve', '--stage', 'Prod'], /^No release waits at Prod\. One waits at Approve\./],
  ])('%j is told by its value', async (args, message) => {
    const { code, stderr } = await cli(...args);
    expect(code).toBe(EXIT.failed);
    expect(stderr).toMatch(message);
  });
});

describe('reject', () => {
  test('needs a comment', async () => {
    const { code, stderr } = await cli('reject', '--yes');
    expect(code).toBe(EXIT.usage);
    expect(stderr).toMatch(/required option '--comment <text>' not specified/);
  });

  test('ends the release, and the comment is in the history', async () => {
    const { code, stdout } = await cli('reject', '--yes', '--comment', 'Not before the holidays');
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(/Rejected as arn:aws:iam::\d+:user\/developer\.\n$/);
    await setup.release.settle();
    expect(await standing()).toMatchObject({ kind: 'answered', approved: false });
    const { hash } = await setup.model.dossier(id);
    expect((await cli('history')).stdout).toMatch(
      new RegExp(
        `^✖ Rejected .*rejected by developer: “Not before the holidays” \\(dossier ${hash.slice(0, 8)}\\)$`,
        'm',
      ),
    );
  });
});
