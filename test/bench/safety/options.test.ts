import { describe, expect, test } from '@jest/globals';
import { readOptions } from '../../../bench/safety/options.ts';

describe('the options of the benchmark', () => {
  test('have defaults with every strategy, three rates, bad and good releases', () => {
    const options = readOptions([]);
    expect(options?.rates.map(({ requestsPerSecond }) => requestsPerSecond)).toEqual([1, 10, 100]);
    expect(options?.strategies).toHaveLength(5);
    expect(options?.changes.filter(({ oldPercent, newPercent }) => oldPercent === newPercent)).toHaveLength(2);
    expect(options?.form).toBe('text');
  });

  test('say what is run', () => {
    const args = ['--runs', '0.5=3,20=1', '--changes', '0.1:5', '--strategies', 'slipway,all-at-once', '--json'];
    expect(readOptions([...args, '--minutes', '2', '--workers', '1'])).toEqual({
      rates: [
        { requestsPerSecond: 0.5, runs: 3 },
        { requestsPerSecond: 20, runs: 1 },
      ],
      changes: [{ oldPercent: 0.1, newPercent: 5 }],
      strategies: ['all-at-once', 'slipway'],
      minutes: 2,
      workers: 1,
      seed: 1,
      earlier: [],
      form: 'json',
    });
  });

  test('are not read where help is asked for', () => {
    expect(readOptions(['--help', '--runs', 'nonsense'])).toBeUndefined();
  });

  test.each([
    [['--runs', '10'], '--runs 10', "'10' has to be RATE=N"],
    [['--runs', '10=-1'], '--runs 10=-1', "'-1' is out of range"],
    [['--runs', '=3'], '--runs =3', "'' is out of range"],
    [['--changes', '0.1:101'], '--changes 0.1:101', "'101' is out of range"],
    [['--strategies', 'slipway,hope'], '--strategies slipway,hope', "'hope' is none of all-at-once"],
    [['--minutes', 'soon'], '--minutes soon', "'soon' is out of range"],
    [['--json', '--markdown'], '--json --markdown', 'Ask for one form'],
    [['--fast'], "Unknown option '--fast'", 'See --help'],
  ])('%j are refused by name', (args, message, hint) => {
    expect(() => readOptions(args)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), hint: expect.stringContaining(hint) }),
    );
  });
});
