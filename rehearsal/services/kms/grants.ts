import type { GrantConstraints, GrantOperation } from '@aws-sdk/client-kms';
import type { Scope } from '../../kernel/service.ts';
import type { Grant, Key } from './keys.ts';

/* https://docs.aws.amazon.com/kms/latest/developerguide/grants.html */

/**
 * The condition key by which a request names the grants that it is within: for `CreateGrant` those that the new one is no
 * wider than, for `RetireGrant` the one to be retired. AWS has no such key: there a grant is no statement.
 */
export const WITHIN_GRANT = 'rehearsal:WithinGrant';

/** Operations with an encryption context: a constraint is about these alone, and not about such as `DescribeKey`. */
const WITH_CONTEXT: ReadonlySet<GrantOperation> = new Set([
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
]);

/**
 * A grant's constraints as a condition: names in any case, values in their own.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
 */
function constraintCondition({ EncryptionContextEquals: equals, EncryptionContextSubset: subset }: GrantConstraints) {
  const wanted = Object.entries(equals ?? subset ?? {});
  if (wanted.length === 0) return undefined;
  const values = Object.fromEntries(wanted.map(([name, value]) => [`kms:EncryptionContext:${name}`, value]));
  const only = {
    'ForAllValues:StringEqualsIgnoreCase': { 'kms:EncryptionContextKeys': wanted.map(([name]) => name) },
  };
  return { StringEquals: values, ...(equals === undefined ? {} : only) };
}

const principalOf = (name: string) => (name.endsWith('.amazonaws.com') ? { Service: name } : { AWS: name });
const within = (grant: Grant) => ({ 'ForAnyValue:StringEquals': { [WITHIN_GRANT]: grant.id } });

/** What a grant allows its grantee, as the statements that it amounts to. */
export function granteeStatements(grant: Grant): object[] {
  const statement = (operations: readonly GrantOperation[], Condition?: object): object[] =>
    operations.length === 0
      ? []
      : [
          {
            Sid: grant.id,
            Effect: 'Allow',
            Principal: principalOf(grant.grantee),
            Action: operations.map((operation) => `kms:${operation}`),
            Resource: '*',
            ...(Condition === undefined ? {} : { Condition }),
          },
        ];
  const own = (wanted: (operation: GrantOperation) => boolean) => grant.operations.filter(wanted);
  return [
    ...statement(
      own((operation) => WITH_CONTEXT.has(operation)),
      constraintCondition(grant.constraints ?? {}),
    ),
    ...statement(
      own((operation) => operation === 'CreateGrant'),
      within(grant),
    ),
    ...statement(
      own((operation) => !WITH_CONTEXT.has(operation) && operation !== 'CreateGrant' && operation !== 'RetireGrant'),
    ),
  ];
}

/**
 * Who may retire a grant: whom the grant names for it, its grantee where `RetireGrant` is among the operations, and whom the
 * key's account lets. A key policy has no say in it.
 * https://docs.aws.amazon.com/kms/latest/developerguide/grant-delete.html
 */
export function retirePolicy(account: string, grants: readonly Grant[]): string {
  const allow = (principal: string, Condition?: object) => ({
    Effect: 'Allow',
    Principal: principalOf(principal),
    Action: 'kms:RetireGrant',
    Resource: '*',
    ...(Condition === undefined ? {} : { Condition }),
  });
  const named = grants.flatMap((grant) => [
    ...(grant.retiring === undefined ? [] : [allow(grant.retiring, within(grant))]),
    ...(grant.operations.includes('RetireGrant') ? [allow(grant.grantee, within(grant))] : []),
  ]);
  return JSON.stringify({ Version: '2012-10-17', Statement: [allow(`arn:aws:iam::${account}:root`), ...named] });
}

type Pairs = Readonly<Record<string, string>>;
const includes = (pairs: Pairs, wanted: Pairs): boolean => {
  const lower = new Map(Object.entries(pairs).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.entries(wanted).every(([name, value]) => lower.get(name.toLowerCase()) === value);
};

function isAsStrict(parent: GrantConstraints, child: GrantConstraints): boolean {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = child;
  if (parent.EncryptionContextEquals !== undefined)
    return (
      equals !== undefined &&
      includes(equals, parent.EncryptionContextEquals) &&
      includes(parent.EncryptionContextEquals, equals)
    );
  return includes(equals ?? subset ?? {}, parent.EncryptionContextSubset ?? {});
}

/** What a grant lets somebody do, and under which constraints. */
export type GrantedRights = Pick<Grant, 'operations' | 'constraints'>;

/**
 * Whether who has `CreateGrant` by the grant `parent` may create `child`: none of its operations is new, and its constraints
 * are as strict or stricter.
 * https://docs.aws.amazon.com/kms/latest/developerguide/create-grant-overview.html#grant-creategrant
 */
export const isWithin = (parent: GrantedRights, child: GrantedRights): boolean =>
  child.operations.every((operation) => parent.operations.includes(operation)) &&
  isAsStrict(parent.constraints ?? {}, child.constraints ?? {});

/** What identifies a grant: its token, or its id and its key's. */
export interface GrantReference {
  readonly GrantToken?: string | undefined;
  readonly GrantId?: string | undefined;
}

/**
 * The grant that a request means, and the key that has it: everything that the request says of the grant must be so.
 * @param of the key that the request names; without one the token says which it is
 */
export function findGrant(
  scope: Scope,
  { GrantToken: token, GrantId: id }: GrantReference,
  of: Key | undefined,
): { readonly key: Key; readonly grant: Grant } | undefined {
  if (token === undefined && (id === undefined || of === undefined)) return undefined;
  for (const key of of === undefined ? scope.table<Key>('kms.keys').values() : [of])
    for (const grant of key.grants)
      if ((token === undefined || grant.token === token) && (id === undefined || grant.id === id))
        return { key, grant };
  return undefined;
}
