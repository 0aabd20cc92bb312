import type { KeyValues } from '../kernel/access.ts';
import { isSessionOfUser, type Principal } from '../kernel/principal.ts';
import type { Scope } from '../kernel/service.ts';
import { type ConditionKeys, conditionKeys } from '../policy/condition.ts';
import { tagKeys } from '../policy/tag-keys.ts';

function principalKeys(principal: Principal, tags: Readonly<Record<string, string>>): KeyValues {
  if (principal.kind === 'service')
    return {
      'aws:PrincipalIsAWSService': 'true',
      'aws:PrincipalServiceName': principal.service,
      'aws:SourceArn': principal.sourceArn,
      'aws:SourceAccount': principal.account,
      'aws:SourceOwner': principal.account,
    };
  const user = principal.kind === 'user';
  return {
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalArn': principal.roleArn ?? principal.arn,
    'aws:PrincipalAccount': principal.account,
    'aws:PrincipalType': user ? 'User' : 'AssumedRole',
    'aws:userid': principal.id,
    'aws:username': user ? principal.arn.slice(principal.arn.lastIndexOf('/') + 1) : undefined,
    'aws:SourceIdentity': principal.sourceIdentity,
    'aws:SourceIp': principal.calledVia === undefined ? '127.0.0.1' : undefined,
    // Of temporary credentials only: requests with the long-term keys of a user have neither.
    'aws:MultiFactorAuthPresent': user && !isSessionOfUser(principal) ? undefined : 'false',
    'aws:TokenIssueTime': principal.issuedMs === undefined ? undefined : new Date(principal.issuedMs).toISOString(),
    ...tagKeys('aws:PrincipalTag', tags),
  };
}

/**
 * The keys that every request has. The endpoint stands for AWS's own, which are reached over TLS only, so that
 * `aws:SecureTransport` is true; `aws:CurrentTime` is the virtual clock's.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function globalKeys(scope: Scope, principal: Principal, tags: Readonly<Record<string, string>>): KeyValues {
  const nowMs = scope.clock.now();
  const via = principal.calledVia ?? [];
  return {
    'aws:SecureTransport': 'true',
    'aws:CurrentTime': new Date(nowMs).toISOString(),
    'aws:EpochTime': String(Math.floor(nowMs / 1000)),
    'aws:RequestedRegion': scope.region,
    'aws:ViaAWSService': String(via.length > 0),
    'aws:CalledVia': via.length > 0 ? via : undefined,
    'aws:CalledViaFirst': via[0],
    'aws:CalledViaLast': via.at(-1),
    ...principalKeys(principal, tags),
  };
}

/** Keys that depend on the service whose action it is. */
function serviceKeys(action: string, principal: Principal, region: string): KeyValues {
  if (!action.startsWith('kms:')) return {};
  const [via] = principal.calledVia?.at(-1)?.split('.') ?? [];
  return {
    'kms:CallerAccount': principal.account,
    'kms:ViaService': via === undefined ? undefined : `${via}.${region}.amazonaws.com`,
  };
}

/** All keys of one requirement of a request. */
export function requirementKeys(
  global: KeyValues,
  action: string,
  { principal, region, own }: { principal: Principal; region: string; own: KeyValues },
  resource: { readonly account: string; readonly keys: KeyValues },
): ConditionKeys {
  return conditionKeys({
    ...global,
    'aws:ResourceAccount': resource.account,
    ...resource.keys,
    ...serviceKeys(action, principal, region),
    ...own,
  });
}
