import { z } from 'zod';

const license = z.union([
  z.object({ license: z.object({ id: z.string().optional(), name: z.string().optional() }) }),
  z.object({ expression: z.string() }),
]);
const component = z.object({
  name: z.string(),
  group: z.string().optional(),
  version: z.string().default(''),
  licenses: z.array(license).default([]),
});
const sbom = z.object({ bomFormat: z.literal('CycloneDX'), components: z.array(component).default([]) });

/** A package that a release contains. */
export interface SbomPackage {
  /** With its scope, such as `@aws-sdk/client-s3`. */
  readonly name: string;
  readonly versions: readonly string[];
  readonly licenses: readonly string[];
}

/** What is in a release, and how it differs from what was in the last one. */
export interface SbomDelta {
  readonly packages: number;
  /** @default - nothing was given to compare with */
  readonly changes?: {
    readonly added: readonly SbomPackage[];
    readonly gone: readonly SbomPackage[];
    readonly changed: readonly {
      readonly name: string;
      readonly from: readonly string[];
      readonly to: readonly string[];
    }[];
  };
}

/**
 * Reads the packages of CycloneDX documents, of which each may be about a part of the release.
 *
 * @param documents by the name under which a fault is told
 * @throws Error naming the document and the first property that is not as it should be
 */
export function readPackages(documents: ReadonlyMap<string, unknown>): ReadonlyMap<string, SbomPackage> {
  const packages = new Map<string, { name: string; versions: Set<string>; licenses: Set<string> }>();
  for (const [name, json] of documents) {
    const parsed = sbom.safeParse(json);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new Error(
        `'${name}' is no CycloneDX SBOM: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`,
      );
    }
    for (const one of parsed.data.components) {
      const full = one.group === undefined || one.group === '' ? one.name : `${one.group}/${one.name}`;
      const known = packages.get(full) ?? { name: full, versions: new Set(), licenses: new Set() };
      packages.set(full, known);
      known.versions.add(one.version);
      for (const entry of one.licenses) {
        known.licenses.add(
          'expression' in entry ? entry.expression : (entry.license.id ?? entry.license.name ?? 'unknown'),
        );
      }
    }
  }
  const sorted = (values: ReadonlySet<string>) => [...values].sort();
  return new Map(
    [...packages]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { name, versions, licenses }]) => [
        key,
        { name, versions: sorted(versions), licenses: sorted(licenses) },
      ]),
  );
}

/** @param before packages of the last release; undefined where they are not known */
export function sbomDelta(
  before: ReadonlyMap<string, SbomPackage> | undefined,
  now: ReadonlyMap<string, SbomPackage>,
): SbomDelta {
  if (before === undefined) return { packages: now.size };
  return {
    packages: now.size,
    changes: {
      added: [...now.values()].filter(({ name }) => !before.has(name)),
      gone: [...before.values()].filter(({ name }) => !now.has(name)),
      changed: [...now.values()].flatMap(({ name, versions }) => {
        const from = before.get(name)?.versions;
        return from === undefined || from.join() === versions.join() ? [] : [{ name, from, to: versions }];
      }),
    },
  };
}
