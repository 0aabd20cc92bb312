import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../rehearsal/kernel/errors.ts';
import { prepareAccount } from './safety/account.ts';
import { readOutcomes } from './safety/earlier.ts';
import { markdownReport } from './safety/markdown-report.ts';
import { readOptions, type SafetyOptions, USAGE } from './safety/options.ts';
import type { ReleaseOutcome } from './safety/outcome.ts';
import { planRounds } from './safety/plan.ts';
import { startProgress } from './safety/progress.ts';
import { allHeld, jsonReport, reportOf } from './safety/report.ts';
import { textReport } from './safety/text-report.ts';
import { runOnWorkers } from './safety/workers.ts';

/*
 *   npm run bench:safety [-- --help]
 *
 * What four ways to watch a release catch, and what they cost: releases that are really run on a rehearsal. See
 * docs/judging.md.
 */

const MINUTE_MS = 60_000;
/** Far enough apart that two seeds of the command line share no round's. */
const SEED_STEP = 1_000_003;
const EXIT = { held: 0, missed: 1, usage: 2, interrupted: 130 } as const;

function report(error: unknown, where: string): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${where}: ${text}\n`);
}

/** Runs the rounds until all are done, time is up, or the signal is aborted. */
async function measure(options: SafetyOptions, signal: AbortSignal, outcomes: ReleaseOutcome[]): Promise<void> {
  const rounds = planRounds(options.rates, options.changes, options.strategies);
  if (rounds.length === 0) return;
  const folder = mkdtempSync(join(tmpdir(), 'slipway-safety-'));
  process.stderr.write('Starting a rehearsal and deploying the functions...\n');
  try {
    const account = await prepareAccount(folder, report, signal);
    const progress = startProgress(process.stderr, rounds.length);
    const untilMs = performance.now() + options.minutes * MINUTE_MS;
    let begun = 0;
    const next = () => {
      const round = performance.now() > untilMs ? undefined : rounds[begun++];
      return round && { of: round.of, strategies: [...round.strategies], seed: options.seed * SEED_STEP + begun };
    };
    await runOnWorkers(options.workers, account, signal, next, (ended) => {
      outcomes.push(...ended);
      progress.note(ended);
    }).finally(progress.end);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(outcomes: readonly ReleaseOutcome[], form: SafetyOptions['form']): boolean {
  const measured = reportOf(outcomes);
  const texts = {
    text: () => textReport(measured),
    markdown: () => markdownReport(measured),
    json: () => jsonReport(measured, outcomes),
  };
  process.stdout.write(texts[form]());
  return allHeld(measured);
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(USAGE);
    return EXIT.held;
  }
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort(new Error(name)));
  const outcomes: ReleaseOutcome[] = options.earlier.flatMap(readOutcomes);
  let failed = false;
  try {
    await measure(options, interruption.signal, outcomes);
  } catch (error) {
    // What was measured until then is shown in any case.
    failed = !interruption.signal.aborted;
    if (failed) report(error, 'The benchmark ended early');
  }
  const held = print(outcomes, options.form);
  if (interruption.signal.aborted) return EXIT.interrupted;
  return held && !failed ? EXIT.held : EXIT.missed;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint}\n`);
  process.exitCode = EXIT.usage;
}
