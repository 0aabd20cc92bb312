/**
 * Runs scripts of package.json at the same time and prints the output of each in one piece when it ends, the failed ones
 * last; in plain text, since a build's log is read where colours are noise.
 *
 *   node buildspecs/run-in-parallel.mjs typecheck bundle --after bundle test:unit synth
 *
 * What stands behind `--after <script>` starts when that script has passed, and does not run where it has failed.
 * Exit code 1 if one failed or did not run.
 */
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

function run(script) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    // As `npm run` does, without the start of npm: https://nodejs.org/api/cli.html#--run
    const child = spawn(process.execPath, ['--run', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => output.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code) => {
      resolve({
        script,
        ok: code === 0,
        seconds: (performance.now() - startedAt) / 1000,
        output: stripVTControlCharacters(Buffer.concat(output).toString()),
      });
    });
  });
}

function print(result) {
  process.stdout.write(result.output);
  console.log(`${result.ok ? 'passed' : 'FAILED'}: npm run ${result.script} (${result.seconds.toFixed(1)} s)\n`);
}

async function runAndPrint(script) {
  const result = await run(script);
  if (result.ok) print(result);
  return result;
}

/** The scripts that start at once, those that start later, and what they wait for. */
function planOf(given) {
  const at = given.indexOf('--after');
  if (at < 0) return { atOnce: given, later: [] };
  const [, awaited, ...later] = given.slice(at);
  const atOnce = given.slice(0, at);
  if (!atOnce.includes(awaited)) {
    throw new Error(`--after '${awaited ?? ''}' names none of the scripts before it: ${atOnce.join(', ')}`);
  }
  return { atOnce, awaited, later };
}

const { atOnce, awaited, later } = planOf(process.argv.slice(2));
if (atOnce.length === 0) {
  throw new Error('no script is named; give at least one, such as: run-in-parallel.mjs typecheck lint');
}
const started = new Map(atOnce.map((script) => [script, runAndPrint(script)]));
const isReady = later.length > 0 && (await started.get(awaited)).ok;
const results = await Promise.all([...started.values(), ...(isReady ? later.map(runAndPrint) : [])]);
const failed = results.filter((result) => !result.ok);
failed.forEach(print);
if (!isReady) for (const script of later) console.log(`NOT RUN: npm run ${script}, since ${awaited} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
