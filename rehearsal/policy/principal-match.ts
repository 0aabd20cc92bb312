import type { Principal } from '../kernel/principal.ts';
import type { Statement } from './document.ts';

/* https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */

type Listed = NonNullable<Statement['Principal']>;

/**
 * As what a statement names the caller: as the session, user or service itself; as the role behind a session; only as one of
 * its account, which leaves the decision to the account's own policies.
 */
export type NamedAs = 'self' | 'role' | 'account';

const rootOf = (account: string) => `arn:aws:iam::${account}:root`;

/** The most direct way in which a list names the caller; undefined when it does not. */
export function namedAs(listed: Listed, caller: Principal): NamedAs | undefined {
  const { AWS: names = [] } = listed;
  if (caller.kind === 'service')
    return names.includes('*') || listed.Service?.includes(caller.service ?? '') === true ? 'self' : undefined;
  if (names.includes(caller.arn)) return 'self';
  if (caller.roleArn !== undefined && names.includes(caller.roleArn)) return 'role';
  // Everybody: for a session the grant is made to its role, so that what bounds the role bounds it.
  if (names.includes('*')) return caller.kind === 'assumedRole' ? 'role' : 'self';
  if (names.includes(caller.account) || names.includes(rootOf(caller.account))) return 'account';
  return undefined;
}

/** Whether a caller is among the principals of a statement. */
export const isAmong = (listed: Listed, caller: Principal): boolean => namedAs(listed, caller) !== undefined;

/**
 * Whether NotPrincipal leaves the caller out of a Deny: everything that the caller is must be in the list, the account
 * and the role behind a session too.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function isExempt(listed: Listed, caller: Principal): boolean {
  if (caller.kind === 'service') return isAmong(listed, caller);
  const { AWS: names = [] } = listed;
  if (names.includes('*')) return true;
  const account = names.includes(caller.account) || names.includes(rootOf(caller.account));
  return account && names.includes(caller.arn) && (caller.roleArn === undefined || names.includes(caller.roleArn));
}

/**
 * As what a statement of a resource's policy concerns the caller; undefined when it does not.
 * @param bounded whether the caller has a permissions boundary: a Deny with NotPrincipal then always concerns it
 */
export function concerns(statement: Statement, caller: Principal, bounded = false): NamedAs | undefined {
  if (statement.Principal !== undefined) return namedAs(statement.Principal, caller);
  if (statement.NotPrincipal === undefined) return 'self';
  if (statement.Effect === 'Deny') return bounded || !isExempt(statement.NotPrincipal, caller) ? 'self' : undefined;
  return isAmong(statement.NotPrincipal, caller) ? undefined : caller.kind === 'assumedRole' ? 'role' : 'self';
}

/** Whether a statement's Principal or NotPrincipal takes in the caller; a statement with neither is of an identity policy. */
export const appliesTo = (statement: Statement, caller: Principal): boolean =>
  concerns(statement, caller) !== undefined;
