import { StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { describe, expect, test } from '@jest/globals';
import { EXIT } from '../../cli/program.ts';
import { PIPELINE, type ReleaseModel } from '../console/release-model.ts';
import { onThePipeline, startAPipeline } from './at-a-terminal.ts';
import { runCli } from './run-cli.ts';

/* The commands that look, as a person runs them against a pipeline of the rehearsal. */

let setup: ReleaseModel;
let id: string;
startAPipeline(async (started) => {
  setup = started;
  id = await setup.toApproval();
});

const look = onThePipeline;

const approve = async () => {
  const { hash, factHashes } = await setup.model.dossier(id);
  await setup.model.answer(id, 'Approve', { approve: true, comment: 'Looked at it', hash, factHashes });
  await setup.release.settle();
};

describe('status', () => {
  test('shows the stages, and what waits for whom with the command that answers it', async () => {
    const { code, stdout } = await look('status');
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(/^ ✔ Build {2}c1 First$/m);
    expect(stdout).toMatch(/^ {3}● Ask 0ms {2}waits for an answer, expires in 1h00m$/m);
    expect(stdout).toMatch(/^ ○ Prod$/m);
    expect(stdout).toContain(`Approve waits for you: slipway approve ${id.slice(0, 8)}, or slipway reject.`);
  });

  test('--json is the view that the console shows, with the shifts', async () => {
    const { stdout } = await look('status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      pipelineName: PIPELINE,
      queue: [{ id, at: 'Approve' }],
      shifts: { known: true, value: [] },
    });
  });
});

describe('history', () => {
  test('has a line a release, with its outcome, its cause and who approved it', async () => {
    await approve();
    const { code, stdout } = await look('history');
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(
      new RegExp(
        `● under way +${id.slice(0, 8)} .* c1 +First +Prod .*approved by developer: “Looked at it” \\(dossier [0-9a-f]{8}\\)$`,
        'm',
      ),
    );
  });

  test('--json has what is cut off in the table', async () => {
    await approve();
    const { stdout } = await look('history', '--json', '--limit', '1');
    expect(JSON.parse(stdout).releases).toMatchObject([
      {
        id,
        outcome: 'underWay',
        answers: [
          {
            stage: 'Approve',
            approved: true,
            comment: 'Looked at it',
            dossier: expect.stringMatching(/^[0-9a-f]{64}$/),
          },
        ],
      },
    ]);
  });

  test('has why somebody stopped it', async () => {
    await look('release', 'stop', '--yes', '--abandon', '--reason', 'The supplier is down');
    await setup.release.settle();
    expect((await look('history')).stdout).toMatch(/stopped: “The supplier is down”$/m);
    expect(JSON.parse((await look('history', '--json')).stdout).releases).toMatchObject([
      { stopReason: 'The supplier is down' },
    ]);
  });

  test('says how many are not shown', async () => {
    await setup.release.client().send(new StartPipelineExecutionCommand({ name: PIPELINE }));
    await setup.release.settle();
    expect((await look('history', '--limit', '1')).stdout).toMatch(/^1 more: --limit 2 shows all\.$/m);
  });
});

test('metrics prints the four figures, and as JSON with their units in the names', async () => {
  const { code, stdout } = await look('metrics');
  expect(code).toBe(EXIT.ok);
  expect(stdout).toMatch(
    /^Deployment frequency +0\.0 a day .*\nLead time for changes +- .*\nChange failure rate +- .*\nTime to restore +- /,
  );
  expect(JSON.parse((await look('metrics', '--json')).stdout)).toMatchObject({
    lastStage: 'Prod',
    released: 0,
    days: 1,
  });
});

test.each([
  'status',
  'history',
  'metrics',
])('%s names a pipeline that there is not, and ends with 1', async (command) => {
  expect(await runCli(command, '--pipeline', 'gone')).toEqual({
    code: EXIT.failed,
    stdout: '',
    stderr: 'There is no pipeline gone in this account and region. Give its name with --pipeline.\n',
  });
});
