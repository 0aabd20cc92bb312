import type * as sdk from '@aws-sdk/client-iam';
import type { PolicyText } from '../../../kernel/access.ts';
import type { Principal } from '../../../kernel/principal.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { type CompiledPolicy, compilePolicy } from '../../../policy/compile.ts';
import { type ConditionKeys, conditionKeys } from '../../../policy/condition.ts';
import { type AuthorizationRequest, type Decision, evaluate, type PoliciesInForce } from '../../../policy/evaluate.ts';
import { acceptPolicy, noSuchEntity, validation } from '../errors.ts';
import { page } from '../pages.ts';
import { identityPolicies } from '../policy-source.ts';
import { keyOf, roles, users } from '../state.ts';

/*
 * The policy simulator: what the evaluator says of calls that nobody makes.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */

type Simulation = Omit<sdk.SimulatePrincipalPolicyCommandInput, 'PolicySourceArn'>;

const compile = (kind: 'identity' | 'resource', name: string, documents: readonly string[] | undefined) =>
  (documents ?? []).map((document, i) => compilePolicy(`${name}.${i + 1}`, acceptPolicy(document, kind)));
const compileTexts = (texts: readonly PolicyText[]) => texts.map(({ name, document }) => compilePolicy(name, document));

function keysOf({ ContextEntries: entries = [] }: Simulation): ConditionKeys {
  return conditionKeys(
    Object.fromEntries(entries.map(({ ContextKeyName: name = '', ContextKeyValues: values = [] }) => [name, values])),
  );
}

/** The user or role of an ARN, as the caller that it would be. */
function principalOf(arn: string): Principal {
  const [, account, kind, path = ''] = /^arn:aws:iam::(\d{12}):(user|role)\/(.+)$/.exec(arn) ?? [];
  if (account === undefined || kind === undefined) throw validation(`Invalid Entity Arn: ${arn}`);
  if (kind === 'user') return { kind: 'user', account, arn, id: arn };
  const name = path.slice(path.lastIndexOf('/') + 1);
  const session = `arn:aws:sts::${account}:assumed-role/${name}/simulation`;
  return { kind: 'assumedRole', account, arn: session, roleArn: arn, id: arn };
}

/** Where the policy that decided comes from. */
function sourceOf(policy: string, { decidedBy }: Decision, { kind }: Principal): sdk.PolicySourceType {
  if (decidedBy === 'resource-based') return 'resource';
  if (policy.startsWith('arn:aws:iam::aws:')) return 'aws-managed';
  if (policy.startsWith('arn:')) return 'user-managed';
  if (/^(Policy|PermissionsBoundaryPolicy)InputList\./.test(policy)) return 'none';
  return kind === 'user' ? 'user' : 'role';
}

function describe(
  { principal, action, resource }: AuthorizationRequest,
  decision: Decision,
  bounded: boolean,
): sdk.EvaluationResult {
  const { allowed, explicit, decidedBy, policy } = decision;
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: allowed ? 'allowed' : explicit ? 'explicitDeny' : 'implicitDeny',
    MatchedStatements:
      policy === undefined ? [] : [{ SourcePolicyId: policy, SourcePolicyType: sourceOf(policy, decision, principal) }],
    MissingContextValues: [],
    ...(bounded
      ? { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: decidedBy !== 'permissions boundary' } }
      : {}),
  };
}

function simulate(input: Simulation, principal: Principal, own: Pick<PoliciesInForce, 'identity' | 'boundary'>) {
  const { ActionNames: actions = [], ResourceArns: resources = ['*'], ResourceOwner: owner } = input;
  const given: readonly CompiledPolicy[] = compile('identity', 'PolicyInputList', input.PolicyInputList);
  const [boundary = own.boundary] = compile(
    'identity',
    'PermissionsBoundaryPolicyInputList',
    input.PermissionsBoundaryPolicyInputList,
  );
  const [policy] = compile(
    'resource',
    'ResourcePolicy',
    input.ResourcePolicy === undefined ? [] : [input.ResourcePolicy],
  );
  const policies: PoliciesInForce = {
    identity: [...own.identity, ...given],
    boundary,
    resource: policy === undefined ? undefined : { policy, type: 'resource-based', required: false },
  };
  const keys = keysOf(input);
  const resourceAccount = /(\d{12})/.exec(owner ?? '')?.[1] ?? principal.account;
  const results = actions.flatMap((action) =>
    resources.map((resource) => {
      if (!/^[\w-]+:\w+$/.test(action)) throw validation(`Invalid Action: ${action}`);
      const request = { principal, action, resource, resourceAccount, keys };
      return describe(request, evaluate(request, policies), boundary !== undefined);
    }),
  );
  const { items, ...more } = page(results, input);
  return { EvaluationResults: items, ...more };
}

/** @throws ServiceError NoSuchEntity */
function requireIdentity(context: Context, principal: Principal): void {
  const arn = principal.roleArn ?? principal.arn;
  const key = keyOf(principal.account, arn.slice(arn.lastIndexOf('/') + 1));
  const found = principal.kind === 'user' ? users(context).get(key) : roles(context).get(key);
  if (found?.arn !== arn) throw noSuchEntity(`The entity with ARN ${arn} cannot be found.`);
}

export const simulationOperations = {
  SimulatePrincipalPolicy: (input, context) => {
    const source = principalOf(input.PolicySourceArn ?? '');
    requireIdentity(context, source);
    const { identity, boundary } = identityPolicies(context, source);
    return simulate(input, input.CallerArn === undefined ? source : principalOf(input.CallerArn), {
      identity: compileTexts(identity),
      boundary: boundary === undefined ? undefined : compilePolicy(boundary.name, boundary.document),
    });
  },
  SimulateCustomPolicy: (input, context) =>
    simulate(
      input,
      input.CallerArn === undefined
        ? {
            kind: 'user',
            account: context.account,
            arn: `arn:aws:iam::${context.account}:user/simulation`,
            id: 'simulation',
          }
        : principalOf(input.CallerArn),
      { identity: [], boundary: undefined },
    ),
} satisfies Operations<typeof sdk>;
