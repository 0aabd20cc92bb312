import type * as sdk from '@aws-sdk/client-kms';
import {
  type Authorization,
  anyResource,
  eachRequires,
  type KeyValues,
  type Requirements,
  type ResourceDescription,
} from '../../kernel/access.ts';
import { keyArnOf } from '../../kernel/key-arn.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { parsePolicy } from '../../policy/document.ts';
import { resourceTags } from '../../policy/tag-keys.ts';
import { keyIdOf } from './envelope.ts';
import { findGrant, granteeStatements, isWithin, retirePolicy, WITHIN_GRANT } from './grants.ts';
import { hasEffect } from './key-policy.ts';
import { aliases, type Grant, type Key } from './keys.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html */

/** The key that a reference means, without making an AWS-managed one; undefined for one that is not there. */
function look(scope: Scope, reference: string): Key | undefined {
  const name = reference.startsWith('arn:') ? reference.split(':').slice(5).join(':') : reference;
  const id = name.startsWith('alias/')
    ? scope.table<{ keyId: string }>('kms.aliases').get(name)?.keyId
    : name.replace(/^key\//, '');
  return id === undefined ? undefined : scope.table<Key>('kms.keys').get(id);
}
const arnOf = (context: Context, reference: string): string =>
  look(context, reference)?.arn ?? keyArnOf(context, reference);

interface OfKey {
  KeyId?: string | undefined;
  EncryptionContext?: Record<string, string> | undefined;
}
const encryptionKeys = (given: Record<string, string> | undefined): KeyValues => ({
  'kms:EncryptionContextKeys': given === undefined ? undefined : Object.keys(given),
  ...Object.fromEntries(Object.entries(given ?? {}).map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
});
const aliasKeys = (context: Context, reference: string | undefined): KeyValues => {
  const key = look(context, reference ?? '');
  const named =
    key === undefined
      ? []
      : aliases(context)
          .values()
          .filter((alias) => alias.keyId === key.id);
  return {
    'kms:RequestAlias': reference?.includes('alias/') ? reference.slice(reference.indexOf('alias/')) : undefined,
    'kms:ResourceAliases': named.length === 0 ? undefined : named.map(({ name }) => name),
    'kms:KeySpec': key?.spec,
    'kms:KeyUsage': key?.usage,
  };
};
const keyKeys = (input: OfKey, context: Context): KeyValues => ({
  ...encryptionKeys(input.EncryptionContext),
  ...aliasKeys(context, input.KeyId),
});
const keyArn = (input: OfKey, context: Context): string => arnOf(context, input.KeyId ?? '');
/** What was encrypted names its key. */
const blobKey = (context: Context, blob: Uint8Array | undefined, asked: string | undefined): string =>
  arnOf(context, asked ?? keyIdOf(blob ?? new Uint8Array()) ?? '');
const aliasArn = (context: Context, name: string | undefined) => context.arn('kms', name ?? '');

/** The grants of the key that a new one is no wider than. */
const parentsOf = (input: sdk.CreateGrantCommandInput, context: Context): string[] =>
  (look(context, input.KeyId ?? '')?.grants ?? [])
    .filter((grant) => isWithin(grant, { operations: input.Operations ?? [], constraints: input.Constraints }))
    .map(({ id }) => id);

const operations = {
  ...eachRequires(
    'kms',
    [
      'CancelKeyDeletion',
      'DescribeKey',
      'DisableKey',
      'DisableKeyRotation',
      'EnableKey',
      'EnableKeyRotation',
      'Encrypt',
      'GenerateDataKey',
      'GenerateDataKeyWithoutPlaintext',
      'GenerateMac',
      'GetKeyPolicy',
      'GetKeyRotationStatus',
      'GetPublicKey',
      'ListGrants',
      'ListKeyPolicies',
      'ListKeyRotations',
      'ListResourceTags',
      'PutKeyPolicy',
      'RevokeGrant',
      'RotateKeyOnDemand',
      'ScheduleKeyDeletion',
      'TagResource',
      'UntagResource',
      'UpdateKeyDescription',
      'VerifyMac',
    ],
    keyArn,
    keyKeys,
  ),
  ...eachRequires(
    'kms',
    ['Sign', 'Verify'],
    keyArn,
    (
      input: OfKey & { MessageType?: string | undefined; SigningAlgorithm?: string | undefined },
      context: Context,
    ): KeyValues => ({
      ...keyKeys(input, context),
      'kms:MessageType': input.MessageType ?? 'RAW',
      'kms:SigningAlgorithm': input.SigningAlgorithm,
    }),
  ),
  ...eachRequires('kms', ['CreateGrant'], keyArn, (input: sdk.CreateGrantCommandInput, context) => ({
    ...aliasKeys(context, input.KeyId),
    [WITHIN_GRANT]: parentsOf(input, context),
    'kms:GranteePrincipal': input.GranteePrincipal,
    'kms:GrantOperations': input.Operations,
    'kms:GrantIsForAWSResource': String(context.principal.calledVia !== undefined),
  })),
  ...eachRequires('kms', ['CreateKey', 'GenerateRandom', 'ListKeys'], anyResource),
  ...eachRequires('kms', ['ListAliases'], anyResource),
  // The right is asked for on the key that has the grant, whichever key the request names.
  RetireGrant: (input, context) => {
    const of = input.KeyId === undefined ? undefined : look(context, input.KeyId);
    const found = findGrant(context, input, of);
    if (found === undefined)
      return { action: 'kms:RetireGrant', resource: input.KeyId === undefined ? '*' : keyArn(input, context) };
    return { action: 'kms:RetireGrant', resource: found.key.arn, keys: { [WITHIN_GRANT]: found.grant.id } };
  },
  Decrypt: (input, context) => {
    const resource = blobKey(context, input.CiphertextBlob, input.KeyId);
    const keys = { ...encryptionKeys(input.EncryptionContext), ...aliasKeys(context, input.KeyId ?? resource) };
    return { action: 'kms:Decrypt', resource, keys };
  },
  ReEncrypt: (input, context) => [
    {
      action: 'kms:ReEncryptFrom',
      resource: blobKey(context, input.CiphertextBlob, input.SourceKeyId),
      keys: encryptionKeys(input.SourceEncryptionContext),
    },
    {
      action: 'kms:ReEncryptTo',
      resource: arnOf(context, input.DestinationKeyId ?? ''),
      keys: encryptionKeys(input.DestinationEncryptionContext),
    },
  ],
  // An alias and the key that it names: both sides.
  CreateAlias: (input, context) => [
    { action: 'kms:CreateAlias', resource: aliasArn(context, input.AliasName) },
    { action: 'kms:CreateAlias', resource: arnOf(context, input.TargetKeyId ?? '') },
  ],
  UpdateAlias: (input, context) => [
    { action: 'kms:UpdateAlias', resource: aliasArn(context, input.AliasName) },
    { action: 'kms:UpdateAlias', resource: arnOf(context, input.AliasName ?? '') },
    { action: 'kms:UpdateAlias', resource: arnOf(context, input.TargetKeyId ?? '') },
  ],
  DeleteAlias: (input, context) => [
    { action: 'kms:DeleteAlias', resource: aliasArn(context, input.AliasName) },
    { action: 'kms:DeleteAlias', resource: arnOf(context, input.AliasName ?? '') },
  ],
} satisfies Requirements<typeof sdk>;

/** The policy of a key that AWS manages for a service: everybody of the account, by way of that service. */
function managedPolicy(scope: Scope, key: Key): string {
  const [alias] = scope
    .table<{ name: string; keyId: string }>('kms.aliases')
    .values()
    .filter(({ keyId }) => keyId === key.id);
  const service = alias?.name.replace('alias/aws/', '') ?? '';
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:CallerAccount': scope.account,
            'kms:ViaService': `${service}.${scope.region}.amazonaws.com`,
          },
        },
      },
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${scope.account}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  });
}

