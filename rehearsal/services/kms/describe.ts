import type * as sdk from '@aws-sdk/client-kms';
import type { Key } from './keys.ts';

const SIGNING: Readonly<Record<string, readonly sdk.SigningAlgorithmSpec[]>> = {
  ECC_NIST_P256: ['ECDSA_SHA_256'],
  ECC_NIST_P384: ['ECDSA_SHA_384'],
  ECC_NIST_P521: ['ECDSA_SHA_512'],
  ECC_SECG_P256K1: ['ECDSA_SHA_256'],
};
const RSA_SIGNING: readonly sdk.SigningAlgorithmSpec[] = [
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
];
export const signingAlgorithms = (key: Key): sdk.SigningAlgorithmSpec[] => [
  ...(key.spec.startsWith('RSA_') ? RSA_SIGNING : (SIGNING[key.spec] ?? [])),
];
export const encryptionAlgorithms = (key: Key): sdk.EncryptionAlgorithmSpec[] =>
  key.spec === 'SYMMETRIC_DEFAULT' ? ['SYMMETRIC_DEFAULT'] : ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'];
export const macAlgorithm = (key: Key): sdk.MacAlgorithmSpec | undefined => {
  const known: Readonly<Record<string, sdk.MacAlgorithmSpec>> = {
    HMAC_224: 'HMAC_SHA_224',
    HMAC_256: 'HMAC_SHA_256',
    HMAC_384: 'HMAC_SHA_384',
    HMAC_512: 'HMAC_SHA_512',
  };
  return known[key.spec];
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html */
export function describeKey(key: Key, account: string): sdk.KeyMetadata {
  const mac = macAlgorithm(key);
  return {
    AWSAccountId: account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: new Date(key.createdMs),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.state,
    ...(key.deletionMs === undefined ? {} : { DeletionDate: new Date(key.deletionMs) }),
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    KeySpec: key.spec,
    // The older name of the same: its type lists fewer.
    CustomerMasterKeySpec: key.spec as sdk.CustomerMasterKeySpec,
    ...(key.usage === 'ENCRYPT_DECRYPT' ? { EncryptionAlgorithms: encryptionAlgorithms(key) } : {}),
    ...(key.usage === 'SIGN_VERIFY' ? { SigningAlgorithms: signingAlgorithms(key) } : {}),
    ...(key.usage === 'GENERATE_VERIFY_MAC' && mac !== undefined ? { MacAlgorithms: [mac] } : {}),
    MultiRegion: key.multiRegion,
  };
}
