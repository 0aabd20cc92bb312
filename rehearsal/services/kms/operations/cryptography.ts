import {
  constants,
  createHmac,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import type * as sdk from '@aws-sdk/client-kms';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { encryptionAlgorithms, macAlgorithm, signingAlgorithms } from '../describe.ts';
import { signDigest, verifyDigest } from '../ecdsa-digest.ts';
import { type EncryptionContext, keyIdOf, open, seal } from '../envelope.ts';
import { disabled, invalidCiphertext, invalidState, invalidUsage, unsupported, validation } from '../errors.ts';
import { findKey, type Key, keys } from '../keys.ts';

const LONGEST_PLAINTEXT_BYTES = 4_096;
const LONGEST_RANDOM_BYTES = 1_024;

/** A key that may be used for `usage` now. */
function usable(context: Context, reference: string | undefined, usage: sdk.KeyUsageType, operation: string): Key {
  const key = findKey(context, reference ?? '');
  if (key.state === 'Disabled') throw disabled(key.arn);
  if (key.state !== 'Enabled') throw invalidState(key.arn, key.state);
  if (key.usage !== usage) throw invalidUsage(key.arn, key.usage, operation);
  return key;
}
const privateKey = (key: Key) =>
  createPrivateKey({ key: Buffer.from(key.material.at(-1) ?? '', 'base64'), format: 'der', type: 'pkcs8' });
const oaep = (algorithm: string) => ({
  padding: constants.RSA_PKCS1_OAEP_PADDING,
  oaepHash: algorithm === 'RSAES_OAEP_SHA_256' ? 'sha256' : 'sha1',
});

function encryptWith(key: Key, plaintext: Uint8Array, context: EncryptionContext, algorithm: string): Uint8Array {
  if (key.spec === 'SYMMETRIC_DEFAULT') return seal(key, plaintext, context);
  return publicEncrypt({ key: createPublicKey(privateKey(key)), ...oaep(algorithm) }, plaintext);
}

/** The key that a ciphertext was made with; a `KeyId` in the request must be the same one. */
function keyOfBlob(context: Context, blob: Uint8Array, asked: string | undefined, operation: string): Key {
  if (asked !== undefined) {
    const key = usable(context, asked, 'ENCRYPT_DECRYPT', operation);
    if (key.spec !== 'SYMMETRIC_DEFAULT') return key;
    if (keyIdOf(blob) !== key.id)
      throw new ServiceError(
        'IncorrectKeyException',
        'The key ID in the request does not identify a CMK that can perform this operation.',
      );
    return key;
  }
  const id = keyIdOf(blob);
  if (id === undefined || keys(context).get(id) === undefined) throw invalidCiphertext();
  return usable(context, id, 'ENCRYPT_DECRYPT', operation);
}
function decryptWith(key: Key, blob: Uint8Array, context: EncryptionContext, algorithm: string): Uint8Array {
  if (key.spec === 'SYMMETRIC_DEFAULT') return open(key, blob, context);
  try {
    return privateDecrypt({ key: privateKey(key), ...oaep(algorithm) }, blob);
  } catch {
    throw invalidCiphertext();
  }
}

function dataKey(
  input: {
    KeyId: string | undefined;
    KeySpec?: string | undefined;
    NumberOfBytes?: number | undefined;
    EncryptionContext?: Record<string, string> | undefined;
  },
  context: Context,
) {
  const key = usable(context, input.KeyId, 'ENCRYPT_DECRYPT', 'GenerateDataKey');
  if (key.spec !== 'SYMMETRIC_DEFAULT') throw invalidUsage(key.arn, key.usage, 'GenerateDataKey');
  const bytes =
    input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : input.KeySpec === 'AES_256' ? 32 : undefined);
  if (bytes === undefined || (input.NumberOfBytes !== undefined && input.KeySpec !== undefined))
    throw validation('Please specify either number of bytes or key spec.');
  if (bytes < 1 || bytes > LONGEST_RANDOM_BYTES) throw validation('NumberOfBytes must be between 1 and 1024');
  const plaintext = randomBytes(bytes);
  return { key, plaintext, CiphertextBlob: seal(key, plaintext, input.EncryptionContext) };
}

