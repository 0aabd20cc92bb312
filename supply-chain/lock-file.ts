import { z } from 'zod';

/** A package that npm installs, as the lock file has it. */
export interface LockedPackage {
  /** Where it is installed, such as `node_modules/a/node_modules/b`: unique, unlike name and version. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** SPDX expression; undefined where the package states none. */
  readonly license: string | undefined;
  /** Subresource integrity of its archive; undefined where it comes within that of another. */
  readonly integrity: string | undefined;
  /** URL of its archive; undefined where it comes within that of another. */
  readonly resolved: string | undefined;
  /** Whether it comes within the archive of another package. */
  readonly bundled: boolean;
  /** Whether only development needs it. */
  readonly development: boolean;
  /** Folders of what it depends on, as far as it is installed. */
  readonly dependsOn: readonly string[];
}

const names = z.record(z.string(), z.string()).default({});
const entry = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  license: z.string().optional(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  inBundle: z.boolean().default(false),
  dev: z.boolean().default(false),
  link: z.boolean().default(false),
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
});
const lockFile = z.object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), entry) });

const MODULES = 'node_modules/';

/**
 * The packages of a lock file of npm (version 3), without the project itself.
 * https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
 *
 * @throws Error naming the file, where it is none
 */
export function readLockFile(file: string, text: string): readonly LockedPackage[] {
  const parsed = lockFile.safeParse(JSON.parse(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${file}: ${issue?.path.join('.')}: ${issue?.message}; run npm install with npm 7 or newer`);
  }
  const { packages } = parsed.data;
  return Object.entries(packages).flatMap(([folder, one]) =>
    folder === '' || one.link
      ? []
      : [
          {
            folder,
            name: one.name ?? folder.slice(folder.lastIndexOf(MODULES) + MODULES.length),
            version: one.version ?? '',
            license: one.license,
            integrity: one.integrity,
            resolved: one.resolved,
            bundled: one.inBundle,
            development: one.dev,
            dependsOn: Object.keys({ ...one.dependencies, ...one.optionalDependencies, ...one.peerDependencies })
              .flatMap((name) => resolve(folder, name, (path) => path in packages) ?? [])
              .sort(),
          },
        ],
  );
}

/** The folder that Node takes a package from: the nearest one outwards. */
function resolve(from: string, name: string, exists: (folder: string) => boolean): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf(`/${MODULES}`)))) {
    const folder = at === '' ? `${MODULES}${name}` : `${at}/${MODULES}${name}`;
    if (exists(folder)) return folder;
    if (at === '') return undefined;
  }
}
