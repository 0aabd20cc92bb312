import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { z } from 'zod';

const bundle = z.object({
  directory: z.string(),
  archive: z.string(),
  archiveHash: z.string(),
  packages: z.array(z.string()).readonly(),
  codeBytes: z.number(),
});
/** What was bundled from which files. */
const record = z.object({
  /** Of what decides how it is bundled. */
  key: z.string(),
  /** Modification time in milliseconds and size in bytes of every source, by its path. */
  inputs: z.record(z.string(), z.tuple([z.number(), z.number()])),
  bundles: z.record(z.string(), bundle),
});

type Bundles = z.infer<typeof record>['bundles'];

function stampOf(file: string): [number, number] | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? undefined : [stat.mtimeMs, stat.size];
}

/** The record for files as they are now. */
export function recordBundles(key: string, inputs: readonly string[], bundles: Bundles): string {
  const stamps = inputs.flatMap((file) => {
    const stamp = stampOf(file);
    return stamp === undefined ? [] : [[file, stamp] as const];
  });
  return JSON.stringify({ key, inputs: Object.fromEntries(stamps), bundles });
}

/**
 * What an earlier process bundled, where nothing has changed since: the way of bundling, any source, or the output itself,
 * which is read and hashed again.
 */
export function readRecordedBundles(file: string, key: string): Bundles | undefined {
  if (!existsSync(file)) return undefined;
  const read = record.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!read.success || read.data.key !== key) return undefined;
  const { inputs, bundles } = read.data;
  const isUnchanged = Object.entries(inputs).every(([input, [modifiedMs, size]]) => {
    const stamp = stampOf(input);
    return stamp !== undefined && stamp[0] === modifiedMs && stamp[1] === size;
  });
  const isWhole = Object.values(bundles).every(
    ({ archive, archiveHash }) =>
      existsSync(archive) && createHash('sha256').update(readFileSync(archive)).digest('hex') === archiveHash,
  );
  return isUnchanged && isWhole ? bundles : undefined;
}
