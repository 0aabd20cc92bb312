import type {
  AccessControl,
  EnforceMode,
  IdentityPolicies,
  IdentitySource,
  KeyValues,
  PolicyText,
  Requirement,
  ResourceDescription,
} from '../kernel/access.ts';
import type { Principal } from '../kernel/principal.ts';
import type { Scope, Service } from '../kernel/service.ts';
import { authorizationMessage } from '../policy/authorization-message.ts';
import { type CompiledPolicy, compilePolicy } from '../policy/compile.ts';
import { callerName, denialMessage, reasonOf } from '../policy/denial.ts';
import { type AuthorizationRequest, type Decision, evaluate, type PoliciesInForce } from '../policy/evaluate.ts';
import type { AccessTable } from './access-table.ts';
import type { AskedTable } from './asked-table.ts';
import { globalKeys, requirementKeys } from './request-keys.ts';

/** Decisions whose weight can be changed while requests come. */
export interface SwitchableAccess extends AccessControl {
  /** From the next request on. */
  setMode(mode: EnforceMode): void;
}

export interface AccessOptions {
  readonly mode: EnforceMode;
  readonly services: readonly Service[];
  readonly table: AccessTable;
  /** Told of what roles ask and are allowed. @default - nobody is */
  readonly asked?: AskedTable | undefined;
  /** The organisation's policies, one list a level. */
  readonly organisation?: readonly (readonly PolicyText[])[] | undefined;
}

const compileAll = (texts: readonly PolicyText[]) => texts.map(({ name, document }) => compilePolicy(name, document));

interface CompiledIdentity {
  readonly identity: readonly CompiledPolicy[];
  readonly boundary: CompiledPolicy | undefined;
  readonly session: readonly CompiledPolicy[] | undefined;
  readonly tags: Readonly<Record<string, string>>;
}
const NOBODY: CompiledIdentity = { identity: [], boundary: undefined, session: undefined, tags: {} };

/** Where the account stands in an ARN. S3's have none: a bucket that nobody describes is taken for the caller's own. */
const accountOf = (arn: string): string | undefined => arn.split(':')[4] || undefined;

/** Decides on requests with the policies that the services hold. */
export function createAccessControl(options: AccessOptions): SwitchableAccess {
  const { services, table, asked, organisation } = options;
  let { mode } = options;
  const describers = new Map<string, NonNullable<Service['authorization']>>();
  for (const { authorization, signingName } of services)
    if (authorization?.resource !== undefined || authorization?.resourceKeys !== undefined)
      describers.set(authorization.arnService ?? signingName, authorization);
  const identities = services.find((one) => one.identityPolicies !== undefined);
  const source: IdentitySource | undefined = identities?.identityPolicies;
  const serviceControl = organisation?.map(compileAll);
  const compiled = new WeakMap<IdentityPolicies, CompiledIdentity>();

  const identityOf = (scope: Scope, principal: Principal): CompiledIdentity => {
    if (source === undefined || principal.kind === 'service') return NOBODY;
    const texts = source(scope, principal);
    const known = compiled.get(texts);
    if (known !== undefined) return known;
    const { identity, boundary, session, tags } = texts;
    const made: CompiledIdentity = {
      identity: compileAll(identity),
      boundary: boundary === undefined ? undefined : compilePolicy(boundary.name, boundary.document),
      session: session === undefined ? undefined : compileAll(session),
      tags,
    };
    compiled.set(texts, made);
    return made;
  };
  const describerOf = (arn: string) => describers.get(arn.split(':')[2] ?? '');
  const describe = (scope: Scope, { resource, action }: Requirement): ResourceDescription | undefined =>
    describerOf(resource)?.resource?.(scope, resource, action);

  const decide = (scope: Scope, principal: Principal, requirement: Requirement, global: KeyValues) => {
    const { action, keys: own = {} } = requirement;
    const described = describe(scope, requirement);
    // A service has rights by the resource's policy only. What has none, it reaches by AWS's own means.
    if (principal.kind === 'service' && described === undefined) return undefined;
    const resource = described?.arn ?? requirement.resource;
    const account = described?.account ?? accountOf(resource) ?? principal.account;
    const request: AuthorizationRequest = {
      principal,
      action,
      resource,
      resourceAccount: account,
      keys: requirementKeys(
        global,
        action,
        { principal, region: scope.region, own },
        { account, keys: describerOf(resource)?.resourceKeys?.(scope, resource, action) ?? {} },
      ),
    };
    const { identity, boundary, session } = identityOf(scope, principal);
    const policies: PoliciesInForce = {
      identity,
      boundary,
      session,
      serviceControl,
      resource:
        described === undefined || (described.document === undefined && !described.required)
          ? undefined
          : {
              policy:
                described.document === undefined
                  ? { name: described.arn, statements: [] }
                  : compilePolicy(described.arn, described.document),
              type: described.type,
              required: described.required,
            },
    };
    return { request, described, decision: evaluate(request, policies) };
  };

  const record = ({ principal, action, resource }: AuthorizationRequest, decision: Decision) =>
    table.record({
      principal: principal.roleArn ?? callerName(principal),
      action,
      resource,
      decision: decision.allowed ? 'allowed' : 'denied',
      because: decision.allowed ? decision.decidedBy : reasonOf(action, decision),
    });

  /** What a role was allowed, with the texts of all policies that had a say. */
  const remember = (scope: Scope, request: AuthorizationRequest, described: ResourceDescription | undefined) => {
    const { principal, keys, ...rest } = request;
    if (asked === undefined || source === undefined || principal.roleArn === undefined) return;
    const hasSay = described !== undefined && (described.document !== undefined || described.required);
    asked.record(
      { ...rest, principal, keys: Object.fromEntries(keys) },
      {
        ...source(scope, principal),
        resource: hasSay
          ? {
              policy:
                described.document === undefined ? undefined : { name: described.arn, document: described.document },
              type: described.type,
              required: described.required,
            }
          : undefined,
      },
    );
  };

  const keysOf = (scope: Scope, principal: Principal) =>
    globalKeys(scope, principal, identityOf(scope, principal).tags);

  return {
    keysOf,
    organisation,
    exists: (kernel, principal) =>
      principal.kind === 'service' || (identities?.identityExists?.(kernel, principal) ?? true),
    get mode() {
      return mode;
    },
    setMode: (next) => {
      mode = next;
    },
    check: (scope, principal, requirements, keys = {}) => {
      if (mode === 'off' || source === undefined || requirements.length === 0) return undefined;
      const global = { ...keysOf(scope, principal), ...keys };
      for (const requirement of requirements) {
        const decided = decide(scope, principal, requirement, global);
        if (decided === undefined) continue;
        record(decided.request, decided.decision);
        if (decided.decision.allowed) remember(scope, decided.request, decided.described);
        if (decided.decision.allowed || mode !== 'deny') continue;
        return {
          requirement,
          message: denialMessage(decided.request, decided.decision),
          authorizationMessage: authorizationMessage(decided.request, decided.decision),
        };
      }
      return undefined;
    },
  };
}
