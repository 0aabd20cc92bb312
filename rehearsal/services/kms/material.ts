import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { unsupported } from './errors.ts';

const CURVES: Readonly<Record<string, string>> = {
  ECC_NIST_P256: 'P-256',
  ECC_NIST_P384: 'P-384',
  ECC_NIST_P521: 'P-521',
  ECC_SECG_P256K1: 'secp256k1',
};
const HMAC_BYTES: Readonly<Record<string, number>> = { HMAC_224: 28, HMAC_256: 32, HMAC_384: 48, HMAC_512: 64 };

/** New key material of a key spec, base64. https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html */
export function newMaterial(spec: string): string {
  if (spec === 'SYMMETRIC_DEFAULT') return randomBytes(32).toString('base64');
  const hmac = HMAC_BYTES[spec];
  if (hmac !== undefined) return randomBytes(hmac).toString('base64');
  const rsa = /^RSA_(\d+)$/.exec(spec)?.[1];
  const base64 = (pair: { readonly privateKey: KeyObject }) =>
    pair.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  if (rsa !== undefined) return base64(generateKeyPairSync('rsa', { modulusLength: Number(rsa) }));
  const namedCurve = CURVES[spec];
  if (namedCurve !== undefined) return base64(generateKeyPairSync('ec', { namedCurve }));
  throw unsupported(`keys of spec ${spec}`);
}
