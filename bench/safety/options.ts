import { parseArgs } from 'node:util';
import { z } from 'zod';
import { UserError } from '../../rehearsal/kernel/errors.ts';
import { CHANGES, type Change } from './cases.ts';
import type { RateRuns } from './plan.ts';
import { STRATEGIES, type Strategy } from './strategies.ts';

export interface SafetyOptions {
  readonly rates: readonly RateRuns[];
  readonly changes: readonly Change[];
  readonly strategies: readonly Strategy[];
  /** Wall time after which no further round begins, in minutes. */
  readonly minutes: number;
  readonly seed: number;
  /** Files of earlier runs, whose releases count too. */
  readonly earlier: readonly string[];
  /** Rehearsals at a time. */
  readonly workers: number;
  readonly form: 'text' | 'json' | 'markdown';
}

const DEFAULT_RUNS = '1=40,10=8,100=2';
const DEFAULT_MINUTES = '25';
const DEFAULT_CHANGES = CHANGES.map(({ oldPercent, newPercent }) => `${oldPercent}:${newPercent}`).join(',');

export const USAGE = `npm run bench:safety [-- options]

Releases bad and good versions of a function on a rehearsal, watched in five ways, and prints what each way
caught, how soon, what it cost, and how often it took back a release that was good.

  --runs RATE=N,...      runs of each case at RATE requests a second (${DEFAULT_RUNS}); 0 for none
  --changes OLD:NEW,...  error rates of both versions in percent; equal ones are a good release
                         (${DEFAULT_CHANGES})
  --strategies NAME,...  ${STRATEGIES.join(', ')} (all)
  --minutes N            begin no further round after N minutes (${DEFAULT_MINUTES})
  --workers N            rehearsals at a time, each with processes of its own (2)
  --with FILE            count the releases of an earlier run too, written with --json and another --seed
                         (repeatable)
  --seed N               of the traffic (1); the alias draws versions by itself
  --json, --markdown     another form of the table
  --help

Progress goes to standard error. Ctrl-C prints what there is. Exit codes: 0 ours is the best or within the
interval of the best in every cell, 1 it is not, 2 wrong usage, 130 interrupted.
`;

const wrong = (option: string, value: string, remedy: string) =>
  new UserError('InvalidOption', `--${option} ${value} is not valid`, remedy);

function numberOf(option: string, text: string, whole: string, check: (value: number) => boolean): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || !check(value))
    throw wrong(option, whole, `'${text}' is out of range.`);
  return value;
}

const positive = (value: number) => value > 0;
const wholeOrNone = (value: number) => Number.isInteger(value) && value >= 0;
const wholePositive = (value: number) => Number.isInteger(value) && value > 0;
const percent = (value: number) => value >= 0 && value <= 100;

/** Pairs such as `1=40,10=8`. */
function pairs(option: string, whole: string, between: string, form: string): [string, string][] {
  return whole.split(',').map((part) => {
    const [first, second, ...more] = part.split(between);
    if (first === undefined || second === undefined || more.length > 0)
      throw wrong(option, whole, `'${part}' has to be ${form}.`);
    return [first, second];
  });
}

function ratesOf(whole: string): RateRuns[] {
  return pairs('runs', whole, '=', 'RATE=N, such as 10=8').map(([rate, runs]) => ({
    requestsPerSecond: numberOf('runs', rate, whole, positive),
    runs: numberOf('runs', runs, whole, wholeOrNone),
  }));
}

function changesOf(whole: string): Change[] {
  return pairs('changes', whole, ':', 'OLD:NEW in percent, such as 0.1:5').map(([oldPercent, newPercent]) => ({
    oldPercent: numberOf('changes', oldPercent, whole, percent),
    newPercent: numberOf('changes', newPercent, whole, percent),
  }));
}

function strategiesOf(whole: string): Strategy[] {
  const names = whole.split(',');
  const unknown = names.find((name) => !STRATEGIES.some((strategy) => strategy === name));
  if (unknown !== undefined) throw wrong('strategies', whole, `'${unknown}' is none of ${STRATEGIES.join(', ')}.`);
  return STRATEGIES.filter((strategy) => names.includes(strategy));
}

const OPTIONS = {
  runs: { type: 'string', default: DEFAULT_RUNS },
  changes: { type: 'string', default: DEFAULT_CHANGES },
  strategies: { type: 'string', default: STRATEGIES.join(',') },
  minutes: { type: 'string', default: DEFAULT_MINUTES },
  workers: { type: 'string', default: '2' },
  with: { type: 'string', multiple: true },
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  markdown: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** How Node tells of an option that it does not know, or that lacks its value. */
const refusal = z.object({ code: z.string().startsWith('ERR_PARSE_ARGS'), message: z.string() });

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    const refused = refusal.safeParse(error);
    if (!refused.success) throw error;
    throw new UserError('InvalidOption', refused.data.message, 'See --help.');
  }
}

/**
 * @returns undefined where the usage is asked for
 * @throws UserError that names the value
 */
export function readOptions(args: readonly string[]): SafetyOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (values.json && values.markdown) throw wrong('json', '--markdown', 'Ask for one form.');
  return {
    rates: ratesOf(values.runs),
    changes: changesOf(values.changes),
    strategies: strategiesOf(values.strategies),
    minutes: numberOf('minutes', values.minutes, values.minutes, positive),
    workers: numberOf('workers', values.workers, values.workers, wholePositive),
    earlier: values.with ?? [],
    seed: numberOf('seed', values.seed, values.seed, Number.isInteger),
    form: values.json ? 'json' : values.markdown ? 'markdown' : 'text',
  };
}
