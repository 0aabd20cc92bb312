import type { Principal } from '../kernel/principal.ts';
import type { AuthorizationRequest, Decision, PolicyType } from './evaluate.ts';

/** The caller as AWS's messages name it. */
export const callerName = (principal: Principal): string =>
  principal.kind === 'service' ? (principal.service ?? principal.arn) : principal.arn;

const WITH_ARTICLE: Readonly<Record<PolicyType, string>> = {
  'service control': 'a service control policy',
  'resource-based': 'a resource-based policy',
  'role trust': 'the role trust policy',
  'identity-based': 'an identity-based policy',
  'permissions boundary': 'a permissions boundary',
  session: 'a session policy',
};
const WITHOUT: Readonly<Record<PolicyType, string>> = {
  'service control': 'service control policy',
  'resource-based': 'resource-based policy',
  'role trust': 'role trust policy',
  'identity-based': 'identity-based policy',
  'permissions boundary': 'permissions boundary',
  session: 'session policy',
};

/** Why: the end of the message. A managed policy that denies is named. */
export function reasonOf(action: string, { explicit, decidedBy, policy }: Decision): string {
  if (!explicit) return `because no ${WITHOUT[decidedBy]} allows the ${action} action`;
  const named = policy?.startsWith('arn:') === true && decidedBy !== 'resource-based' && decidedBy !== 'role trust';
  return `with an explicit deny in ${WITH_ARTICLE[decidedBy]}${named ? `: ${policy}` : ''}`;
}

/**
 * The message of a denial.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denialMessage(
  { principal, action, resource }: Pick<AuthorizationRequest, 'principal' | 'action' | 'resource'>,
  decision: Decision,
): string {
  const where = action.startsWith('s3:') ? `"${resource}"` : resource;
  return `User: ${callerName(principal)} is not authorized to perform: ${action} on resource: ${where} ${reasonOf(action, decision)}`;
}
