import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, buildSync, type Metafile, type OutputFile, version } from 'esbuild';
import { readRecordedBundles, recordBundles } from './bundle-cache.ts';
import { zipArchive } from './zip-archive.ts';

const ROOT = path.join(import.meta.dirname, '..');
const OUTPUT = path.join(ROOT, 'dist', 'lambda');
/** What they were made of, for the next process. */
const RECORD = path.join(OUTPUT, 'record.json');

/** Date-less and uncompressed: see `zipArchive`. */
const ARCHIVE = 'code.zip';

/** Every Lambda entry point, by the name of its bundle. */
const ENTRY_POINTS = {
  'add-student-details': 'app/students/handlers/add-student-details.ts',
  'get-student-details': 'app/students/handlers/get-student-details.ts',
  'pre-traffic': 'hooks/pre-traffic/handler.ts',
  'post-traffic': 'hooks/post-traffic/handler.ts',
  'freeze-gate': 'hooks/freeze-gate/handler.ts',
  'alias-guard': 'hooks/alias-guard/handler.ts',
  'bake-judge': 'hooks/bake-judge/handler.ts',
  'synthetic-traffic': 'hooks/synthetic-traffic/handler.ts',
  notifier: 'hooks/notifier/handler.ts',
} as const;

/** Name of a bundle. */
export type BundleName = keyof typeof ENTRY_POINTS;

/** The names of all bundles. */
export const bundleNames = Object.keys(ENTRY_POINTS).filter((name): name is BundleName => name in ENTRY_POINTS);

/** One bundled function. */
export interface Bundle {
  /** Folder that holds `index.mjs` and `index.mjs.map`. */
  readonly directory: string;
  /** The archive with both that is uploaded. */
  readonly archive: string;
  /** SHA-256 of the archive, in hexadecimal: what Lambda calls `CodeSha256`. The same on every machine and in every folder. */
  readonly archiveHash: string;
  /** Folders of the installed packages that code is from, as the lock file names them, such as `node_modules/zod`. */
  readonly packages: readonly string[];
  /** Size of `index.mjs` in bytes. */
  readonly codeBytes: number;
}

const common = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  write: false,
  legalComments: 'none',
  logLevel: 'error',
} satisfies BuildOptions;

/**
 * Helps esbuild to see what is unused in the SDK's schema files, and changes no line count, so that source maps hold.
 * - `{ [_hH]: 1 }` with `var _hH = "httpHeader"` counts as a possible side effect, which keeps every shape of every
 *   operation of the service. The name is replaced by its value.
 * - `registry.registerError(Shape, Class)` keeps every exception class. Without it an error is the SDK's base
 *   exception with the same `name`, and our code tells errors by their name.
 * - the functions that wrap CommonJS modules carry the file's path, which is not the same on every machine.
 *
 * Where an SDK release changes its form nothing breaks: the bundles grow and the size test says so.
 */
function dropUnusedSchemas(code: string): string {
  const constants = new Map<string, string>();
  for (const [, name, value] of code.matchAll(/^var (_\w+) = ("[^"\\]*");$/gm)) {
    if (name !== undefined && value !== undefined) constants.set(name, value);
  }
  return code
    .replace(/\[(_\w+)\]:/g, (whole, name: string) => (constants.has(name) ? `${constants.get(name)}:` : whole))
    .replace(/^\w+_registry\d*\.registerError\(.*\);$/gm, '')
    .replace(/^ {2}"(?:\.\.\/)*node_modules\/[^"]+"\(/gm, '  "_"(');
}

function minify(name: string, file: OutputFile): readonly OutputFile[] {
  return buildSync({
    ...common,
    stdin: { contents: dropUnusedSchemas(file.text), loader: 'js', resolveDir: ROOT, sourcefile: `${name}.mjs` },
    outfile: path.join(OUTPUT, name, 'index.mjs'),
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    // aws-xray-sdk-core is CommonJS and requires Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  }).outputFiles;
}

/** Writes by rename and only what differs: two processes that synthesize at the same time never see half a file. */
function writeIfChanged(file: Pick<OutputFile, 'path' | 'contents'>): void {
  if (existsSync(file.path) && readFileSync(file.path).equals(file.contents)) return;
  mkdirSync(path.dirname(file.path), { recursive: true });
  const temporary = `${file.path}.${process.pid}`;
  writeFileSync(temporary, file.contents);
  renameSync(temporary, file.path);
}

/** The packages that a file of code is from. A package may have others of its own: the innermost is the one. */
function packagesOf(metafile: Metafile, output: string): readonly string[] {
  const inputs = metafile.outputs[output]?.inputs ?? {};
  const folders = Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => {
    const [folder] = /(?:node_modules\/.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
    return folder === undefined || bytesInOutput === 0 ? [] : [folder];
  });
  return [...new Set(folders)].sort();
}

function bundleAll(): ReadonlyMap<string, Bundle> {
  const key = createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .update(version)
    .digest('hex');
  const recorded = readRecordedBundles(RECORD, key);
  if (recorded !== undefined) return new Map(Object.entries(recorded));
  const { outputFiles, metafile } = buildSync({
    ...common,
    metafile: true,
    entryPoints: Object.entries(ENTRY_POINTS).map(([out, entry]) => ({ in: entry, out })),
    outdir: OUTPUT,
    mainFields: ['module', 'main'],
    alias: {
      '@aws-sdk/credential-provider-node': path.join(import.meta.dirname, 'lambda-credentials.ts'),
      '@smithy/core/event-streams': path.join(import.meta.dirname, 'lambda-event-streams.ts'),
    },
    sourcemap: 'inline',
    sourcesContent: false,
  });
  const bundles = new Map<string, Bundle>();
  for (const file of outputFiles) {
    const name = path.basename(file.path, '.js');
    const outputs = minify(name, file).toSorted((one, other) => (one.path < other.path ? -1 : 1));
    outputs.forEach(writeIfChanged);
    const contents = zipArchive(outputs.map((output) => ({ ...output, name: path.basename(output.path) })));
    const directory = path.join(OUTPUT, name);
    const archive = path.join(directory, ARCHIVE);
    writeIfChanged({ path: archive, contents });
    bundles.set(name, {
      directory,
      archive,
      archiveHash: createHash('sha256').update(contents).digest('hex'),
      packages: packagesOf(metafile, path.relative(ROOT, file.path)),
      codeBytes: outputs.find((output) => output.path.endsWith('.mjs'))?.contents.length ?? 0,
    });
  }
  const inputs = [
    ...Object.keys(metafile.inputs).map((input) => path.join(ROOT, input)),
    path.join(ROOT, 'package-lock.json'),
  ];
  writeIfChanged({ path: RECORD, contents: Buffer.from(recordBundles(key, inputs, Object.fromEntries(bundles))) });
  return bundles;
}

let bundles: ReadonlyMap<string, Bundle> | undefined;

/**
 * The bundle of one function: minified ECMAScript module with a source map, that holds only what it imports, the SDK
 * included. All functions are bundled together, once a process, at the first call, and only when a source has changed.
 *
 * @throws esbuild's BuildFailure where a source does not compile.
 */
export function bundle(name: BundleName): Bundle {
  bundles ??= bundleAll();
  const found = bundles.get(name);
  if (found === undefined) throw new Error(`esbuild gave no output for ${ENTRY_POINTS[name]}`);
  return found;
}
