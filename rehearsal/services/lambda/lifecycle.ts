import { uuid } from '../../kernel/ids.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { conflict, invalid, precondition } from './errors.ts';
import { environmentKey, roleKeys } from './invoke.ts';
import { runtimeOf } from './runtime.ts';
import { functions, getFunction, getVersion, type Version, type VersionSettings, versions } from './state.ts';

/**
 * A function's role must let Lambda assume it when the function is made or changed.
 * @throws ServiceError InvalidParameterValueException
 */
export async function checkRole(scope: Scope, functionName: string, role: string): Promise<void> {
  try {
    await roleKeys(scope, { functionName, role });
  } catch (error) {
    if (error instanceof Error && (error.name === 'AccessDenied' || error.name === 'NoSuchEntity'))
      throw invalid('The role defined for the function cannot be assumed by Lambda.');
    throw error;
  }
}

/** Ends the environments of one version, or of the whole function. */
export function retireEnvironments(scope: Scope, name: string, version?: Version): void {
  const whole = `${scope.account}/${scope.region}/${name}:`;
  const key = version === undefined ? undefined : environmentKey(scope, version);
  runtimeOf(scope).pool.retire((other) => (key === undefined ? other.startsWith(whole) : other === key));
}

/**
 * Changes `$LATEST`. Its environments end: the next invocation starts one with the change.
 * @param revisionId the one that the caller saw, if it insists
 * @throws ServiceError PreconditionFailedException
 */
export function updateLatest(scope: Scope, name: string, change: Partial<Version>, revisionId?: string): Version {
  const previous = getVersion(scope, name);
  if (revisionId !== undefined && revisionId !== previous.revisionId) throw precondition();
  const next: Version = { ...previous, ...change, lastModifiedMs: scope.clock.now(), revisionId: uuid() };
  versions(scope).put(`${name}:$LATEST`, next);
  retireEnvironments(scope, name, previous);
  return next;
}

/** What decides whether a version would be the same as another. */
const contents = ({ version: _v, revisionId: _r, lastModifiedMs: _l, ...settings }: Version): VersionSettings =>
  settings;

/** Compares without regard to the order of members. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/**
 * Publishes `$LATEST` as the next version. When neither code nor settings changed since the last version, that one is
 * the answer: https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
 * @throws ServiceError when the code or revision is not the one that the caller expects
 */
export function publish(
  context: Context,
  name: string,
  expected: { description?: string | undefined; codeSha256?: string | undefined; revisionId?: string | undefined },
): Version {
  const record = getFunction(context, name);
  const latest = getVersion(context, name);
  if (expected.codeSha256 !== undefined && expected.codeSha256 !== latest.codeSha256)
    throw invalid(
      `CodeSHA256 (${expected.codeSha256}) is different from current CodeSHA256 in $LATEST (${latest.codeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  if (expected.revisionId !== undefined && expected.revisionId !== latest.revisionId) throw precondition();
  const published: Version = {
    ...latest,
    description: expected.description ?? latest.description,
    version: String(record.nextVersion),
    revisionId: uuid(),
    lastModifiedMs: context.clock.now(),
  };
  const last = versions(context).get(`${name}:${record.nextVersion - 1}`);
  const same = (a: Version, b: Version) =>
    canonical({ ...contents(a), description: '' }) === canonical({ ...contents(b), description: '' });
  if (last !== undefined && same(last, published)) return last;
  context.store.transaction(() => {
    versions(context).put(`${name}:${published.version}`, published);
    functions(context).put(name, { ...record, nextVersion: record.nextVersion + 1 });
  });
  return published;
}

/** @throws ServiceError ResourceConflictException */
export function checkNotThere(scope: Scope, name: string): void {
  if (functions(scope).get(name) !== undefined) throw conflict(`Function already exist: ${name}`);
}
