import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../rehearsal/session/command.ts';
import { median, seconds, tableLines } from './table.ts';

/*
 *   npm run bench:synth [-- --json]
 *
 * The wall time of `cdk synth` of the whole app: as it is released, without the policy packs, and without CDK's own
 * validation of the templates too. Median of five, after one run that is not counted.
 */

const ROOT = join(import.meta.dirname, '..');
const RUNS = 5;
const CASES = [
  { name: 'with policy packs (npm run synth)', app: 'pipeline/bin.ts' },
  { name: 'without policy packs', app: 'bench/synth-without-packs.ts' },
  { name: 'without packs and template validation', app: 'bench/synth-without-packs.ts no-validation' },
];

async function synthMs(app: string, output: string): Promise<number> {
  const startMs = performance.now();
  const cdk = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const args = [cdk, 'synth', '--quiet', '--no-notices', '--app', `${process.execPath} ${app}`, '--output', output];
  await runCommand(process.execPath, args, { cwd: ROOT, env: process.env });
  return performance.now() - startMs;
}

const results: { name: string; medianMs: number; leastMs: number; mostMs: number }[] = [];
for (const { name, app } of CASES) {
  const output = mkdtempSync(join(tmpdir(), 'slipway-synth-'));
  try {
    await synthMs(app, output);
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) times.push(await synthMs(app, output));
    results.push({ name, medianMs: median(times), leastMs: Math.min(...times), mostMs: Math.max(...times) });
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
else {
  const rows = results.map(({ name, medianMs, leastMs, mostMs }) => [
    name,
    seconds(medianMs),
    seconds(leastMs),
    seconds(mostMs),
  ]);
  process.stdout.write(`${tableLines(['cdk synth', 'median, s', 'least, s', 'most, s'], rows).join('\n')}\n`);
}
