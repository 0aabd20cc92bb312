import type { IdentityPolicies, PolicyText } from '../../kernel/access.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Kernel } from '../../kernel/service.ts';
import { tagsByName } from '../../policy/tag-keys.ts';
import { awsManagedDocument, isAwsManaged } from './aws-managed.ts';
import { changeCount, type Identity, keyOf, policies, roles, users } from './state.ts';

interface Known {
  readonly changes: number;
  readonly byPrincipal: Map<string, IdentityPolicies>;
}
const known = new WeakMap<object, Known>();

/** The default version of a managed policy; nothing for one that is gone, or AWS's own whose document is not known here. */
function managed(kernel: Kernel, account: string, arn: string): PolicyText | undefined {
  const document = isAwsManaged(arn) ? awsManagedDocument(arn) : defaultVersion(kernel, account, arn);
  return document === undefined ? undefined : { name: arn, document };
}
function defaultVersion(kernel: Kernel, account: string, arn: string): string | undefined {
  const policy = policies(kernel).get(keyOf(account, arn));
  return policy?.versions.find(({ id }) => id === policy.defaultVersion)?.document;
}

const lastPart = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);

/** The unique id of the user or role, which a session's id begins with. */
const uniqueId = ({ id }: Principal): string => id.split(':')[0] ?? id;

function identityOf(kernel: Kernel, principal: Principal): Identity | undefined {
  const { kind, account, arn, roleArn } = principal;
  const found =
    kind === 'user'
      ? users(kernel).get(keyOf(account, lastPart(arn)))
      : roles(kernel).get(keyOf(account, lastPart(roleArn ?? '')));
  return found?.arn === (roleArn ?? arn) && found.id === uniqueId(principal) ? found : undefined;
}

function read(kernel: Kernel, principal: Principal): IdentityPolicies {
  const { account, sessionPolicies = [], sessionPolicyArns = [], sessionTags = {} } = principal;
  const identity = identityOf(kernel, principal);
  const named = (arns: readonly string[]) => arns.flatMap((arn) => managed(kernel, account, arn) ?? []);
  const own = Object.entries(identity?.inline ?? {}).map(([name, document]) => ({
    name: `${identity?.name}/${name}`,
    document,
  }));
  const hasSession = sessionPolicies.length + sessionPolicyArns.length > 0;
  return {
    identity: [...own, ...named(identity?.attached ?? [])],
    // A boundary whose policy is gone bounds everything away.
    boundary:
      identity?.boundary === undefined
        ? undefined
        : (managed(kernel, account, identity.boundary) ?? { name: identity.boundary, document: NOTHING }),
    session: hasSession
      ? [...sessionPolicies.map((document, i) => ({ name: `session/${i}`, document })), ...named(sessionPolicyArns)]
      : undefined,
    tags: { ...tagsByName(identity?.tags), ...sessionTags },
  };
}
const NOTHING = JSON.stringify({ Version: '2012-10-17', Statement: [] });

/** The policies of a user or of a role's session; the same object until IAM changes. A deleted identity has none. */
export function identityPolicies(kernel: Kernel, principal: Principal): IdentityPolicies {
  const changes = changeCount(kernel);
  let cache = known.get(kernel.store);
  if (cache === undefined || cache.changes !== changes) {
    cache = { changes, byPrincipal: new Map() };
    known.set(kernel.store, cache);
  }
  const { sessionPolicies, sessionPolicyArns, sessionTags } = principal;
  const bare = sessionPolicies === undefined && sessionPolicyArns === undefined && sessionTags === undefined;
  const name = bare ? `${principal.roleArn ?? principal.arn} ${uniqueId(principal)}` : JSON.stringify(principal);
  const before = cache.byPrincipal.get(name);
  if (before !== undefined) return before;
  const found = read(kernel, principal);
  cache.byPrincipal.set(name, found);
  return found;
}

/**
 * Whether a caller is still there; one that was made anew under the same name has another unique id. The root user of an account
 * goes with the account alone.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export const identityExists = (kernel: Kernel, principal: Principal): boolean =>
  principal.arn === `arn:aws:iam::${principal.account}:root` || identityOf(kernel, principal) !== undefined;
