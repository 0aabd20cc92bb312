import type { Principal } from '../kernel/principal.ts';
import type { CompiledPolicy, CompiledStatement } from './compile.ts';
import type { ConditionKeys } from './condition.ts';
import { readArn } from './match.ts';
import { concerns, type NamedAs } from './principal-match.ts';

/*
 * IAM's decision, as a pure function. Nothing is looked up here.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */

/** The kinds of policy, in IAM's own words. */
export type PolicyType =
  | 'service control'
  | 'resource-based'
  | 'role trust'
  | 'identity-based'
  | 'permissions boundary'
  | 'session';

/** What is asked: may `principal` do this to that? */
export interface AuthorizationRequest {
  readonly principal: Principal;
  /** Such as `s3:GetObject`. */
  readonly action: string;
  /** ARN; `*` for an action that knows no resources. */
  readonly resource: string;
  /** The account that the resource belongs to. */
  readonly resourceAccount: string;
  readonly keys: ConditionKeys;
}

/** The policies that the answer depends on, by their type. */
export interface PoliciesInForce {
  readonly identity: readonly CompiledPolicy[];
  /** Of the user or role; absent when it has none. */
  readonly boundary?: CompiledPolicy | undefined;
  /** Of the session; absent when it was begun without any. */
  readonly session?: readonly CompiledPolicy[] | undefined;
  /** Of the organisation, one list a level (root, unit, account): each level must allow. Absent outside of an organisation. */
  readonly serviceControl?: readonly (readonly CompiledPolicy[])[] | undefined;
  readonly resource?: ResourcePolicy | undefined;
}

export interface ResourcePolicy {
  readonly policy: CompiledPolicy;
  readonly type: 'resource-based' | 'role trust';
  /**
   * Whether nothing is allowed that this policy does not allow, or leave to the account: so it is for keys and roles.
   * Elsewhere one of the two sides is enough within an account.
   */
  readonly required: boolean;
}

export interface Decision {
  readonly allowed: boolean;
  /** Of a denial: a Deny statement decided, not the lack of an Allow. */
  readonly explicit: boolean;
  readonly decidedBy: PolicyType;
  /** The policy of the statement that decided; absent when it was the lack of one. */
  readonly policy?: string;
  readonly statement?: CompiledStatement;
}

interface Found {
  readonly policy: CompiledPolicy;
  readonly statement: CompiledStatement;
}

/** Walks through the policies for one request. */
function createSearch(request: AuthorizationRequest) {
  const resource = readArn(request.resource);
  const action = request.action.toLowerCase();
  const applies = (statement: CompiledStatement) =>
    statement.coversAction(action) &&
    statement.coversResource(resource, request.keys) &&
    statement.conditionsHold(request.keys);
  return {
    applies,
    first: (policies: readonly CompiledPolicy[], effect: 'Allow' | 'Deny'): Found | undefined => {
      for (const policy of policies)
        for (const statement of policy.statements)
          if (statement.effect === effect && applies(statement)) return { policy, statement };
      return undefined;
    },
  };
}
type Search = ReturnType<typeof createSearch>;

const denied = (decidedBy: PolicyType, found?: Found): Decision => ({
  allowed: false,
  explicit: found !== undefined,
  decidedBy,
  ...(found === undefined ? {} : { policy: found.policy.name, statement: found.statement }),
});
const allowed = (decidedBy: PolicyType, found?: Found): Decision => ({
  allowed: true,
  explicit: false,
  decidedBy,
  ...(found === undefined ? {} : { policy: found.policy.name, statement: found.statement }),
});

/** What the resource's own policy says: a denial, or as what it lets the caller in. */
function askResource(
  search: Search,
  request: AuthorizationRequest,
  { resource, boundary }: PoliciesInForce,
): { readonly deny?: Found; readonly grant?: Found; readonly as?: NamedAs } {
  if (resource === undefined) return {};
  const order: readonly NamedAs[] = ['account', 'role', 'self'];
  let grant: Found | undefined;
  let as: NamedAs | undefined;
  for (const statement of resource.policy.statements) {
    const named = concerns(statement.source, request.principal, boundary !== undefined);
    if (named === undefined || !search.applies(statement)) continue;
    if (statement.effect === 'Deny') return { deny: { policy: resource.policy, statement } };
    if (as === undefined || order.indexOf(named) > order.indexOf(as)) {
      as = named;
      grant = { policy: resource.policy, statement };
    }
  }
  return grant === undefined || as === undefined ? {} : { grant, as };
}

/** Whether policies of one type, asked by themselves, allow a request: one of them does, and none denies it. */
export function allows(request: AuthorizationRequest, policies: readonly CompiledPolicy[]): boolean {
  const search = createSearch(request);
  return search.first(policies, 'Deny') === undefined && search.first(policies, 'Allow') !== undefined;
}

const isRoot = (principal: Principal) => principal.arn === `arn:aws:iam::${principal.account}:root`;

/** Whether a request is allowed, and which policy decided. */
export function evaluate(request: AuthorizationRequest, policies: PoliciesInForce): Decision {
  const { principal } = request;
  const search = createSearch(request);
  const { identity, boundary, session, serviceControl, resource } = policies;
  const isService = principal.kind === 'service';
  const resourceType = resource?.type ?? 'resource-based';
  const asked = askResource(search, request, policies);

  // An explicit deny of any policy comes first. Service principals belong to no organisation.
  if (!isService && serviceControl !== undefined) {
    const found = search.first(serviceControl.flat(), 'Deny');
    if (found !== undefined) return denied('service control', found);
  }
  if (asked.deny !== undefined) return denied(resourceType, asked.deny);
  if (isService) return asked.grant === undefined ? denied(resourceType) : allowed(resourceType, asked.grant);
  const byIdentity = search.first(identity, 'Deny');
  if (byIdentity !== undefined) return denied('identity-based', byIdentity);
  const byBoundary = boundary === undefined ? undefined : search.first([boundary], 'Deny');
  if (byBoundary !== undefined) return denied('permissions boundary', byBoundary);
  const bySession = session === undefined ? undefined : search.first(session, 'Deny');
  if (bySession !== undefined) return denied('session', bySession);

  if (serviceControl?.some((level) => search.first(level, 'Allow') === undefined)) return denied('service control');

  const sameAccount = principal.account === request.resourceAccount;
  if ((resource?.required === true || !sameAccount) && asked.grant === undefined) {
    const own = sameAccount ? undefined : askIdentity(search, request, policies, undefined);
    return own?.allowed === false ? own : denied(resourceType);
  }
  // Named itself within its account, the caller needs nothing else: boundary and session policy do not limit that.
  if (sameAccount && asked.as === 'self') return allowed(resourceType, asked.grant);
  return askIdentity(search, request, policies, sameAccount && asked.as === 'role' ? asked.grant : undefined);
}

/** The caller's own side. @param granted what the resource's policy gave the role: what bounds the role limits it */
function askIdentity(
  search: Search,
  { principal }: AuthorizationRequest,
  { identity, boundary, session, resource }: PoliciesInForce,
  granted: Found | undefined,
): Decision {
  const own = search.first(identity, 'Allow');
  if (own === undefined && granted === undefined && !isRoot(principal)) return denied('identity-based');
  if (boundary !== undefined && search.first([boundary], 'Allow') === undefined) return denied('permissions boundary');
  if (session !== undefined && search.first(session, 'Allow') === undefined) return denied('session');
  return own === undefined && granted !== undefined
    ? allowed(resource?.type ?? 'resource-based', granted)
    : allowed('identity-based', own);
}
