import type * as sdk from '@aws-sdk/client-iam';
import {
  type Authorization,
  anyResource,
  eachRequires,
  type KeyValues,
  type Requirements,
  type ResourceDescription,
} from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags, tagsByName } from '../../policy/tag-keys.ts';
import { keyOf, policies, roles, users } from './state.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */

interface OfRole {
  RoleName?: string | undefined;
  PolicyArn?: string | undefined;
  PermissionsBoundary?: string | undefined;
}
interface OfUser {
  UserName?: string | undefined;
  PolicyArn?: string | undefined;
  PermissionsBoundary?: string | undefined;
}

const roleOf = ({ RoleName: name = '' }: OfRole, context: Context) => roles(context).get(keyOf(context.account, name));
const userOf = ({ UserName: name = '' }: OfUser, context: Context) => users(context).get(keyOf(context.account, name));
const roleArn = (input: OfRole, context: Context): string =>
  roleOf(input, context)?.arn ?? `arn:aws:iam::${context.account}:role/${input.RoleName}`;
/** Without a name the caller itself is meant. */
const userArn = (input: OfUser, context: Context): string =>
  input.UserName === undefined
    ? context.principal.arn
    : (userOf(input, context)?.arn ?? `arn:aws:iam::${context.account}:user/${input.UserName}`);

/** The boundary that the request names, or else the one that there is. Few actions have this key, see below. */
const roleBoundary = (input: OfRole, context: Context): KeyValues => ({
  'iam:PermissionsBoundary': input.PermissionsBoundary ?? roleOf(input, context)?.boundary,
});
const userBoundary = (input: OfUser, context: Context): KeyValues => ({
  'iam:PermissionsBoundary': input.PermissionsBoundary ?? userOf(input, context)?.boundary,
});
const attached = ({ PolicyArn }: { PolicyArn?: string | undefined }): KeyValues => ({ 'iam:PolicyARN': PolicyArn });

const operations = {
  ...eachRequires(
    'iam',
    ['GetRolePolicy', 'ListAttachedRolePolicies', 'ListRolePolicies', 'ListRoleTags', 'TagRole', 'UntagRole'],
    roleArn,
  ),
  ...eachRequires(
    'iam',
    [
      'DeleteRole',
      'DeleteRolePermissionsBoundary',
      'DeleteRolePolicy',
      'GetRole',
      'PutRolePermissionsBoundary',
      'PutRolePolicy',
      'UpdateAssumeRolePolicy',
      'UpdateRole',
      'UpdateRoleDescription',
    ],
    roleArn,
    roleBoundary,
  ),
  ...eachRequires('iam', ['AttachRolePolicy', 'DetachRolePolicy'], roleArn, (input: OfRole, context) => ({
    ...roleBoundary(input, context),
    ...attached(input),
  })),
  ...eachRequires(
    'iam',
    [
      'CreateAccessKey',
      'DeleteAccessKey',
      'DeleteUser',
      'GetUser',
      'GetUserPolicy',
      'ListAccessKeys',
      'ListAttachedUserPolicies',
      'ListGroupsForUser',
      'ListUserPolicies',
      'ListUserTags',
      'TagUser',
      'UntagUser',
    ],
    userArn,
  ),
  ...eachRequires(
    'iam',
    ['DeleteUserPermissionsBoundary', 'DeleteUserPolicy', 'PutUserPermissionsBoundary', 'PutUserPolicy'],
    userArn,
    userBoundary,
  ),
  ...eachRequires('iam', ['AttachUserPolicy', 'DetachUserPolicy'], userArn, (input: OfUser, context) => ({
    ...userBoundary(input, context),
    ...attached(input),
  })),
  ...eachRequires(
    'iam',
    ['CreateRole'],
    (input: OfRole & { Path?: string | undefined }, { account }) =>
      `arn:aws:iam::${account}:role${input.Path ?? '/'}${input.RoleName}`,
    roleBoundary,
  ),
  ...eachRequires(
    'iam',
    ['CreateUser'],
    (input: OfUser & { Path?: string | undefined }, { account }) =>
      `arn:aws:iam::${account}:user${input.Path ?? '/'}${input.UserName}`,
    userBoundary,
  ),
  ...eachRequires(
    'iam',
    ['CreatePolicy'],
    (input: { PolicyName?: string | undefined; Path?: string | undefined }, { account }) =>
      `arn:aws:iam::${account}:policy${input.Path ?? '/'}${input.PolicyName}`,
  ),
  ...eachRequires(
    'iam',
    [
      'CreatePolicyVersion',
      'DeletePolicy',
      'DeletePolicyVersion',
      'GetPolicy',
      'GetPolicyVersion',
      'ListEntitiesForPolicy',
      'ListPolicyTags',
      'ListPolicyVersions',
      'SetDefaultPolicyVersion',
      'TagPolicy',
      'UntagPolicy',
    ],
    (input: { PolicyArn?: string | undefined }) => input.PolicyArn ?? '',
  ),
  ...eachRequires(
    'iam',
    ['SimulatePrincipalPolicy'],
    (input: { PolicySourceArn?: string | undefined }) => input.PolicySourceArn ?? '',
  ),
  ...eachRequires('iam', ['SimulateCustomPolicy'], anyResource),
  ...eachRequires('iam', ['ListAccountAliases', 'ListPolicies', 'ListRoles', 'ListUsers'], anyResource),
} satisfies Requirements<typeof sdk>;

/** Whom a role trusts; of a role that does not exist, nobody. The trust policy is about assuming the role only. */
function resource(scope: Scope, arn: string, action: string): ResourceDescription | undefined {
  const [, account, name = ''] = /^arn:aws:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (account === undefined || !action.startsWith('sts:')) return undefined;
  const role = roles(scope).get(keyOf(account, name));
  return {
    arn,
    account,
    document: role?.arn === arn ? role.trust : undefined,
    type: 'role trust',
    required: true,
  };
}

/**
 * Tags of roles and users have a key of IAM's own too. IAM does not promise that they count where a role is passed: here
 * they do not.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
function resourceKeys(scope: Scope, arn: string, action: string): KeyValues {
  const [, account, kind, path = ''] = /^arn:aws:iam::(\d+):(role|user|policy)\/(.+)$/.exec(arn) ?? [];
  if (account === undefined || action === 'iam:PassRole') return {};
  if (kind === 'policy') return resourceTags(tagsByName(policies(scope).get(keyOf(account, arn))?.tags));
  const identity = (kind === 'role' ? roles(scope) : users(scope)).get(
    keyOf(account, path.slice(path.lastIndexOf('/') + 1)),
  );
  return resourceTags(identity?.arn === arn ? tagsByName(identity.tags) : undefined, 'iam:ResourceTag');
}

export const authorization: Authorization = { operations, resource, resourceKeys };
