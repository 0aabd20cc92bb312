import type * as sdk from '@aws-sdk/client-iam';
import { ServiceError } from '../../../kernel/errors.ts';
import { upperId } from '../../../kernel/ids.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { awsManagedDocument, awsManagedName, awsManagedPath, isAwsManaged } from '../aws-managed.ts';
import { describePolicy, encodeDocument, readTags, withTags } from '../describe.ts';
import {
  acceptManagedPolicy,
  acceptName,
  alreadyExists,
  deleteConflict,
  limitExceeded,
  noSuchEntity,
} from '../errors.ts';
import { page } from '../pages.ts';
import { keyOf, type ManagedPolicy, policies, roles, users } from '../state.ts';

const MOST_VERSIONS = 5;

function find(context: Context, arn: string): ManagedPolicy {
  const found = policies(context).get(keyOf(context.account, arn));
  if (found === undefined)
    throw noSuchEntity(
      isAwsManaged(arn) ? `The policy ${arn} belongs to AWS and cannot be changed.` : `Policy ${arn} was not found.`,
    );
  return found;
}
const save = (context: Context, policy: ManagedPolicy) =>
  policies(context).put(keyOf(context.account, policy.arn), policy);

function usage(context: Context, arn: string) {
  const within = `${context.account}/`;
  const inRoles = roles(context).values(within);
  const inUsers = users(context).values(within);
  return {
    roles: inRoles.filter((role) => role.attached.includes(arn)),
    users: inUsers.filter((user) => user.attached.includes(arn)),
    boundaries: [...inRoles, ...inUsers].filter((identity) => identity.boundary === arn).length,
  };
}
function describe(context: Context, policy: ManagedPolicy): sdk.Policy {
  const used = usage(context, policy.arn);
  return describePolicy(policy, used.roles.length + used.users.length, used.boundaries);
}
const describeVersion = (policy: ManagedPolicy, version: ManagedPolicy['versions'][number]) => ({
  VersionId: version.id,
  IsDefaultVersion: version.id === policy.defaultVersion,
  CreateDate: new Date(version.createdMs),
});

/** A policy of AWS, as far as it is known here: it has one version. */
function awsPolicy(context: Context, arn: string): sdk.Policy {
  const used = usage(context, arn);
  return {
    PolicyName: awsManagedName(arn),
    PolicyId: 'ANPAAWSMANAGED',
    Arn: arn,
    Path: awsManagedPath(arn),
    DefaultVersionId: 'v1',
    AttachmentCount: used.roles.length + used.users.length,
    PermissionsBoundaryUsageCount: used.boundaries,
    IsAttachable: true,
  };
}

