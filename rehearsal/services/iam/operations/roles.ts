import type * as sdk from '@aws-sdk/client-iam';
import { upperId } from '../../../kernel/ids.ts';
import type { Operations } from '../../../kernel/service.ts';
import { describeRole, readTags } from '../describe.ts';
import { acceptName, acceptTrustPolicy, alreadyExists, validation } from '../errors.ts';
import { identityOperations, requirePolicy } from '../identities.ts';
import { keyOf, type Role, roles } from '../state.ts';

const SHORTEST_SESSION_SECONDS = 3_600;
const LONGEST_SESSION_SECONDS = 43_200;

const all = identityOperations<Role>('role', roles);

function acceptSession(seconds: number | undefined): number {
  const value = seconds ?? SHORTEST_SESSION_SECONDS;
  if (value < SHORTEST_SESSION_SECONDS || value > LONGEST_SESSION_SECONDS)
    throw validation(
      `1 validation error detected: Value '${value}' at 'maxSessionDuration' failed to satisfy constraint: Member must be between ${SHORTEST_SESSION_SECONDS} and ${LONGEST_SESSION_SECONDS}`,
    );
  return value;
}

/** Roles: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html and what belongs to it. */
export const roleOperations = {
  CreateRole: (input, context) => {
    const name = acceptName('roleName', input.RoleName ?? '', 64);
    const key = keyOf(context.account, name);
    if (roles(context).get(key) !== undefined) throw alreadyExists(`Role with name ${name} already exists.`);
    if (input.PermissionsBoundary !== undefined) requirePolicy(context, input.PermissionsBoundary);
    const path = input.Path ?? '/';
    const role: Role = {
      name,
      path,
      arn: `arn:aws:iam::${context.account}:role${path}${name}`,
      id: `AROA${upperId(17)}`,
      createdMs: context.clock.now(),
      tags: readTags(input.Tags),
      inline: {},
      attached: [],
      trust: acceptTrustPolicy(input.AssumeRolePolicyDocument ?? ''),
      maxSessionSeconds: acceptSession(input.MaxSessionDuration),
      boundary: input.PermissionsBoundary,
      ...(input.Description === undefined ? {} : { description: input.Description }),
    };
    roles(context).put(key, role);
    return { Role: describeRole(role) };
  },
  GetRole: (input, context) => ({ Role: describeRole(all.find(context, input.RoleName ?? '')) }),
  ListRoles: (input, context) => {
    const { items, ...more } = all.list(context, input);
    return { Roles: items.map(describeRole), ...more };
  },
  UpdateRole: (input, context) => {
    const role = all.find(context, input.RoleName ?? '');
    all.save(context, {
      ...role,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      ...(input.MaxSessionDuration === undefined ? {} : { maxSessionSeconds: acceptSession(input.MaxSessionDuration) }),
    });
    return {};
  },
  UpdateRoleDescription: (input, context) => {
    const role = { ...all.find(context, input.RoleName ?? ''), description: input.Description ?? '' };
    all.save(context, role);
    return { Role: describeRole(role) };
  },
  UpdateAssumeRolePolicy: (input, context) => {
    const role = all.find(context, input.RoleName ?? '');
    all.save(context, { ...role, trust: acceptTrustPolicy(input.PolicyDocument ?? '') });
    return {};
  },
  DeleteRole: (input, context) => all.remove(context, input.RoleName ?? ''),
  PutRolePolicy: (input, context) =>
    all.putInline(context, input.RoleName ?? '', input.PolicyName ?? '', input.PolicyDocument ?? ''),
  GetRolePolicy: (input, context) => ({
    RoleName: input.RoleName,
    ...all.getInline(context, input.RoleName ?? '', input.PolicyName ?? ''),
  }),
  DeleteRolePolicy: (input, context) => all.deleteInline(context, input.RoleName ?? '', input.PolicyName ?? ''),
  ListRolePolicies: (input, context) => all.listInline(context, input.RoleName ?? '', input),
  AttachRolePolicy: (input, context) => all.attach(context, input.RoleName ?? '', input.PolicyArn ?? ''),
  DetachRolePolicy: (input, context) => all.detach(context, input.RoleName ?? '', input.PolicyArn ?? ''),
  ListAttachedRolePolicies: (input, context) => all.listAttached(context, input.RoleName ?? '', input),
  PutRolePermissionsBoundary: (input, context) =>
    all.putBoundary(context, input.RoleName ?? '', input.PermissionsBoundary ?? ''),
  DeleteRolePermissionsBoundary: (input, context) => all.deleteBoundary(context, input.RoleName ?? ''),
  TagRole: (input, context) => all.tag(context, input.RoleName ?? '', readTags(input.Tags)),
  UntagRole: (input, context) => all.untag(context, input.RoleName ?? '', input.TagKeys ?? []),
  ListRoleTags: (input, context) => all.listTags(context, input.RoleName ?? '', input),
} satisfies Operations<typeof sdk>;
