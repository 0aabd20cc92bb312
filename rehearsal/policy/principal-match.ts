import type { Principal } from '../kernel/principal.ts';
import type { Statement } from './document.ts';

type Listed = NonNullable<Statement['Principal']>;

/**
 * Whether a caller is among the principals of a statement.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function isAmong(listed: Listed, caller: Principal): boolean {
  if (caller.kind === 'service')
    return listed.AWS?.includes('*') === true || listed.Service?.includes(caller.service ?? '') === true;
  const own = [caller.arn, caller.roleArn, caller.account, `arn:aws:iam::${caller.account}:root`];
  return listed.AWS?.some((one) => one === '*' || own.includes(one)) === true;
}

/** Whether a statement's Principal or NotPrincipal takes in the caller; a statement with neither is of an identity policy. */
export function appliesTo(statement: Statement, caller: Principal): boolean {
  if (statement.Principal !== undefined) return isAmong(statement.Principal, caller);
  if (statement.NotPrincipal !== undefined) return !isAmong(statement.NotPrincipal, caller);
  return true;
}
