import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { consents } from '../../cli/commands/confirm.ts';
import { Interrupted, takeSignals } from '../../cli/commands/interruption.ts';
import { EXIT } from '../../cli/program.ts';
import { askApproval } from '../../cli/render/ask-approval.ts';
import type { ReleaseModel } from '../console/release-model.ts';
import { onThePipeline, startAPipeline } from './at-a-terminal.ts';
import { printed } from './run-cli.ts';

/* What is typed at a question. The terminal is in raw mode then: Ctrl-C comes as a key, and no signal does. */

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

/** A terminal at which the next question is answered with these keys. @returns types more */
function typing(keys: string): (more: string) => void {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
  jest.spyOn(process, 'stdin', 'get').mockReturnValue(stdin as unknown as typeof process.stdin);
  stdin.write(keys);
  return (more) => void stdin.write(more);
}

const outputWas = process.stdout.isTTY;
beforeEach(() => {
  process.stdout.isTTY = true;
  // A real signal would end the tests.
  jest.spyOn(process, 'kill').mockImplementation(() => {
    process.emit('SIGINT', 'SIGINT');
    return true;
  });
});
afterEach(() => {
  process.stdout.isTTY = outputWas;
  jest.restoreAllMocks();
});

describe('whether to do it', () => {
  const ask = () => consents({}, 'Do it?');

  test.each([
    ['y\r', true],
    ['n\r', false],
    ['\r', false],
    [CTRL_D, false],
  ])('%j is an answer', async (keys, agreed) => {
    typing(keys);
    expect(
      await printed(async () => {
        expect(await ask()).toBe(agreed);
        return 0;
      }),
    ).toMatchObject({ stdout: agreed ? expect.not.stringContaining('Nothing') : expect.stringContaining('Nothing') });
  });

  test('Ctrl-C is none', async () => {
    typing(CTRL_C);
    await printed(async () => {
      await expect(ask()).rejects.toThrow(Interrupted);
      return 0;
    });
  });
});

describe('an approval', () => {
  let setup: ReleaseModel;
  startAPipeline((started) => {
    setup = started;
  });

  test.each([
    [CTRL_C, 130],
    ['n\r', EXIT.failed],
  ])('%j leaves it waiting and ends with %i', async (keys, code) => {
    const id = await setup.toApproval();
    typing(keys);
    const { stdout, stderr, ...ended } = await onThePipeline('approve');
    expect(ended.code).toBe(code);
    expect(stdout).toContain('Nothing was changed.');
    expect(stderr).toBe('');
    expect((await setup.model.dossier(id)).standing.kind).toBe('waiting');
  });
});

describe('the rehearsal asks for an approval', () => {
  const ask = (ending: AbortSignal, whenAskedForAComment?: () => void) => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 });
    stream.on('data', (text) => {
      if (String(text).includes('comment (may be empty): ')) whenAskedForAComment?.();
    });
    const shown = stream as unknown as NodeJS.WriteStream;
    return askApproval('Approve / Ask?', shown, ending, new AbortController().signal);
  };

  test('Ctrl-C is told to whoever ends the command, as a signal', async () => {
    const interruption = takeSignals();
    typing(CTRL_C);
    await expect(ask(interruption.signal)).rejects.toThrow();
    expect(process.kill).toHaveBeenCalledWith(process.pid, 'SIGINT');
    expect(interruption.signal.aborted).toBe(true);
    interruption.end();
  });

  test.each([
    ['a', { approve: true, comment: 'Fine' }],
    ['r', { approve: false, comment: 'Fine' }],
  ])('%j is an answer', async (key, answer) => {
    const type = typing(`${key}\r`);
    expect(await ask(new AbortController().signal, () => type('Fine\r'))).toEqual(answer);
  });

  test('the end of the input says what to do', async () => {
    typing(CTRL_D);
    await expect(ask(new AbortController().signal)).rejects.toThrow('the input has ended');
  });
});
