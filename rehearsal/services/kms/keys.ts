import type * as sdk from '@aws-sdk/client-kms';
import { uuid } from '../../kernel/ids.ts';
import type { Context } from '../../kernel/service.ts';
import type { Table } from '../../kernel/store.ts';
import { invalidArn, notFound } from './errors.ts';
import { newMaterial } from './material.ts';

/** A KMS key of one region. */
export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly description: string;
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly spec: sdk.KeySpec;
  readonly usage: sdk.KeyUsageType;
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  readonly multiRegion: boolean;
  readonly policy: string;
  readonly tags: readonly sdk.Tag[];
  readonly rotation: { readonly enabled: boolean; readonly days: number; readonly nextMs?: number };
  readonly deletionMs?: number | undefined;
  /** Oldest first; encryption uses the last. Base64: 32 bytes for a symmetric or HMAC key, PKCS#8 for a key pair. */
  readonly material: readonly string[];
  readonly rotations: readonly { readonly atMs: number; readonly type: 'AUTOMATIC' | 'ON_DEMAND' }[];
  readonly grants: readonly Grant[];
}
export interface Grant {
  readonly id: string;
  readonly token: string;
  readonly createdMs: number;
  readonly grantee: string;
  readonly retiring?: string | undefined;
  readonly operations: readonly sdk.GrantOperation[];
  readonly constraints?: sdk.GrantConstraints | undefined;
  readonly name?: string | undefined;
}
export interface Alias {
  readonly name: string;
  readonly keyId: string;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export const keys = (context: Context): Table<Key> => context.table('kms.keys');
export const aliases = (context: Context): Table<Alias> => context.table('kms.aliases');
export const saveKey = (context: Context, key: Key): void => keys(context).put(key.id, key);

export const ROTATION_DAYS = 365;

/** Lets the account's own policies decide: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const defaultPolicy = (account: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });

export function newKey(context: Context, given: Partial<Key> & Pick<Key, 'spec' | 'usage'>): Key {
  const id = given.multiRegion === true ? `mrk-${uuid().replaceAll('-', '')}` : uuid();
  return {
    id,
    arn: context.arn('kms', `key/${id}`),
    createdMs: context.clock.now(),
    description: '',
    manager: 'CUSTOMER',
    state: 'Enabled',
    multiRegion: false,
    policy: defaultPolicy(context.account),
    tags: [],
    rotation: { enabled: false, days: ROTATION_DAYS },
    material: [newMaterial(given.spec)],
    rotations: [],
    grants: [],
    ...given,
  };
}

/**
 * The key that a key id, key ARN, alias name or alias ARN means. An AWS-managed key (`alias/aws/s3`) comes into being
 * when it is first used.
 * @throws ServiceError NotFoundException
 */
export function findKey(context: Context, reference: string): Key {
  const [, service, region, account, resource] = /^arn:aws:(\w+):([\w-]*):(\d*):(.+)$/.exec(reference) ?? [];
  if (reference.startsWith('arn:')) {
    if (resource === undefined || service !== 'kms') throw invalidArn(reference);
    if (region !== context.region) throw invalidArn(reference);
    if (account !== context.account) throw notFound(`Key '${reference}' does not exist`);
  }
  const name = resource ?? reference;
  if (name.startsWith('alias/')) {
    const alias = aliases(context).get(name) ?? awsManaged(context, name);
    if (alias === undefined) throw notFound(`Alias ${context.arn('kms', name)} is not found.`);
    return findKey(context, alias.keyId);
  }
  const id = name.replace(/^key\//, '');
  const key = keys(context).get(id);
  const gone = key?.deletionMs !== undefined && key.deletionMs <= context.clock.now();
  if (key === undefined || gone) throw notFound(`Key '${context.arn('kms', `key/${id}`)}' does not exist`);
  return key;
}

function awsManaged(context: Context, name: string): Alias | undefined {
  if (!/^alias\/aws\/[a-z0-9-]+$/.test(name)) return undefined;
  const key = newKey(context, {
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    manager: 'AWS',
    description: `Default key that protects my ${name.slice('alias/aws/'.length)} data when no other key is defined`,
    rotation: { enabled: true, days: ROTATION_DAYS },
  });
  saveKey(context, key);
  const now = context.clock.now();
  const alias: Alias = { name, keyId: key.id, createdMs: now, updatedMs: now };
  aliases(context).put(name, alias);
  return alias;
}
