import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from '@jest/globals';
import { EXIT } from '../../cli/program.ts';
import { PIPELINE, type ReleaseModel } from '../console/release-model.ts';
import { onThePipeline, startAPipeline } from './at-a-terminal.ts';

/* The verbs of a release, and the way into a stage, against a pipeline of the rehearsal. */

let setup: ReleaseModel;
startAPipeline((started) => {
  setup = started;
});

const cli = onThePipeline;
const newest = async () => (await setup.model.executions())[0];
const stages = async () => (await setup.model.pipeline()).stages;

async function audit(stream: string): Promise<unknown[]> {
  const { events = [] } = await setup.options.clients.logs.send(
    new GetLogEventsCommand({ logGroupName: `/slipway/${PIPELINE}/audit`, logStreamName: stream }),
  );
  return events.map(({ message = '' }) => JSON.parse(message));
}

describe('release start', () => {
  test('is only shown where nobody can be asked', async () => {
    const before = (await setup.model.executions()).length;
    const { code, stdout } = await cli('release', 'start');
    expect(code).toBe(EXIT.failed);
    expect(stdout).toMatch(/newest commit .* begins in .*\nNothing is changed yet\. Add --yes to do this\.\n$/);
    expect(await setup.model.executions()).toHaveLength(before);
  });

  test('--yes begins one, and names it', async () => {
    const { code, stdout } = await cli('release', 'start', '--yes', '--json');
    expect(code).toBe(EXIT.ok);
    expect(JSON.parse(stdout)).toMatchObject({ done: true, executionId: (await newest())?.id });
    expect((await newest())?.cause).toBe('started by developer');
  });
});

describe('release stop', () => {
  test('ends an execution of which nothing shifts, and writes down who and why', async () => {
    const id = await setup.toApproval();
    const { code, stdout } = await cli('release', 'stop', '--yes', '--abandon', '--reason', 'The supplier is down');
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(
      /^“First” \(c1, execution [0-9a-f]{8}\) is stopped: its actions end at once\.\nIt is being stopped\.\n$/,
    );
    await setup.release.settle();
    expect((await newest())?.status).toBe('Stopped');
    expect(await audit(id)).toEqual([
      expect.objectContaining({
        event: 'execution-stopped',
        abandon: true,
        reason: 'The supplier is down',
        callerArn: await setup.model.principal(),
      }),
    ]);
  });

  test('says so where none is under way', async () => {
    const id = await setup.toApproval();
    await cli('release', 'stop', '--yes', '--abandon', '--reason', 'The supplier is down');
    await setup.release.settle();
    const none = await cli('release', 'stop', '--yes', '--reason', 'The supplier is down');
    expect(none.stderr).toMatch(/^No release of .* is under way\. Nothing was changed/);
    const ended = await cli('release', 'stop', id, '--yes', '--reason', 'The supplier is down');
    expect(ended.stderr).toMatch(/^“First” \(.*\) is not under way: Stopped\. Nothing was changed\./);
  });

  test('a reason that says nothing is refused, and nothing is stopped', async () => {
    await setup.toApproval();
    const { code, stderr } = await cli('release', 'stop', '--yes', '--reason', 'oops');
    expect(code).toBe(EXIT.failed);
    expect(stderr).toMatch(/^The reason is “oops”\. Say it in at least 10 letters/);
    expect((await newest())?.status).toBe('InProgress');
  });
});

describe('release retry', () => {
  test('runs the stage that failed again, in the same execution', async () => {
    await setup.release.settle();
    await setup.release.endBuild('build:1', 'FAILED');
    const failed = await newest();
    const { code, stdout } = await cli('release', 'retry', '--yes');
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(
      /^Build is tried again with “First” .*: the actions that failed\.\nBuild runs again: slipway watch /,
    );
    await setup.release.settle();
    expect(await newest()).toMatchObject({ id: failed?.id, status: 'InProgress' });
    expect(setup.release.outside.builds.size).toBe(2);
  });

  test('says so where nothing failed', async () => {
    await setup.toApproval();
    const { code, stderr } = await cli('release', 'retry', '--yes');
    expect(code).toBe(EXIT.failed);
    expect(stderr).toMatch(/^No stage of .* holds a release that failed\. Nothing was changed\./);
  });
});

test.each([
  [['--pipeline', 'other'], 'stop', '--pipeline <name>'],
  [['--region', 'us-east-1'], 'rollback', '--region <region>'],
  [['--stage', 'Beta'], 'retry', '--stage <name>'],
])('an option that stands before the verb of a release is refused: %j', async (before, verb, flags) => {
  const { code, stderr } = await cli('release', ...before, verb, '--yes', '--reason', 'The supplier is down');
  expect(code).toBe(EXIT.usage);
  expect(stderr).toContain(`option '${flags}' stands before '${verb}'`);
});

test('release rollback says so where nothing was released', async () => {
  const { code, stderr } = await cli('release', 'rollback', '--yes', '--reason', 'Orders are lost');
  expect(code).toBe(EXIT.failed);
  expect(stderr).toMatch(/has released nothing yet\. Nothing was changed/);
});

describe('transitions', () => {
  test('disable keeps releases out with the reason, enable lets them in, and both are written down', async () => {
    const closed = await cli('transitions', 'disable', 'Prod', '--yes', '--reason', "INC-42: don't release");
    expect(closed).toMatchObject({ code: EXIT.ok, stdout: expect.stringMatching(/Prod is closed\.\n$/) });
    expect((await stages()).find(({ name }) => name === 'Prod')?.closed).toBe('INC-42- don-t release');
    expect((await cli('status')).stdout).toContain('closed: INC-42- don-t release');

    expect((await cli('transitions', 'enable', 'Prod', '--yes', '--reason', 'They have left')).code).toBe(EXIT.ok);
    expect((await stages()).find(({ name }) => name === 'Prod')?.closed).toBeUndefined();
    expect(await audit('transitions')).toEqual([
      expect.objectContaining({ event: 'transition-disabled', stage: 'Prod', reason: "INC-42: don't release" }),
      expect.objectContaining({ event: 'transition-enabled', stage: 'Prod', reason: 'They have left' }),
    ]);
  });

  test('a stage that there is not is told with those that there are', async () => {
    const { code, stderr } = await cli('transitions', 'disable', 'Gamma', '--yes', '--reason', 'The auditors are here');
    expect(code).toBe(EXIT.failed);
    expect(stderr).toMatch(/has no stage Gamma\. Its stages are Source, Build, Approve, Prod\./);
    expect(await audit('transitions').catch((error: Error) => error.name)).toBe('ResourceNotFoundException');
  });
});