/** Managed policies: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export const policyOperations = {
  CreatePolicy: (input, context) => {
    const name = acceptName('policyName', input.PolicyName ?? '', 128);
    const path = input.Path ?? '/';
    const arn = `arn:aws:iam::${context.account}:policy${path}${name}`;
    if (
      policies(context)
        .values(`${context.account}/`)
        .some((policy) => policy.name === name)
    )
      throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
    const createdMs = context.clock.now();
    const policy: ManagedPolicy = {
      name,
      path,
      arn,
      id: `ANPA${upperId(17)}`,
      createdMs,
      updatedMs: createdMs,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      versions: [{ id: 'v1', document: acceptManagedPolicy(input.PolicyDocument ?? ''), createdMs }],
      defaultVersion: 'v1',
      nextVersion: 2,
      tags: readTags(input.Tags),
    };
    save(context, policy);
    return { Policy: describe(context, policy) };
  },
  GetPolicy: (input, context) => {
    const arn = input.PolicyArn ?? '';
    return { Policy: isAwsManaged(arn) ? awsPolicy(context, arn) : describe(context, find(context, arn)) };
  },
  ListPolicies: (input, context) => {
    const found = input.Scope === 'AWS' ? [] : policies(context).values(`${context.account}/`);
    const described = found
      .filter((policy) => policy.path.startsWith(input.PathPrefix ?? '/'))
      .map((policy) => describe(context, policy))
      .filter((policy) => input.OnlyAttached !== true || (policy.AttachmentCount ?? 0) > 0);
    const { items, ...more } = page(described, input);
    return { Policies: items, ...more };
  },
  DeletePolicy: (input, context) => {
    const policy = find(context, input.PolicyArn ?? '');
    const used = usage(context, policy.arn);
    if (used.roles.length + used.users.length + used.boundaries > 0)
      throw deleteConflict('Cannot delete a policy attached to entities.');
    if (policy.versions.length > 1)
      throw deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    policies(context).delete(keyOf(context.account, policy.arn));
    return {};
  },
  CreatePolicyVersion: (input, context) => {
    const policy = find(context, input.PolicyArn ?? '');
    if (policy.versions.length >= MOST_VERSIONS)
      throw limitExceeded(
        `A managed policy can have up to ${MOST_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
      );
    const version = {
      id: `v${policy.nextVersion}`,
      document: acceptManagedPolicy(input.PolicyDocument ?? ''),
      createdMs: context.clock.now(),
    };
    const next = {
      ...policy,
      versions: [...policy.versions, version],
      nextVersion: policy.nextVersion + 1,
      updatedMs: context.clock.now(),
      defaultVersion: input.SetAsDefault === true ? version.id : policy.defaultVersion,
    };
    save(context, next);
    return { PolicyVersion: describeVersion(next, version) };
  },
  GetPolicyVersion: (input, context) => {
    const arn = input.PolicyArn ?? '';
    if (isAwsManaged(arn)) {
      const document = awsManagedDocument(arn);
      if (document === undefined)
        throw new ServiceError('NotImplemented', `The rehearsal does not know the document of ${arn}`, 501);
      return { PolicyVersion: { VersionId: 'v1', IsDefaultVersion: true, Document: encodeDocument(document) } };
    }
    const policy = find(context, arn);
    const version = policy.versions.find(({ id }) => id === input.VersionId);
    if (version === undefined)
      throw noSuchEntity(`Policy ${arn} version ${input.VersionId} does not exist or is not attachable.`);
    return { PolicyVersion: { ...describeVersion(policy, version), Document: encodeDocument(version.document) } };
  },
  ListPolicyVersions: (input, context) => {
    const policy = find(context, input.PolicyArn ?? '');
    const { items, ...more } = page([...policy.versions].reverse(), input);
    return { Versions: items.map((version) => describeVersion(policy, version)), ...more };
  },
  SetDefaultPolicyVersion: (input, context) => {
    const policy = find(context, input.PolicyArn ?? '');
    if (!policy.versions.some(({ id }) => id === input.VersionId))
      throw noSuchEntity(`Policy ${policy.arn} version ${input.VersionId} does not exist or is not attachable.`);
    save(context, { ...policy, defaultVersion: input.VersionId ?? '', updatedMs: context.clock.now() });
    return {};
  },
  DeletePolicyVersion: (input, context) => {
    const policy = find(context, input.PolicyArn ?? '');
    if (input.VersionId === policy.defaultVersion)
      throw deleteConflict('Cannot delete the default version of a policy.');
    const versions = policy.versions.filter(({ id }) => id !== input.VersionId);
    if (versions.length === policy.versions.length)
      throw noSuchEntity(`Policy ${policy.arn} version ${input.VersionId} does not exist or is not attachable.`);
    save(context, { ...policy, versions });
    return {};
  },
  ListEntitiesForPolicy: (input, context) => {
    const arn = input.PolicyArn ?? '';
    if (!isAwsManaged(arn)) find(context, arn);
    const used = usage(context, arn);
    return {
      PolicyRoles: used.roles.map((role) => ({ RoleName: role.name, RoleId: role.id })),
      PolicyUsers: used.users.map((user) => ({ UserName: user.name, UserId: user.id })),
      PolicyGroups: [],
      IsTruncated: false,
    };
  },
  TagPolicy: (input, context) => {
    const policy = find(context, input.PolicyArn ?? '');
    save(context, { ...policy, tags: withTags(policy.tags, readTags(input.Tags)) });
    return {};
  },
  UntagPolicy: (input, context) => {
    const policy = find(context, input.PolicyArn ?? '');
    save(context, { ...policy, tags: policy.tags.filter((tag) => !input.TagKeys?.includes(tag.Key)) });
    return {};
  },
  ListPolicyTags: (input, context) => {
    const { items, ...more } = page(find(context, input.PolicyArn ?? '').tags, input);
    return { Tags: items, ...more };
  },
} satisfies Operations<typeof sdk>;
