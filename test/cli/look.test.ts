import { StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { beforeEach, describe, expect, test } from '@jest/globals';
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

describe('a stack that failed', () => {
  const raw =
    'The following resource(s) failed to update: [Live]. . Resource handler returned message: "The function has a policy that is too long for it to be kept, so nothing was changed (Service: Lambda, Status Code: 400, Request ID: 1-2)" (RequestToken: 3-4, HandlerErrorCode: InvalidRequest)';
  const sentence =
    'Stack Prod: Live could not be updated: The function has a policy that is too long for it to be kept, so nothing was changed.';
  beforeEach(async () => {
    await approve();
    const stack = setup.release.outside.stacks.get('Prod');
    if (stack === undefined) throw new Error('no stack');
    Object.assign(stack, { status: 'UPDATE_ROLLBACK_COMPLETE', reason: raw });
    await setup.release.local.clock.advance(30_000);
  });

  test('is told by status in one whole sentence, without what only machines read', async () => {
    const { stdout } = await look('status');
    expect(stdout).toMatch(/^ ✖ Prod {2}c1 First {2}Taken back$/m);
    expect(stdout.replace(/\n +/g, ' ')).toContain(sentence);
    expect(stdout).not.toMatch(/Request ?(?:ID|Token)/);
    const told = stdout.split('\n').filter((line) => line.startsWith('     '));
    expect(told).toHaveLength(2);
    expect(Math.max(...told.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  test('has both in JSON, and the word of the release beside AWS’s own', async () => {
    const { stages, ended } = JSON.parse((await look('status', '--json')).stdout);
    expect(stages.at(-1)).toMatchObject({ status: 'Failed', outcome: 'takenBack' });
    expect(stages.at(-1).actions.at(-1)).toMatchObject({ sentence, outcome: 'takenBack' });
    expect(stages.at(-1).actions.at(-1).says).toContain(raw);
    expect(ended).toMatchObject([{ id, status: 'Failed', outcome: 'takenBack' }]);
    expect((await look('history')).stdout).toMatch(/^✖ Taken back /m);
  });
});

describe('history', () => {
  test('has a line a release, with its outcome, its cause and who approved it', async () => {
    await approve();
    const { code, stdout } = await look('history');
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(
      new RegExp(
        `● Under way +${id.slice(0, 8)} .* c1 +First +Prod .*approved by developer: “Looked at it” \\(dossier [0-9a-f]{8}\\)$`,
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
