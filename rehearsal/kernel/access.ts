import type { CommandImpl } from '@smithy/core/client';
import type { Principal } from './principal.ts';
import type { Context, Kernel, Scope } from './service.ts';

/** Values of condition keys, by name; a key without a value is absent. */
export type KeyValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One thing that the caller of an operation must be allowed to do. */
export interface Requirement {
  /** Such as `s3:GetObject`. */
  readonly action: string;
  /** ARN; `*` for an action that knows no resources. */
  readonly resource: string;
  /** Condition keys of this requirement, besides those of every request. */
  readonly keys?: KeyValues;
}

/** The HTTP request, for the one service whose actions are its verbs and paths. */
export interface RequestLine {
  readonly method: string;
  /** Decoded, and without a slash at its end. */
  readonly path: string;
}

/**
 * What an operation requires, after the Service Authorization Reference:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
export type RequirementsOf<I> = (
  input: I,
  context: Context,
  request: RequestLine,
) => Requirement | readonly Requirement[];

type InputOf<Command> = Command extends new (
  input: never,
) => CommandImpl<infer I, infer _Output, infer _Config, infer _Inputs, infer _Outputs>
  ? RequirementsOf<I>
  : never;

/** The requirements of operations by name: checked with `satisfies Requirements<typeof sdk>` where they are written. */
export type Requirements<Sdk> = {
  readonly [K in keyof Sdk as K extends `${infer Name}Command` ? Name : never]?: InputOf<Sdk[K]>;
};

/** A policy as it is stored. */
export interface PolicyText {
  /** The ARN of a managed policy; what an inline one is called. */
  readonly name: string;
  readonly document: string;
}

/** A resource that has, or could have, a policy of its own. */
export interface ResourceDescription {
  /** Its ARN, where the requirement named it in another way, such as by an alias. */
  readonly arn: string;
  readonly account: string;
  readonly document?: string | undefined;
  readonly type: 'resource-based' | 'role trust';
  /** Whether nothing is allowed that its policy does not allow, or leave to the account. */
  readonly required: boolean;
}

/** What a service says about who may do what. */
export interface Authorization {
  // biome-ignore lint/suspicious/noExplicitAny: requirements of all services in one list; each is typed by `satisfies Requirements<typeof sdk>` where it is written
  readonly operations: Readonly<Record<string, RequirementsOf<any>>>;
  /** The service part of the ARNs that `resource` and `resourceKeys` know. */
  readonly arnService?: string;
  /** A resource of this service whose policy has a say in the action; undefined for the others. */
  resource?(scope: Scope, arn: string, action: string): ResourceDescription | undefined;
  /** Condition keys that a resource of this service brings to every action on it: its tags, see `resourceTags`. */
  resourceKeys?(scope: Scope, arn: string, action: string): KeyValues;
}

/** The policies of a caller, as IAM keeps them; the same object until they change. */
export interface IdentityPolicies {
  readonly identity: readonly PolicyText[];
  readonly boundary?: PolicyText | undefined;
  readonly session?: readonly PolicyText[] | undefined;
  /** `aws:PrincipalTag`. */
  readonly tags: Readonly<Record<string, string>>;
}
export type IdentitySource = (kernel: Kernel, principal: Principal) => IdentityPolicies;
/** Whether the very user or role that a caller was is still there: another one of the same name is not the same. */
export type IdentityCheck = (kernel: Kernel, principal: Principal) => boolean;

export interface Denial {
  readonly requirement: Requirement;
  /** In AWS's words. */
  readonly message: string;
  /** What `sts:DecodeAuthorizationMessage` tells of it, as JSON: not for the caller to read. */
  readonly authorizationMessage: string;
}

/** Whether decisions are made at all, are only written down, or count. */
export type EnforceMode = 'off' | 'log' | 'deny';

/** The decisions on who may do what. */
export interface AccessControl {
  readonly mode: EnforceMode;
  /**
   * Decides on all requirements of one request and writes the decisions down.
   * @returns the first denial, in the mode `deny` only
   */
  check(scope: Scope, principal: Principal, requirements: readonly Requirement[], keys?: KeyValues): Denial | undefined;
  /** The condition keys that every request of a caller has. */
  keysOf(scope: Scope, principal: Principal): KeyValues;
  /** Whether who credentials were issued to is still there. Services always are. */
  readonly exists: IdentityCheck;
  /** The service control policies of the organisation, one list a level; undefined outside of an organisation. */
  readonly organisation?: readonly (readonly PolicyText[])[] | undefined;
}

type Resources<I> = (input: I, context: Context) => string | readonly string[];

/**
 * Operations that each require the action of their own name, on the resources that `resource` finds in the input.
 * @param prefix of the actions, such as `codepipeline`
 */
export function eachRequires<const Name extends string, I, K = unknown>(
  prefix: string,
  names: readonly Name[],
  resource: Resources<I>,
  keys?: (input: K, context: Context) => KeyValues,
): Record<Name, RequirementsOf<I & K>> {
  const requirementsOf =
    (name: Name): RequirementsOf<I & K> =>
    (input, context) => {
      const found = resource(input, context);
      const own = keys?.(input, context);
      return (typeof found === 'string' ? [found] : found).map((arn) => ({
        action: `${prefix}:${name}`,
        resource: arn,
        ...(own === undefined ? {} : { keys: own }),
      }));
    };
  const entries = names.map((name) => [name, requirementsOf(name)] as const);
  return Object.fromEntries(entries) as Record<Name, RequirementsOf<I & K>>; // fromEntries forgets which names there are
}

/** For actions that know no resources. */
export const anyResource = (_input: unknown): string => '*';

/**
 * `iam:PassRole` of the roles that a request hands to a service.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export const passRoles = (service: string, ...roleArns: readonly (string | undefined)[]): Requirement[] =>
  [...new Set(roleArns)].flatMap((arn) =>
    arn === undefined || arn === ''
      ? []
      : [{ action: 'iam:PassRole', resource: arn, keys: { 'iam:PassedToService': service } }],
  );
