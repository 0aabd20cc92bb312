import type { Environment } from '../../pipeline/environment.ts';
import type { ReleaseEntry } from '../../pipeline/waves.ts';

/** The entries of a release with each environment changed, also those within waves: the project may have any. */
export const eachEnvironment = (
  entries: readonly ReleaseEntry[],
  change: (environment: Environment) => Environment,
): ReleaseEntry[] =>
  entries.map((entry) =>
    'environments' in entry ? { ...entry, environments: entry.environments.map(change) } : change(entry),
  );
