import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from '../rehearsal/session/command.ts';
import { openWorkspace } from '../rehearsal/session/workspace.ts';
import { runFloor, type Timed } from './floor.ts';
import { seconds, tableLines } from './table.ts';

/*
 *   npm run bench [-- --json]
 *
 * The wall time of each step of a rehearsal, beside the floor: the same release's bare commands, run directly on this
 * machine. The first release starts with an empty npm cache, the second with what the first left, in both columns.
 */

const ROOT = join(import.meta.dirname, '..');
const stage = z.object({ name: z.string(), status: z.string(), durationMs: z.number() });
const summarySchema = z.object({
  ok: z.boolean(),
  wallMs: z.number(),
  executions: z.array(z.object({ status: z.string(), stages: z.array(stage) })),
  expectations: z.array(z.object({ what: z.string(), held: z.boolean(), seen: z.string() })),
  steps: z.array(z.object({ name: z.string(), wallMs: z.number() })),
  endpointPeakMiB: z.number(),
});
type Summary = z.infer<typeof summarySchema>;

const sum = (timed: readonly Timed[]): number => timed.reduce((total, { wallMs }) => total + wallMs, 0);

async function rehearse(): Promise<Summary> {
  const args = [join(ROOT, 'cli', 'slipway.ts'), 'rehearse', '--once', '--yes', '--json'];
  const summary = summarySchema.parse(
    JSON.parse(await runCommand(process.execPath, args, { cwd: ROOT, env: process.env })),
  );
  const broken = summary.expectations.filter((expectation) => !expectation.held);
  if (!summary.ok)
    throw new Error(`The rehearsal did not hold: ${broken.map(({ what, seen }) => `${what} (${seen})`).join('; ')}`);
  return summary;
}

/** The floors of the first and of the second release. */
async function floors(): Promise<Timed[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
  try {
    const { folder: source } = await openWorkspace(ROOT, join(folder, 'source'));
    const work = join(folder, 'floor');
    return [await runFloor(source, work), await runFloor(source, work)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const NAMES = ['first release', 'second release'];
const RELEASE_STEP = /^release: /;

const floor = await floors();
const summary = await rehearse();
const releases = summary.steps.filter((step) => RELEASE_STEP.test(step.name));
const compared = NAMES.map((name, index) => {
  const rehearsedMs = releases[index]?.wallMs;
  const floorMs = sum(floor[index] ?? []);
  if (rehearsedMs === undefined) throw new Error(`The summary has no step for the ${name}`);
  return { name, rehearsedMs, floorMs, overheadPercent: (100 * (rehearsedMs - floorMs)) / floorMs };
});

if (process.argv.includes('--json')) {
  const { steps, endpointPeakMiB, executions } = summary;
  process.stdout.write(`${JSON.stringify({ steps, floor, compared, endpointPeakMiB, executions }, null, 2)}\n`);
} else {
  const print = (title: string, headings: string[], rows: string[][]) =>
    process.stdout.write(`\n${title}\n\n${tableLines(headings, rows).join('\n')}\n`);
  print(
    'Steps of the rehearsal, wall time',
    ['step', 's'],
    [...summary.steps, { name: 'all', wallMs: sum(summary.steps) }].map(({ name, wallMs }) => [name, seconds(wallMs)]),
  );
  print(
    'Floor: the bare commands of the same release, wall time',
    ['command', 'first, s', 'second, s'],
    (floor[0] ?? []).map(({ name, wallMs }, index) => [
      name.slice(0, 80),
      seconds(wallMs),
      seconds(floor[1]?.[index]?.wallMs ?? 0),
    ]),
  );
  print(
    'Where a release spends its time, on the rehearsal’s clock (waiting counts in full here)',
    ['stage', ...summary.executions.map((_, index) => `${index + 1}, s`)],
    [...new Set(summary.executions.flatMap(({ stages }) => stages.map(({ name }) => name)))].map((name) => [
      name,
      ...summary.executions.map(({ stages }) => {
        const found = stages.find((candidate) => candidate.name === name);
        return found === undefined ? '-' : seconds(found.durationMs);
      }),
    ]),
  );
  print(
    'Rehearsed beside the floor, wall time',
    ['', 'rehearsed, s', 'floor, s', 'overhead'],
    compared.map(({ name, rehearsedMs, floorMs, overheadPercent }) => [
      name,
      seconds(rehearsedMs),
      seconds(floorMs),
      `${overheadPercent.toFixed(0)} %`,
    ]),
  );
  process.stdout.write(`\nPeak memory of the endpoint: ${summary.endpointPeakMiB.toFixed(0)} MiB\n`);
}
