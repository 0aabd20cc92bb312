import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

/*
 * Imports point one way: cli -> console, rehearsal -> rehearsal/kernel; cli -> operations, pipeline, app, policies; console -> operations,
 * policies, the contracts of hooks and what reads artifacts (buildspecs/changes); pipeline -> app, hooks, policies, and the one name that operations write to. Services of the rehearsal reach each other through the wire or the bus, never by import.
 */

const ROOT = resolve(import.meta.dirname, '..', '..');
const SOURCES = [
  'pipeline',
  'app',
  'hooks',
  'policies',
  'supply-chain',
  'rehearsal',
  'console',
  'cli',
  'operations',
  'bench',
];

function sourceFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mjs)$/.test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name));
}

/** Relative imports of a file, as paths from the root. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, specifier = '']) =>
    relative(ROOT, resolve(dirname(file), specifier)),
  );
}

const FORBIDDEN: readonly { from: RegExp; to: RegExp }[] = [
  { from: /^(pipeline|app|hooks|policies)\//, to: /^(rehearsal|cli|console|bench|test)\// },
  { from: /^(app|hooks|policies)\//, to: /^pipeline\// },
  // Of what is done by hand, what is deployed knows the place of the audit log and nothing else.
  { from: /^(pipeline|app|hooks|policies)\//, to: /^operations\/(?!audit-log-group\.ts$)/ },
  // What is done by hand is done with SDK clients alone, so that it works on an account and on a rehearsal alike.
  { from: /^operations\//, to: /^(?!operations\/)/ },
  // The console works on an account and on a rehearsal alike; its model is for a terminal too, and knows of no page.
  { from: /^console\//, to: /^(rehearsal|cli|pipeline|app|bench|test)\// },
  { from: /^console\/model\//, to: /^console\/(?!model\/)/ },
  { from: /^rehearsal\//, to: /^(cli|console|pipeline|app|hooks|policies|test)\// },
  { from: /^rehearsal\/kernel\//, to: /^rehearsal\/(?!kernel\/)/ },
  { from: /^rehearsal\/wire\//, to: /^rehearsal\/(?!kernel\/|wire\/)/ },
  { from: /^rehearsal\/services\//, to: /^rehearsal\/(session|scenarios|control)\// },
];

/** Where one service may take something of another, and why. */
const ALLOWED_BETWEEN_SERVICES = new Set([
  'rehearsal/services/codepipeline -> rehearsal/services/codecommit/archive.ts', // codecommit:UploadArchive is in no SDK client
  'rehearsal/services/dynamodb-streams -> rehearsal/services/dynamodb/stream-records.ts', // two APIs of the same tables
  'rehearsal/services/dynamodb-streams -> rehearsal/services/dynamodb/values.ts',
  'rehearsal/services/cloudformation -> rehearsal/services/apigateway/gateway-response-types.ts', // the list of AWS's names
]);

const edges = SOURCES.flatMap((folder) => sourceFiles(join(ROOT, folder))).flatMap((file) =>
  importsOf(file).map((to) => ({ from: relative(ROOT, file), to })),
);

test('there is something to look at', () => {
  expect(edges.length).toBeGreaterThan(50);
});

test.each(FORBIDDEN)('nothing in $from imports $to', ({ from, to }) => {
  expect(edges.filter((edge) => from.test(edge.from) && to.test(edge.to))).toEqual([]);
});

test('no service imports another', () => {
  const service = (path: string) => /^rehearsal\/services\/[^/]+(?=\/)/.exec(path)?.[0];
  const across = edges.filter((edge) => {
    const from = service(edge.from);
    const to = service(edge.to);
    const registered = edge.from === 'rehearsal/services/cloudformation/resources/index.ts';
    if (from === undefined || to === undefined || from === to || registered) return false;
    return !ALLOWED_BETWEEN_SERVICES.has(`${from} -> ${edge.to}`);
  });
  expect(across).toEqual([]);
});

test('what is deployed never names the rehearsal', () => {
  const deployed = ['pipeline', 'app', 'hooks'].flatMap((folder) => sourceFiles(join(ROOT, folder)));
  const naming = deployed.filter((file) => /rehears|127\.0\.0\.1|localhost/i.test(readFileSync(file, 'utf8')));
  expect(naming).toEqual([]);
});