function digestOf(algorithm: string): string {
  return `sha${/_(\d+)$/.exec(algorithm)?.[1] ?? '256'}`;
}
function signingOptions(key: Key, algorithm: string) {
  if (!signingAlgorithms(key).some((one) => one === algorithm))
    throw invalidUsage(key.arn, key.usage, `signing algorithm ${algorithm}`);
  return {
    key: privateKey(key),
    ...(algorithm.startsWith('RSASSA_PSS')
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : {}),
  };
}
/** What is to be signed: a message of 4,096 bytes at most, or a digest of the length that the algorithm's has. */
function messageOf(
  {
    Message = new Uint8Array(),
    MessageType,
  }: Pick<sdk.SignCommandInput, 'MessageType'> & { Message?: Uint8Array | undefined },
  algorithm: string,
): Uint8Array {
  if (MessageType !== 'DIGEST') {
    if (Message.byteLength > LONGEST_PLAINTEXT_BYTES)
      throw validation(
        "1 validation error detected: Value at 'message' failed to satisfy constraint: Member must have length less than or equal to 4096",
      );
    return Message;
  }
  const bytes = Number(/_(\d+)$/.exec(algorithm)?.[1] ?? 256) / 8;
  if (Message.byteLength !== bytes) throw validation(`Digest is invalid length for algorithm ${algorithm}.`);
  return Message;
}
function forDigests<T>(algorithm: string, result: T | undefined): T {
  if (result === undefined || !algorithm.startsWith('ECDSA_'))
    throw unsupported(`signatures of a digest (MessageType DIGEST) with ${algorithm} and a key of this spec`);
  return result;
}
function macOf(key: Key, message: Uint8Array, algorithm: string | undefined): Buffer {
  if (macAlgorithm(key) !== algorithm) throw invalidUsage(key.arn, key.usage, `MAC algorithm ${algorithm}`);
  return createHmac(digestOf(algorithm ?? ''), Buffer.from(key.material.at(-1) ?? '', 'base64'))
    .update(message)
    .digest();
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html and what belongs to it. */
export const cryptographicOperations = {
  Encrypt: (input, context) => {
    const key = usable(context, input.KeyId, 'ENCRYPT_DECRYPT', 'Encrypt');
    const plaintext = input.Plaintext ?? new Uint8Array();
    if (plaintext.byteLength < 1 || plaintext.byteLength > LONGEST_PLAINTEXT_BYTES)
      throw validation(
        "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
      );
    const algorithm = input.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT';
    if (!encryptionAlgorithms(key).includes(algorithm)) throw invalidUsage(key.arn, key.usage, algorithm);
    return {
      CiphertextBlob: encryptWith(key, plaintext, input.EncryptionContext, algorithm),
      KeyId: key.arn,
      EncryptionAlgorithm: algorithm,
    };
  },
  Decrypt: (input, context) => {
    const blob = input.CiphertextBlob ?? new Uint8Array();
    const key = keyOfBlob(context, blob, input.KeyId, 'Decrypt');
    const algorithm = input.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT';
    return {
      KeyId: key.arn,
      Plaintext: decryptWith(key, blob, input.EncryptionContext, algorithm),
      EncryptionAlgorithm: algorithm,
    };
  },
  ReEncrypt: (input, context) => {
    const blob = input.CiphertextBlob ?? new Uint8Array();
    const source = keyOfBlob(context, blob, input.SourceKeyId, 'ReEncrypt');
    const from = input.SourceEncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT';
    const plaintext = decryptWith(source, blob, input.SourceEncryptionContext, from);
    const target = usable(context, input.DestinationKeyId, 'ENCRYPT_DECRYPT', 'ReEncrypt');
    const to = input.DestinationEncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT';
    return {
      CiphertextBlob: encryptWith(target, plaintext, input.DestinationEncryptionContext, to),
      SourceKeyId: source.arn,
      KeyId: target.arn,
      SourceEncryptionAlgorithm: from,
      DestinationEncryptionAlgorithm: to,
    };
  },
  GenerateDataKey: (input, context) => {
    const { key, plaintext, CiphertextBlob } = dataKey({ ...input, KeyId: input.KeyId }, context);
    return { KeyId: key.arn, Plaintext: plaintext, CiphertextBlob };
  },
  GenerateDataKeyWithoutPlaintext: (input, context) => {
    const { key, CiphertextBlob } = dataKey({ ...input, KeyId: input.KeyId }, context);
    return { KeyId: key.arn, CiphertextBlob };
  },
  GenerateRandom: (input) => {
    const bytes = input.NumberOfBytes ?? 0;
    if (bytes < 1 || bytes > LONGEST_RANDOM_BYTES) throw validation('NumberOfBytes must be between 1 and 1024');
    return { Plaintext: randomBytes(bytes) };
  },
  GetPublicKey: (input, context) => {
    const key = findKey(context, input.KeyId ?? '');
    if (key.spec === 'SYMMETRIC_DEFAULT' || key.spec.startsWith('HMAC_'))
      throw new ServiceError('UnsupportedOperationException', `${key.arn} has no public key.`);
    return {
      KeyId: key.arn,
      PublicKey: createPublicKey(privateKey(key)).export({ type: 'spki', format: 'der' }),
      KeySpec: key.spec,
      KeyUsage: key.usage,
      ...(key.usage === 'SIGN_VERIFY'
        ? { SigningAlgorithms: signingAlgorithms(key) }
        : { EncryptionAlgorithms: encryptionAlgorithms(key) }),
    };
  },
  Sign: (input, context) => {
    const key = usable(context, input.KeyId, 'SIGN_VERIFY', 'Sign');
    const algorithm = input.SigningAlgorithm ?? '';
    const options = signingOptions(key, algorithm);
    const message = messageOf(input, algorithm);
    const signature =
      input.MessageType === 'DIGEST'
        ? forDigests(algorithm, signDigest(options.key, message))
        : sign(digestOf(algorithm), message, options);
    return { KeyId: key.arn, Signature: signature, SigningAlgorithm: input.SigningAlgorithm };
  },
  Verify: (input, context) => {
    const key = usable(context, input.KeyId, 'SIGN_VERIFY', 'Verify');
    const algorithm = input.SigningAlgorithm ?? '';
    const { key: pair, ...options } = signingOptions(key, algorithm);
    const message = messageOf(input, algorithm);
    const signature = input.Signature ?? new Uint8Array();
    const valid =
      input.MessageType === 'DIGEST'
        ? forDigests(algorithm, verifyDigest(pair, message, signature))
        : verify(digestOf(algorithm), message, { key: createPublicKey(pair), ...options }, signature);
    if (!valid) throw new ServiceError('KMSInvalidSignatureException', '');
    return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
  },
  GenerateMac: (input, context) => {
    const key = usable(context, input.KeyId, 'GENERATE_VERIFY_MAC', 'GenerateMac');
    return {
      KeyId: key.arn,
      Mac: macOf(key, input.Message ?? new Uint8Array(), input.MacAlgorithm),
      MacAlgorithm: input.MacAlgorithm,
    };
  },
  VerifyMac: (input, context) => {
    const key = usable(context, input.KeyId, 'GENERATE_VERIFY_MAC', 'VerifyMac');
    const mac = macOf(key, input.Message ?? new Uint8Array(), input.MacAlgorithm);
    const given = input.Mac ?? new Uint8Array();
    if (given.byteLength !== mac.byteLength || !timingSafeEqual(given, mac))
      throw new ServiceError('KMSInvalidMacException', '');
    return { KeyId: key.arn, MacValid: true, MacAlgorithm: input.MacAlgorithm };
  },
} satisfies Operations<typeof sdk>;
