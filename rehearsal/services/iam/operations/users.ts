import type * as sdk from '@aws-sdk/client-iam';
import { upperId } from '../../../kernel/ids.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { describeUser, readTags } from '../describe.ts';
import { acceptName, alreadyExists, deleteConflict, invalidInput, limitExceeded, noSuchEntity } from '../errors.ts';
import { identityOperations, requirePolicy } from '../identities.ts';
import { page } from '../pages.ts';
import { keyOf, type User, users } from '../state.ts';

const MOST_KEYS = 2;

const all = identityOperations<User>('user', users);

/** Without a name an operation is about the caller. */
function nameOf(input: { readonly UserName?: string | undefined }, { principal }: Context): string {
  if (input.UserName !== undefined) return input.UserName;
  if (principal.kind !== 'user') throw invalidInput('Must specify userName when calling with non-User credentials');
  return principal.arn.slice(principal.arn.lastIndexOf('/') + 1);
}

/** Users and their access keys: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html */
export const userOperations = {
  CreateUser: (input, context) => {
    const name = acceptName('userName', input.UserName ?? '', 64);
    const key = keyOf(context.account, name);
    if (users(context).get(key) !== undefined) throw alreadyExists(`User with name ${name} already exists.`);
    if (input.PermissionsBoundary !== undefined) requirePolicy(context, input.PermissionsBoundary);
    const path = input.Path ?? '/';
    const user: User = {
      name,
      path,
      arn: `arn:aws:iam::${context.account}:user${path}${name}`,
      id: `AIDA${upperId(17)}`,
      createdMs: context.clock.now(),
      tags: readTags(input.Tags),
      inline: {},
      attached: [],
      keys: {},
      boundary: input.PermissionsBoundary,
    };
    users(context).put(key, user);
    return { User: describeUser(user) };
  },
  GetUser: (input, context) => ({ User: describeUser(all.find(context, nameOf(input, context))) }),
  ListUsers: (input, context) => {
    const { items, ...more } = all.list(context, input);
    return { Users: items.map(describeUser), ...more };
  },
  DeleteUser: (input, context) => {
    const { keys } = all.find(context, input.UserName ?? '');
    if (Object.keys(keys).length > 0) throw deleteConflict('Cannot delete entity, must delete access keys first.');
    return all.remove(context, input.UserName ?? '');
  },
  PutUserPolicy: (input, context) =>
    all.putInline(context, input.UserName ?? '', input.PolicyName ?? '', input.PolicyDocument ?? ''),
  GetUserPolicy: (input, context) => ({
    UserName: input.UserName,
    ...all.getInline(context, input.UserName ?? '', input.PolicyName ?? ''),
  }),
  DeleteUserPolicy: (input, context) => all.deleteInline(context, input.UserName ?? '', input.PolicyName ?? ''),
  ListUserPolicies: (input, context) => all.listInline(context, input.UserName ?? '', input),
  AttachUserPolicy: (input, context) => all.attach(context, input.UserName ?? '', input.PolicyArn ?? ''),
  DetachUserPolicy: (input, context) => all.detach(context, input.UserName ?? '', input.PolicyArn ?? ''),
  ListAttachedUserPolicies: (input, context) => all.listAttached(context, input.UserName ?? '', input),
  PutUserPermissionsBoundary: (input, context) =>
    all.putBoundary(context, input.UserName ?? '', input.PermissionsBoundary ?? ''),
  DeleteUserPermissionsBoundary: (input, context) => all.deleteBoundary(context, input.UserName ?? ''),
  TagUser: (input, context) => all.tag(context, input.UserName ?? '', readTags(input.Tags)),
  UntagUser: (input, context) => all.untag(context, input.UserName ?? '', input.TagKeys ?? []),
  ListUserTags: (input, context) => all.listTags(context, input.UserName ?? '', input),
  ListGroupsForUser: (input, context) => {
    all.find(context, input.UserName ?? '');
    return { Groups: [], IsTruncated: false };
  },
  CreateAccessKey: (input, context) => {
    const user = all.find(context, nameOf(input, context));
    if (Object.keys(user.keys).length >= MOST_KEYS)
      throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${MOST_KEYS}`);
    const issued = context.principals.issueAccessKey({
      kind: 'user',
      account: context.account,
      arn: user.arn,
      id: user.id,
    });
    const createdMs = context.clock.now();
    all.save(context, { ...user, keys: { ...user.keys, [issued.accessKeyId]: { active: true, createdMs } } });
    return {
      AccessKey: {
        UserName: user.name,
        AccessKeyId: issued.accessKeyId,
        SecretAccessKey: issued.secretAccessKey,
        Status: 'Active',
        CreateDate: new Date(createdMs),
      },
    };
  },
  ListAccessKeys: (input, context) => {
    const user = all.find(context, nameOf(input, context));
    const keys = Object.entries(user.keys).map(([AccessKeyId, key]) => ({
      UserName: user.name,
      AccessKeyId,
      Status: key.active ? ('Active' as const) : ('Inactive' as const),
      CreateDate: new Date(key.createdMs),
    }));
    const { items, ...more } = page(keys, input);
    return { AccessKeyMetadata: items, ...more };
  },
  DeleteAccessKey: (input, context) => {
    const user = all.find(context, nameOf(input, context));
    const { [input.AccessKeyId ?? '']: removed, ...keys } = user.keys;
    if (removed === undefined) throw noSuchEntity(`The Access Key with id ${input.AccessKeyId} cannot be found.`);
    context.principals.revoke(input.AccessKeyId ?? '');
    all.save(context, { ...user, keys });
    return {};
  },
} satisfies Operations<typeof sdk>;
