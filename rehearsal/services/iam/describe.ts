import type * as sdk from '@aws-sdk/client-iam';
import type { Identity, ManagedPolicy, Role, Tag, User } from './state.ts';

/** IAM answers policy documents percent-encoded: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
export const encodeDocument = (document: string): string =>
  encodeURIComponent(document).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const common = (identity: Identity) => ({
  Path: identity.path,
  Arn: identity.arn,
  CreateDate: new Date(identity.createdMs),
  ...(identity.tags.length === 0 ? {} : { Tags: [...identity.tags] }),
  ...(identity.boundary === undefined
    ? {}
    : {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const,
          PermissionsBoundaryArn: identity.boundary,
        },
      }),
});

export function describeRole(role: Role): sdk.Role {
  return {
    ...common(role),
    RoleName: role.name,
    RoleId: role.id,
    AssumeRolePolicyDocument: encodeDocument(role.trust),
    MaxSessionDuration: role.maxSessionSeconds,
    ...(role.description === undefined ? {} : { Description: role.description }),
    RoleLastUsed:
      role.lastUsed === undefined ? {} : { LastUsedDate: new Date(role.lastUsed.atMs), Region: role.lastUsed.region },
  };
}

export const describeUser = (user: User): sdk.User => ({ ...common(user), UserName: user.name, UserId: user.id });

export function describePolicy(policy: ManagedPolicy, attachments: number, boundaries: number): sdk.Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: attachments,
    PermissionsBoundaryUsageCount: boundaries,
    IsAttachable: true,
    ...(policy.description === undefined ? {} : { Description: policy.description }),
    CreateDate: new Date(policy.createdMs),
    UpdateDate: new Date(policy.updatedMs),
    ...(policy.tags.length === 0 ? {} : { Tags: [...policy.tags] }),
  };
}

/** What callers give as tags, checked. */
export const readTags = (tags: readonly sdk.Tag[] | undefined): Tag[] =>
  (tags ?? []).map((tag) => ({ Key: tag.Key ?? '', Value: tag.Value ?? '' }));

export function withTags(present: readonly Tag[], added: readonly Tag[]): Tag[] {
  const names = new Set(added.map((tag) => tag.Key));
  return [...present.filter((tag) => !names.has(tag.Key)), ...added];
}
