import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  CreateKeyCommand,
  GetPublicKeyCommand,
  type KeySpec,
  KMSClient,
  SignCommand,
  type SigningAlgorithmSpec,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kms as service } from '../../../rehearsal/services/kms/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
let kms: KMSClient;
beforeAll(async () => {
  local = await startTestRehearsal([service]);
  kms = local.client(KMSClient);
});
afterAll(() => local.stop());

const newKey = async (KeySpec: KeySpec) =>
  (await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage: 'SIGN_VERIFY' }))).KeyMetadata?.KeyId ?? '';
/** Longer than what KMS takes as a message. */
const message = Buffer.alloc(5_000, 'a release');

describe.each<[KeySpec, SigningAlgorithmSpec, string]>([
  ['ECC_NIST_P256', 'ECDSA_SHA_256', 'sha256'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384', 'sha384'],
  ['ECC_SECG_P256K1', 'ECDSA_SHA_256', 'sha256'],
])('a digest that is signed with a key of %s', (spec, SigningAlgorithm, hash) => {
  const Message = createHash(hash).update(message).digest();
  let KeyId: string;
  let Signature: Uint8Array;
  beforeAll(async () => {
    KeyId = await newKey(spec);
    const signed = await kms.send(new SignCommand({ KeyId, Message, MessageType: 'DIGEST', SigningAlgorithm }));
    Signature = signed.Signature ?? new Uint8Array();
  });
  const verified = (digest: Uint8Array, signature: Uint8Array, id = KeyId) =>
    kms.send(
      new VerifyCommand({
        KeyId: id,
        Message: digest,
        MessageType: 'DIGEST',
        Signature: signature,
        SigningAlgorithm,
      }),
    );

  test('has the signature of the message, as anybody sees who has the public key', async () => {
    const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId }));
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
    expect(verify(hash, message, publicKey, Signature)).toBe(true);
    expect(verify(hash, Buffer.from('another'), publicKey, Signature)).toBe(false);
  });

  test('is verified', async () => {
    expect((await verified(Message, Signature)).SignatureValid).toBe(true);
  });

  test('is not another digest, signature or key', async () => {
    const invalid = { name: 'KMSInvalidSignatureException' };
    const other = createHash(hash).update('another').digest();
    await expect(verified(other, Signature)).rejects.toMatchObject(invalid);
    const tampered = Buffer.from(Signature);
    tampered.writeUInt8((tampered.at(-1) ?? 0) ^ 1, tampered.length - 1);
    await expect(verified(Message, tampered)).rejects.toMatchObject(invalid);
    await expect(verified(Message, Buffer.from('no signature'))).rejects.toMatchObject(invalid);
    await expect(verified(Message, Signature, await newKey(spec))).rejects.toMatchObject(invalid);
  });
});

test('a signature of a message is one of its digest', async () => {
  const KeyId = await newKey('ECC_NIST_P256');
  const SigningAlgorithm = 'ECDSA_SHA_256';
  const short = Buffer.from('a release');
  const { Signature } = await kms.send(new SignCommand({ KeyId, Message: short, SigningAlgorithm }));
  const Message = createHash('sha256').update(short).digest();
  const answer = await kms.send(
    new VerifyCommand({ KeyId, Message, MessageType: 'DIGEST', Signature, SigningAlgorithm }),
  );
  expect(answer.SignatureValid).toBe(true);
});

test('a message that is too long, a digest of another length and a digest for RSA are refused', async () => {
  const KeyId = await newKey('ECC_NIST_P256');
  const SigningAlgorithm = 'ECDSA_SHA_256';
  await expect(kms.send(new SignCommand({ KeyId, Message: message, SigningAlgorithm }))).rejects.toThrow('4096');
  await expect(
    kms.send(new SignCommand({ KeyId, Message: Buffer.alloc(20), MessageType: 'DIGEST', SigningAlgorithm })),
  ).rejects.toThrow('invalid length');
  await expect(
    kms.send(
      new SignCommand({
        KeyId: await newKey('RSA_2048'),
        Message: Buffer.alloc(32),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'RSASSA_PSS_SHA_256',
      }),
    ),
  ).rejects.toThrow('MessageType DIGEST');
});
