import type * as sdk from '@aws-sdk/client-iam';
import type { PolicyText } from '../../../kernel/access.ts';
import type { Principal } from '../../../kernel/principal.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { compilePolicy } from '../../../policy/compile.ts';
import { type ConditionKeys, conditionKeys } from '../../../policy/condition.ts';
import {
  type AuthorizationRequest,
  allows,
  type Decision,
  evaluate,
  type PoliciesInForce,
} from '../../../policy/evaluate.ts';
import { namedKeys } from '../../../policy/named-keys.ts';
import { acceptPolicy, noSuchEntity, validation } from '../errors.ts';
import { page } from '../pages.ts';
import { identityPolicies } from '../policy-source.ts';
import { keyOf, roles, users } from '../state.ts';

/*
 * The policy simulator: what the evaluator says of calls that nobody makes.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */

type Simulation = Omit<sdk.SimulatePrincipalPolicyCommandInput, 'PolicySourceArn'>;

/** The policies that are simulated besides those of the request. */
interface Present {
  readonly identity: readonly PolicyText[];
  readonly boundary?: PolicyText | undefined;
  readonly serviceControl?: readonly (readonly PolicyText[])[] | undefined;
}

const given = (kind: 'identity' | 'resource', name: string, documents: readonly string[] | undefined): PolicyText[] =>
  (documents ?? []).map((document, i) => ({ name: `${name}.${i + 1}`, document: acceptPolicy(document, kind) }));
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

/** Statements of service control policies are not shown. Boundary and organisation are asked whoever decided. */
function describe(
  request: AuthorizationRequest,
  policies: PoliciesInForce,
  missing: readonly string[],
): sdk.EvaluationResult {
  const { principal, action, resource } = request;
  const { boundary, serviceControl } = policies;
  const decision = evaluate(request, policies);
  const { allowed, explicit, decidedBy } = decision;
  const policy = decidedBy === 'service control' ? undefined : decision.policy;
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: allowed ? 'allowed' : explicit ? 'explicitDeny' : 'implicitDeny',
    MatchedStatements:
      policy === undefined ? [] : [{ SourcePolicyId: policy, SourcePolicyType: sourceOf(policy, decision, principal) }],
    MissingContextValues: [...missing],
    ...(serviceControl === undefined
      ? {}
      : {
          OrganizationsDecisionDetail: {
            AllowedByOrganizations: serviceControl.every((level) => allows(request, level)),
          },
        }),
    ...(boundary === undefined
      ? {}
      : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: allows(request, [boundary]) } }),
  };
}

function simulate(input: Simulation, principal: Principal, present: Present) {
  const { ActionNames: actions = [], ResourceArns: resources = ['*'], ResourceOwner: owner } = input;
  const identity = [...present.identity, ...given('identity', 'PolicyInputList', input.PolicyInputList)];
  const [boundary = present.boundary] = given(
    'identity',
    'PermissionsBoundaryPolicyInputList',
    input.PermissionsBoundaryPolicyInputList,
  );
  const [policy] = given(
    'resource',
    'ResourcePolicy',
    input.ResourcePolicy === undefined ? [] : [input.ResourcePolicy],
  );
  const policies: PoliciesInForce = {
    identity: compileTexts(identity),
    boundary: boundary === undefined ? undefined : compilePolicy(boundary.name, boundary.document),
    serviceControl: present.serviceControl?.map(compileTexts),
    resource:
      policy === undefined
        ? undefined
        : { policy: compilePolicy(policy.name, policy.document), type: 'resource-based', required: false },
  };
  const keys = keysOf(input);
  const named = namedKeys([...identity, boundary, policy].flatMap((text) => text?.document ?? []));
  const missing = named.filter((key) => !keys.has(key.toLowerCase()));
  const resourceAccount = /(\d{12})/.exec(owner ?? '')?.[1] ?? principal.account;
  const results = actions.flatMap((action) =>
    resources.map((resource) => {
      if (!/^[\w-]+:\w+$/.test(action)) throw validation(`Invalid Action: ${action}`);
      return describe({ principal, action, resource, resourceAccount, keys }, policies, missing);
    }),
  );
  const { items, ...more } = page(results, input);
  return { EvaluationResults: items, ...more };
}

/** The same with the unique id of the user or role that there is. @throws ServiceError NoSuchEntity */
function identified(context: Context, principal: Principal): Principal {
  const arn = principal.roleArn ?? principal.arn;
  const key = keyOf(principal.account, arn.slice(arn.lastIndexOf('/') + 1));
  const found = principal.kind === 'user' ? users(context).get(key) : roles(context).get(key);
  if (found?.arn !== arn) throw noSuchEntity(`The entity with ARN ${arn} cannot be found.`);
  return { ...principal, id: found.id };
}

export const simulationOperations = {
  SimulatePrincipalPolicy: (input, context) => {
    const source = identified(context, principalOf(input.PolicySourceArn ?? ''));
    const { identity, boundary } = identityPolicies(context, source);
    return simulate(input, input.CallerArn === undefined ? source : principalOf(input.CallerArn), {
      identity,
      boundary,
      serviceControl: context.access.organisation,
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
      {
        identity: [],
        serviceControl: input.OrderedOrganizationPolicyInputList?.map((level, i) =>
          given(
            'identity',
            `OrderedOrganizationPolicyInputList.${i + 1}.ServiceControlPolicyInputList`,
            level.ServiceControlPolicyInputList,
          ),
        ),
      },
    ),
} satisfies Operations<typeof sdk>;
