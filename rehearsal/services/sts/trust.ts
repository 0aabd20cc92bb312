import type { Principal } from '../../kernel/principal.ts';
import { type ConditionKeys, conditionKeys, conditionsHold } from '../../policy/condition.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { wildcard } from '../../policy/match.ts';
import { appliesTo } from '../../policy/principal-match.ts';
import { tagKeys } from '../../policy/tag-keys.ts';

export interface AssumeRequest {
  readonly caller: Principal;
  /** `aws:PrincipalTag`. */
  readonly callerTags: Readonly<Record<string, string>>;
  readonly externalId: string | undefined;
  readonly sessionName: string;
  readonly sessionTags: Readonly<Record<string, string>>;
  readonly sourceIdentity: string | undefined;
}

/** What conditions of a trust policy may ask about: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html */
export function trustKeys({
  caller,
  callerTags,
  externalId,
  sessionName,
  sessionTags,
  sourceIdentity,
}: AssumeRequest): ConditionKeys {
  const service = caller.kind === 'service';
  return conditionKeys({
    'aws:PrincipalArn': service ? undefined : (caller.roleArn ?? caller.arn),
    'aws:PrincipalAccount': service ? undefined : caller.account,
    'aws:PrincipalServiceName': service ? caller.service : undefined,
    'aws:PrincipalIsAWSService': String(service),
    'aws:PrincipalType': service ? undefined : caller.kind === 'user' ? 'User' : 'AssumedRole',
    'aws:userid': service ? undefined : caller.id,
    'aws:username': caller.kind === 'user' ? caller.arn.slice(caller.arn.lastIndexOf('/') + 1) : undefined,
    'aws:SourceAccount': service ? caller.account : undefined,
    'aws:SourceArn': service ? caller.sourceArn : undefined,
    'aws:SecureTransport': 'true',
    'aws:SourceIdentity': sourceIdentity,
    'aws:TagKeys': Object.keys(sessionTags),
    'sts:ExternalId': externalId,
    'sts:RoleSessionName': sessionName,
    ...tagKeys('aws:PrincipalTag', callerTags),
    ...tagKeys('aws:RequestTag', sessionTags),
  });
}

/** Whether a role's trust policy lets the caller perform `action`. An explicit deny wins. */
export function isTrusted(trust: PolicyDocument, action: string, request: AssumeRequest): boolean {
  const keys = trustKeys(request);
  const matching = trust.Statement.filter((statement) => {
    const named = (actions: readonly string[]) => actions.some((one) => wildcard(one, true).test(action));
    const covers = statement.Action === undefined ? !named(statement.NotAction ?? []) : named(statement.Action);
    return covers && appliesTo(statement, request.caller) && conditionsHold(statement.Condition, keys);
  });
  return matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny');
}
