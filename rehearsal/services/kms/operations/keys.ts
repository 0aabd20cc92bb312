import type * as sdk from '@aws-sdk/client-kms';
import { ServiceError } from '../../../kernel/errors.ts';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { checkPolicy } from '../../../policy/check.ts';
import { refusing } from '../../../policy/document.ts';
import { describeKey } from '../describe.ts';
import { alreadyExists, invalidState, notFound, unsupported, validation } from '../errors.ts';
import { findGrant } from '../grants.ts';
import { canPutPolicyAgain } from '../key-policy.ts';
import { aliases, findKey, type Key, keys, newKey, ROTATION_DAYS, saveKey } from '../keys.ts';
import { newMaterial } from '../material.ts';

const DAY_MS = 24 * 3_600_000;
const DEFAULT_WINDOW_DAYS = 30;

type GivenPolicy = Pick<sdk.CreateKeyCommandInput, 'Policy' | 'BypassPolicyLockoutSafetyCheck'>;

/** @throws ServiceError MalformedPolicyDocumentException, for a policy that shuts its writer out too */
function acceptPolicy(
  { Policy: document = '', BypassPolicyLockoutSafetyCheck: bypass }: GivenPolicy,
  context: Context,
): string {
  const refused = (why: string) => new ServiceError('MalformedPolicyDocumentException', why);
  const policy = refusing(refused, () => checkPolicy(document, 'key'));
  if (bypass !== true && !canPutPolicyAgain(policy, context))
    throw refused('The new key policy will not allow you to update the key policy in the future.');
  return document;
}
/** Keys that are pending deletion can be looked at, and brought back, and nothing else. */
function changeable(context: Context, reference: string | undefined): Key {
  const key = findKey(context, reference ?? '');
  if (key.state === 'PendingDeletion') throw invalidState(key.arn, key.state);
  return key;
}
const usageOf = (input: sdk.CreateKeyCommandInput): sdk.KeyUsageType => {
  const spec = input.KeySpec ?? 'SYMMETRIC_DEFAULT';
  if (spec.startsWith('HMAC_')) return input.KeyUsage ?? 'GENERATE_VERIFY_MAC';
  if (spec.startsWith('ECC_')) return input.KeyUsage ?? 'SIGN_VERIFY';
  if (spec.startsWith('RSA_') && input.KeyUsage === undefined)
    throw validation('You must specify a KeyUsage value for an asymmetric KMS key.');
  return input.KeyUsage ?? 'ENCRYPT_DECRYPT';
};
const aliasArn = (context: Context, name: string) => context.arn('kms', name);

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html and what belongs to it. */
export const keyOperations = {
  CreateKey: (input, context) => {
    if (input.Origin !== undefined && input.Origin !== 'AWS_KMS')
      throw unsupported(`key material of origin ${input.Origin}`);
    if (input.CustomKeyStoreId !== undefined) throw unsupported('custom key stores');
    const key = newKey(context, {
      spec: input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT',
      usage: usageOf(input),
      description: input.Description ?? '',
      multiRegion: input.MultiRegion ?? false,
      tags: input.Tags ?? [],
      ...(input.Policy === undefined ? {} : { policy: acceptPolicy(input, context) }),
    });
    saveKey(context, key);
    return { KeyMetadata: describeKey(key, context.account) };
  },
  DescribeKey: (input, context) => ({ KeyMetadata: describeKey(findKey(context, input.KeyId ?? ''), context.account) }),
  ListKeys: (input, context) => {
    const found = keys(context)
      .values()
      .filter((key) => input.Marker === undefined || key.id > input.Marker);
    const page = found.slice(0, input.Limit ?? 100);
    return {
      Keys: page.map((key) => ({ KeyId: key.id, KeyArn: key.arn })),
      Truncated: page.length < found.length,
      ...(page.length < found.length ? { NextMarker: page.at(-1)?.id } : {}),
    };
  },
  UpdateKeyDescription: (input, context) => {
    saveKey(context, { ...changeable(context, input.KeyId), description: input.Description ?? '' });
    return {};
  },
  EnableKey: (input, context) => {
    saveKey(context, { ...changeable(context, input.KeyId), state: 'Enabled' });
    return {};
  },
  DisableKey: (input, context) => {
    saveKey(context, { ...changeable(context, input.KeyId), state: 'Disabled' });
    return {};
  },
  ScheduleKeyDeletion: (input, context) => {
    const key = changeable(context, input.KeyId);
    const days = input.PendingWindowInDays ?? DEFAULT_WINDOW_DAYS;
    if (days < 7 || days > 30) throw validation('PendingWindowInDays must be between 7 and 30');
    const deletionMs = context.clock.now() + days * DAY_MS;
    saveKey(context, { ...key, state: 'PendingDeletion', deletionMs });
    return {
      KeyId: key.arn,
      DeletionDate: new Date(deletionMs),
      KeyState: 'PendingDeletion' as const,
      PendingWindowInDays: days,
    };
  },
  CancelKeyDeletion: (input, context) => {
    const key = findKey(context, input.KeyId ?? '');
    if (key.state !== 'PendingDeletion')
      throw new ServiceError('KMSInvalidStateException', `${key.arn} is not pending deletion.`);
    saveKey(context, { ...key, state: 'Disabled', deletionMs: undefined });
    return { KeyId: key.arn };
  },
  GetKeyPolicy: (input, context) => ({ Policy: findKey(context, input.KeyId ?? '').policy, PolicyName: 'default' }),
  PutKeyPolicy: (input, context) => {
    saveKey(context, { ...changeable(context, input.KeyId), policy: acceptPolicy(input, context) });
    return {};
  },
  ListKeyPolicies: (input, context) => {
    findKey(context, input.KeyId ?? '');
    return { PolicyNames: ['default'], Truncated: false };
  },
  EnableKeyRotation: (input, context) => {
    const key = changeable(context, input.KeyId);
    if (key.spec !== 'SYMMETRIC_DEFAULT')
      throw new ServiceError('UnsupportedOperationException', `${key.arn} cannot be rotated.`);
    const days = input.RotationPeriodInDays ?? ROTATION_DAYS;
    if (days < 90 || days > 2560) throw validation('RotationPeriodInDays must be between 90 and 2560');
    saveKey(context, { ...key, rotation: { enabled: true, days, nextMs: context.clock.now() + days * DAY_MS } });
    return {};
  },
  DisableKeyRotation: (input, context) => {
    const key = changeable(context, input.KeyId);
    saveKey(context, { ...key, rotation: { enabled: false, days: key.rotation.days } });
    return {};
  },
  GetKeyRotationStatus: (input, context) => {
    const key = findKey(context, input.KeyId ?? '');
    const { enabled, days, nextMs } = key.rotation;
    return {
      KeyId: key.arn,
      KeyRotationEnabled: enabled,
      ...(enabled ? { RotationPeriodInDays: days } : {}),
      ...(enabled && nextMs !== undefined ? { NextRotationDate: new Date(nextMs) } : {}),
    };
  },
  RotateKeyOnDemand: (input, context) => {
    const key = changeable(context, input.KeyId);
    const rotations = [...key.rotations, { atMs: context.clock.now(), type: 'ON_DEMAND' as const }];
    saveKey(context, { ...key, material: [...key.material, newMaterial(key.spec)], rotations });
    return { KeyId: key.arn };
  },
  ListKeyRotations: (input, context) => {
    const key = findKey(context, input.KeyId ?? '');
    return {
      Rotations: key.rotations.map(({ atMs, type }) => ({
        KeyId: key.arn,
        RotationDate: new Date(atMs),
        RotationType: type,
      })),
      Truncated: false,
    };
  },
  TagResource: (input, context) => {
    const key = changeable(context, input.KeyId);
    const names = new Set(input.Tags?.map((tag) => tag.TagKey));
    saveKey(context, { ...key, tags: [...key.tags.filter((tag) => !names.has(tag.TagKey)), ...(input.Tags ?? [])] });
    return {};
  },
  UntagResource: (input, context) => {
    const key = changeable(context, input.KeyId);
    saveKey(context, { ...key, tags: key.tags.filter((tag) => !input.TagKeys?.includes(tag.TagKey ?? '')) });
    return {};
  },
  ListResourceTags: (input, context) => ({ Tags: [...findKey(context, input.KeyId ?? '').tags], Truncated: false }),
} satisfies Operations<typeof sdk>;

