import type { Principal } from '../../kernel/principal.ts';
import type { Scope } from '../../kernel/service.ts';
import { conditionKeys, conditionsHold } from '../../policy/condition.ts';
import { parsePolicy } from '../../policy/document.ts';
import { wildcard } from '../../policy/match.ts';
import { appliesTo } from '../../policy/principal-match.ts';
import { accessDenied } from './errors.ts';
import { type FunctionReference, functionArn } from './names.ts';

/** A statement of a function's policy, as `AddPermission` writes it. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: '*' | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface ResourcePolicy {
  readonly revisionId: string;
  readonly statements: readonly PolicyStatement[];
}

/** By `<function>:<qualifier>`, the qualifier empty for the function as a whole. */
export const policies = (scope: Scope) => scope.table<ResourcePolicy>('lambda.policies');
export const policyKey = ({ name, qualifier }: FunctionReference): string => `${name}:${qualifier ?? ''}`;

/** The document that `GetPolicy` answers. */
export const policyDocument = (policy: ResourcePolicy): string =>
  JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: policy.statements });

/** Whether a function's policy lets a principal invoke it. */
export function allowsInvoke(policy: ResourcePolicy, principal: Principal, action = 'lambda:InvokeFunction'): boolean {
  const keys = conditionKeys({
    'aws:SourceArn': principal.sourceArn,
    'aws:SourceAccount': principal.account,
    'aws:PrincipalArn': principal.arn,
    'aws:PrincipalAccount': principal.account,
  });
  return parsePolicy(policyDocument(policy)).Statement.some(
    (statement) =>
      statement.Action?.some((pattern) => wildcard(pattern, true).test(action)) === true &&
      appliesTo(statement, principal) &&
      conditionsHold(statement.Condition, keys),
  );
}

/**
 * An AWS service may invoke a function only where the function's own policy says so: a service has no identity policy
 * that could.
 * @throws ServiceError AccessDeniedException
 */
export function checkServiceMayInvoke(scope: Scope, reference: FunctionReference, principal: Principal): void {
  if (principal.kind !== 'service') return;
  const policy = policies(scope).get(policyKey(reference));
  if (policy !== undefined && allowsInvoke(policy, principal)) return;
  const resource = functionArn(scope, reference.name, reference.qualifier);
  throw accessDenied(principal.service ?? principal.arn, resource);
}
