import { run } from '../../cli/program.ts';

/*
 * `slipway watch` on a terminal, with the arguments of this process: tells its parent which share of a processor it takes
 * once it has begun.
 */

const BEGUN_MS = 5000;
const MEASURED_MS = 20_000;

// What is drawn goes through a pipe, which its parent empties.
Object.assign(process.stdout, { isTTY: true, columns: 120, rows: 60 });
setTimeout(() => {
  const before = process.cpuUsage();
  const sinceMs = performance.now();
  setTimeout(() => {
    const { user, system } = process.cpuUsage(before);
    process.send?.({ percent: (user + system) / 10 / (performance.now() - sinceMs) });
  }, MEASURED_MS);
}, BEGUN_MS);
await run(process.argv.slice(2));