function acceptAliasName(name: string): string {
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name))
    throw new ServiceError(
      'InvalidAliasNameException',
      'Alias must start with the prefix "alias/" and hold only letters, digits, "/", "_" and "-".',
    );
  if (name.startsWith('alias/aws/'))
    throw new ServiceError('NotAuthorizedException', 'Aliases that begin with alias/aws/ are reserved for AWS.', 400);
  return name;
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html and what belongs to it. */
export const aliasOperations = {
  CreateAlias: (input, context) => {
    const name = acceptAliasName(input.AliasName ?? '');
    const key = changeable(context, input.TargetKeyId);
    if (aliases(context).get(name) !== undefined)
      throw alreadyExists(`An alias with the name ${aliasArn(context, name)} already exists`);
    const now = context.clock.now();
    aliases(context).put(name, { name, keyId: key.id, createdMs: now, updatedMs: now });
    return {};
  },
  UpdateAlias: (input, context) => {
    const alias = aliases(context).get(input.AliasName ?? '');
    if (alias === undefined) throw notFound(`Alias ${aliasArn(context, input.AliasName ?? '')} is not found.`);
    const key = changeable(context, input.TargetKeyId);
    aliases(context).put(alias.name, { ...alias, keyId: key.id, updatedMs: context.clock.now() });
    return {};
  },
  DeleteAlias: (input, context) => {
    if (!aliases(context).delete(input.AliasName ?? ''))
      throw notFound(`Alias ${aliasArn(context, input.AliasName ?? '')} is not found.`);
    return {};
  },
  ListAliases: (input, context) => {
    const key = input.KeyId === undefined ? undefined : findKey(context, input.KeyId);
    const found = aliases(context)
      .values()
      .filter((alias) => key === undefined || alias.keyId === key.id)
      .filter((alias) => input.Marker === undefined || alias.name > input.Marker);
    const page = found.slice(0, input.Limit ?? 50);
    return {
      Aliases: page.map((alias) => ({
        AliasName: alias.name,
        AliasArn: aliasArn(context, alias.name),
        TargetKeyId: alias.keyId,
        CreationDate: new Date(alias.createdMs),
        LastUpdatedDate: new Date(alias.updatedMs),
      })),
      Truncated: page.length < found.length,
      ...(page.length < found.length ? { NextMarker: page.at(-1)?.name } : {}),
    };
  },
} satisfies Operations<typeof sdk>;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html and what belongs to it. */
export const grantOperations = {
  CreateGrant: (input, context) => {
    const key = changeable(context, input.KeyId);
    const grant = {
      id: uuid().replaceAll('-', '').padEnd(64, '0'),
      token: Buffer.from(uuid()).toString('base64'),
      createdMs: context.clock.now(),
      grantee: input.GranteePrincipal ?? '',
      retiring: input.RetiringPrincipal,
      operations: input.Operations ?? [],
      constraints: input.Constraints,
      name: input.Name,
    };
    saveKey(context, { ...key, grants: [...key.grants, grant] });
    return { GrantId: grant.id, GrantToken: grant.token };
  },
  ListGrants: (input, context) => {
    const key = findKey(context, input.KeyId ?? '');
    return {
      Truncated: false,
      Grants: key.grants
        .filter((grant) => input.GrantId === undefined || grant.id === input.GrantId)
        .filter((grant) => input.GranteePrincipal === undefined || grant.grantee === input.GranteePrincipal)
        .map((grant) => ({
          KeyId: key.arn,
          GrantId: grant.id,
          Name: grant.name ?? '',
          CreationDate: new Date(grant.createdMs),
          GranteePrincipal: grant.grantee,
          RetiringPrincipal: grant.retiring,
          IssuingAccount: `arn:aws:iam::${context.account}:root`,
          Operations: [...grant.operations],
          Constraints: grant.constraints,
        })),
    };
  },
  RevokeGrant: (input, context) => {
    const key = changeable(context, input.KeyId);
    const grants = key.grants.filter((grant) => grant.id !== input.GrantId);
    if (grants.length === key.grants.length) throw notFound(`Grant ${input.GrantId} was not found.`);
    saveKey(context, { ...key, grants });
    return {};
  },
  RetireGrant: (input, context) => {
    if (input.GrantToken === undefined && (input.GrantId === undefined || input.KeyId === undefined))
      throw validation('Specify the grant token, or both the grant ID and the key ID.');
    const of = input.KeyId === undefined ? undefined : findKey(context, input.KeyId);
    const found = findGrant(context, input, of);
    if (found === undefined) throw notFound('The grant was not found.');
    const { key, grant } = found;
    saveKey(context, { ...key, grants: key.grants.filter(({ id }) => id !== grant.id) });
    return {};
  },
} satisfies Operations<typeof sdk>;