/** A key's policy with its grants, and without the statements that have no effect. */
function withGrants(policy: string, grants: readonly Grant[]): string {
  const document = parsePolicy(policy);
  const own = document.Statement.filter(hasEffect);
  if (grants.length === 0 && own.length === document.Statement.length) return policy;
  return JSON.stringify({ ...document, Statement: [...own, ...grants.flatMap(granteeStatements)] });
}

function documentOf(scope: Scope, key: Key, action: string): string {
  if (action === 'kms:RetireGrant') return retirePolicy(scope.account, key.grants);
  return withGrants(key.manager === 'AWS' ? managedPolicy(scope, key) : key.policy, key.grants);
}

/** A key with its policy, and its grants as statements of it. An alias stands for its key, save where the alias itself is changed. */
function resource(scope: Scope, arn: string, action: string): ResourceDescription | undefined {
  const isAlias = arn.split(':')[5]?.startsWith('alias/') === true;
  if (isAlias && /^kms:(Create|Update|Delete)Alias$/.test(action)) return undefined;
  const key = look(scope, arn);
  // No policy has a say in a key that is not there: whom the account's own let is told so. The first use of an alias of AWS's makes it.
  if (key === undefined) return undefined;
  return {
    arn: key.arn,
    account: arn.split(':')[4] || scope.account,
    document: documentOf(scope, key, action),
    type: 'resource-based',
    required: true,
  };
}

/** Of a key; an alias has no tags. */
function resourceKeys(scope: Scope, arn: string): KeyValues {
  const tags = arn.split(':')[5]?.startsWith('key/') === true ? (look(scope, arn)?.tags ?? []) : [];
  return resourceTags(Object.fromEntries(tags.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue])));
}

export const authorization: Authorization = { operations, resource, resourceKeys };
