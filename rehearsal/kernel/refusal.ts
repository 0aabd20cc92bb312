import type { Requirement } from './access.ts';
import type { Keys } from './clients.ts';
import type { Scope } from './service.ts';

/**
 * Asks about what an AWS service does with a role and no call of an API here shows, such as to write a build's log.
 * @param keys of a session of the role
 * @returns the denial in AWS's words; undefined where the role may do all of it
 */
export function refusal(scope: Scope, keys: Keys, requirements: readonly Requirement[]): string | undefined {
  const issued = scope.principals.find(keys.accessKeyId);
  if (issued === undefined) throw new Error('STS answered keys of nobody');
  return scope.access.check(scope, issued.principal, requirements)?.message;
}
