import { PassThrough } from 'node:stream';
import { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { EXIT } from '../../cli/program.ts';
import { createLineScreen, createTerminalScreen } from '../../cli/render/pipeline-screen.ts';
import { PIPELINE, type ReleaseModel } from '../console/release-model.ts';
import { START_MS } from '../helpers/rehearsal.ts';
import { onThePipeline, startAPipeline } from './at-a-terminal.ts';

/* What goes on while somebody looks, against a pipeline of the rehearsal. */

let setup: ReleaseModel;
startAPipeline((started) => {
  setup = started;
});

const cli = onThePipeline;

async function reject(id: string): Promise<void> {
  const { hash, factHashes } = await setup.model.dossier(id);
  await setup.model.answer(id, 'Approve', { approve: false, comment: 'Not before the holidays', hash, factHashes });
  await setup.release.settle();
}

describe('watch', () => {
  test('without a terminal: the whole once, a line for each change, and how the release ended', async () => {
    const id = await setup.toApproval();
    const watching = cli('watch', id.slice(0, 8));
    await reject(id);
    const { code, stdout } = await watching;
    expect(code).toBe(EXIT.failed);
    expect(stdout).toMatch(/“First” \(c1\) was rejected at Approve by developer: Not before the holidays\n$/);
  });

  test('a release that has ended is told at once; --json has all of it', async () => {
    const id = await setup.toApproval();
    await reject(id);
    const { code, stdout } = await cli('watch', id, '--json');
    expect(code).toBe(EXIT.failed);
    expect(JSON.parse(stdout)).toMatchObject({ execution: { id }, outcome: 'rejected' });
  });
});

describe('the screen', () => {
  /** As much of a stream as a screen asks for. */
  function streamOf(isTTY: boolean, rows = 40): NodeJS.WriteStream {
    const stream = new PassThrough();
    return Object.assign(stream, { isTTY, columns: 100, rows }) as PassThrough & NodeJS.WriteStream;
  }
  const textOf = (stream: NodeJS.WriteStream): string => String(stream.read() ?? '');

  test('without a terminal tells each change once, and has no colours', async () => {
    const id = await setup.toApproval();
    const stream = streamOf(false);
    const screen = createLineScreen(stream);
    const before = await setup.model.live();
    screen.show(before);
    expect(textOf(stream)).toMatch(/^ ✔ Source {2}c1 First$/m);
    screen.show(before);
    expect(textOf(stream)).toBe('');
    await reject(id);
    screen.show(await setup.model.live());
    screen.end();
    const told = textOf(stream);
    expect(told.trimEnd().split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^\\d\\d:\\d\\d:\\d\\d {2}${id.slice(0, 8)} First: Rejected$`)),
      expect.stringMatching(/^\d\d:\d\d:\d\d {2}Approve \/ Ask: Rejected by developer: Not before the holidays$/),
    ]);
    expect(told).not.toContain('\u001b');
  });

  test('says once that AWS does not answer, and goes on', async () => {
    const stream = streamOf(false);
    const screen = createLineScreen(stream);
    const trouble = { message: 'AWS does not answer', hint: 'Wait.', passing: true };
    screen.trouble(trouble);
    screen.trouble(trouble);
    expect(textOf(stream)).toBe('AWS does not answer. Wait.\n');
    screen.show(await setup.model.live());
    expect(textOf(stream)).toContain('Source');
  });

  test('on a terminal is one picture that fits its window, with what keeps it from being read below', async () => {
    await setup.toApproval();
    const pictures: string[] = [];
    let done = 0;
    const log = Object.assign((text: string) => void pictures.push(text), { done: () => void done++ });
    const view = await setup.model.live();
    const whole = createTerminalScreen(streamOf(true), log);
    whole.show(view);
    whole.trouble({ message: 'AWS does not answer', hint: 'Wait.', passing: true });
    whole.end();
    expect(pictures[0]).toContain('Checkout');
    expect(pictures[0]?.split('\n').at(-1)).toContain(PIPELINE);
    expect(pictures[1]?.split('\n').at(-1)).toContain('AWS does not answer. Wait.');
    expect(done).toBe(1);

    pictures.length = 0;
    const small = createTerminalScreen(streamOf(true, 12), log);
    small.show(view);
    small.end();
    expect(pictures[0]).not.toContain('Checkout');
    expect(pictures[0]).toContain('waits for an answer');
    expect(pictures[0]?.split('\n').length).toBeLessThanOrEqual(10);
  });
});

describe('logs', () => {
  const group = { logGroupName: '/aws/codebuild/build' };
  const stream = { ...group, logStreamName: 'one' };
  const write = (...lines: string[]) =>
    setup.options.clients.logs.send(
      new PutLogEventsCommand({ ...stream, logEvents: lines.map((message) => ({ timestamp: START_MS, message })) }),
    );

  beforeEach(async () => {
    await setup.release.settle();
    await setup.options.clients.logs.send(new CreateLogGroupCommand(group));
    await setup.options.clients.logs.send(new CreateLogStreamCommand(stream));
    const build = setup.release.outside.builds.get('build:1');
    if (build === undefined) throw new Error('no build runs');
    build.answer = { ...build.answer, logs: { groupName: group.logGroupName, streamName: stream.logStreamName } };
    await write('npm ci\n', '\u001b[32mok\u001b[0m\n');
  });
  const end = (buildStatus: 'SUCCEEDED' | 'FAILED') => {
    const build = setup.release.outside.builds.get('build:1');
    if (build !== undefined) build.answer = { ...build.answer, buildStatus };
  };

  test('prints the end of the log of what runs, as text alone', async () => {
    expect(await cli('logs')).toEqual({ code: EXIT.ok, stdout: 'npm ci\nok\n', stderr: '' });
    expect((await cli('logs', 'Build/Synth', '--lines', '1')).stdout).toBe('ok\n');
    expect(JSON.parse((await cli('logs', 'Build', '--json')).stdout)).toMatchObject({
      stage: 'Build',
      action: 'Synth',
      status: 'InProgress',
      lines: ['npm ci', 'ok'],
    });
  });

  test.each([
    ['SUCCEEDED', EXIT.ok],
    ['FAILED', EXIT.failed],
  ] as const)('--follow goes on with what is written until the build is %s', async (status, code) => {
    const following = cli('logs', '--follow');
    await write('npm test\n');
    end(status);
    expect(await following).toMatchObject({ code, stdout: 'npm ci\nok\nnpm test\n' });
  });

  test('a build that there is not is told with those that there are', async () => {
    const { code, stderr } = await cli('logs', 'Prod');
    expect(code).toBe(EXIT.failed);
    expect(stderr).toBe('This release has run no build Prod. It has run Build/Synth.\n');
  });
});
