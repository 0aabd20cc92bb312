/**
 * Runs scripts of package.json at the same time and prints the output of each in one piece when it ends, the failed ones
 * last; in plain text, since a build's log is read where colours are noise.
 *
 *   node buildspecs/run-in-parallel.mjs typecheck lint test:unit synth supply-chain
 *
 * Exit code 1 if one failed.
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

const scripts = process.argv.slice(2);
if (scripts.length === 0) {
  throw new Error('no script is named; give at least one, such as: run-in-parallel.mjs typecheck lint');
}
const results = await Promise.all(
  scripts.map(async (script) => {
    const result = await run(script);
    if (result.ok) {
      print(result);
    }
    return result;
  }),
);
const failed = results.filter((result) => !result.ok);
failed.forEach(print);
process.exitCode = failed.length === 0 ? 0 : 1;
