import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { releaseClients } from '../console/model/clients.ts';
import { startConsole } from '../console/server/start.ts';
import { openBrowser } from '../test/browser/chromium.ts';
import { firstPaintMs } from './console/first-paint.ts';
import { EXECUTIONS, longHistory, PIPELINE, STAGES } from './console/history.ts';
import { openPage, signIn } from './console/page-times.ts';
import { countWaiting } from './console/waiting.ts';
import { median, tableLines } from './table.ts';

/*
 * What the console's pages and the tree on a terminal take with a long history: `npm run bench:console`. Server time is from the request to the last byte
 * of the page, and from the request for its facts to the first of them, without the time in which AWS's answers were waited
 * for: here those are of a rehearsal's endpoint beside it. Exits with 1 where a limit is exceeded.
 */
const LIMITS = { serverMs: 100, firstPaintMs: 200, scriptBytes: 150_000, treePercent: 5 };
const ROUNDS = 9;

const started = z.object({
  endpoint: z.string(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});

const measured = z.object({ percent: z.number() });

const child = fork(join(import.meta.dirname, 'console', 'endpoint.ts'));
const [message] = await once(child, 'message');
const { endpoint, region, credentials } = started.parse(message);
const clients = releaseClients({ endpoint, region, credentials });
const waiting = countWaiting(clients);
const served = await startConsole({
  clients,
  pipelineName: PIPELINE,
  endpoint,
  port: 0,
  readOnly: false,
  report: (error) => process.stderr.write(`${String(error)}\n`),
});

const newest = longHistory(0).executions.at(-1)?.id ?? '';
const PAGES = [
  ['pipeline', '/', 'pipeline'],
  ['approval dossier', `/approval/${newest}`, `approval/${newest}`],
  ['release', `/release/${newest}`, `release/${newest}`],
  ['history', '/history', 'history'],
  ['security', '/security', 'security'],
] as const;

let held = true;
const check = (value: number, limit: number): string => {
  if (value <= limit) return '';
  held = false;
  return `over ${limit}`;
};

const session = await signIn(served.url);
// The first page of a console waits for this too.
const bundlingMs = performance.now();
const scriptBytes = await session.scriptBytes();
const bundledMs = performance.now() - bundlingMs;
const rows: string[][] = [];
for (const [name, path, topic] of PAGES) {
  const opened = [];
  for (let round = 0; round < ROUNDS; round++) {
    const beforeMs = waiting.ms();
    const { ms, factsBytes } = await openPage(session, path, topic);
    const waitedMs = waiting.ms() - beforeMs;
    opened.push({ ownMs: ms - waitedMs, waitedMs, factsBytes });
  }
  const [first, ...later] = opened;
  const ownMs = median(later.map((one) => one.ownMs));
  const figures = [first?.ownMs ?? 0, first?.waitedMs ?? 0, ownMs, median(later.map((one) => one.waitedMs))];
  const bytes = later.at(-1)?.factsBytes ?? 0;
  const says = check(Math.max(ownMs, first?.ownMs ?? 0), LIMITS.serverMs);
  rows.push([name, ...figures.map((one) => one.toFixed(0)), `${(bytes / 1000).toFixed(0)} kB`, says]);
}

const browser = await openBrowser();
const paints: string[][] = [];
for (const [name, path] of PAGES) {
  const painted: number[] = [];
  for (let round = 0; round < ROUNDS; round++) painted.push(await firstPaintMs(browser, served.url, path));
  const middle = median(painted);
  paints.push([name, middle.toFixed(0), check(middle, LIMITS.firstPaintMs)]);
}
await browser.close();

const tree = fork(join(import.meta.dirname, 'console', 'watched-tree.ts'), ['watch', '--pipeline', PIPELINE], {
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  env: {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  },
});
let drawnBytes = 0;
tree.stdout?.on('data', (drawn: Buffer) => {
  drawnBytes += drawn.length;
});
const ended = once(tree, 'exit').then(() => {
  throw new Error('slipway watch ended by itself');
});
const [told] = await Promise.race([once(tree, 'message'), ended]);
const { percent } = measured.parse(told);
tree.kill();

const lines = [
  `${EXECUTIONS} executions, ${STAGES} stages; milliseconds of the server, limit ${LIMITS.serverMs}`,
  ...tableLines(['page', 'first', '+ AWS', 'again', '+ AWS', 'facts', ''], rows),
  '',
  `First paint in Chromium with nothing kept, milliseconds, limit ${LIMITS.firstPaintMs}`,
  ...tableLines(['page', 'paint', ''], paints),
  '',
  `Script: ${(scriptBytes / 1000).toFixed(1)} kB, limit ${LIMITS.scriptBytes / 1000} kB ${check(scriptBytes, LIMITS.scriptBytes)}`.trimEnd(),
  `Bundled with the first page of a console in ${bundledMs.toFixed(0)} ms`,
  `Tree of slipway watch: ${percent.toFixed(1)} % of a processor, limit ${LIMITS.treePercent} % ${check(percent, LIMITS.treePercent)}`.trimEnd(),
  `Drawn on it: ${(drawnBytes / 1000).toFixed(1)} kB`,
];
process.stdout.write(`${lines.join('\n')}\n`);
await served.stop();
child.disconnect();
process.exitCode = held ? 0 : 1;
