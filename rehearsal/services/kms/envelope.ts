import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { invalidCiphertext } from './errors.ts';
import type { Key } from './keys.ts';

/*
 * What an encrypted blob looks like is KMS's own affair. Ours: a version byte, the length and text of the key id, which of
 * the key's materials, the nonce and tag of AES-256-GCM, and the data.
 */

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export type EncryptionContext = Readonly<Record<string, string>> | undefined;

/** The context in one form, whatever the order in which it was given. */
const associatedData = (context: EncryptionContext): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))));

export function seal(key: Key, plaintext: Uint8Array, context: EncryptionContext): Uint8Array {
  const index = key.material.length - 1;
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.material[index] ?? '', 'base64'), nonce);
  cipher.setAAD(associatedData(context));
  const data = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const id = Buffer.from(key.id);
  return Buffer.concat([Buffer.from([VERSION, id.length]), id, Buffer.from([index]), nonce, cipher.getAuthTag(), data]);
}

/** The id of the key that sealed a blob; undefined when it is none of ours. */
export function keyIdOf(blob: Uint8Array): string | undefined {
  const [version, length] = blob;
  if (version !== VERSION || length === undefined || blob.length < 3 + length + NONCE_BYTES + TAG_BYTES)
    return undefined;
  return Buffer.from(blob.subarray(2, 2 + length)).toString();
}

/** @throws ServiceError InvalidCiphertextException for another context, a changed blob, or one that is none of ours */
export function open(key: Key, blob: Uint8Array, context: EncryptionContext): Uint8Array {
  const start = 2 + (blob[1] ?? 0);
  const material = key.material[blob[start] ?? -1];
  if (material === undefined) throw invalidCiphertext();
  const nonce = blob.subarray(start + 1, start + 1 + NONCE_BYTES);
  const tag = blob.subarray(start + 1 + NONCE_BYTES, start + 1 + NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(material, 'base64'), nonce);
  decipher.setAAD(associatedData(context));
  decipher.setAuthTag(tag);
  const opened = decipher.update(blob.subarray(start + 1 + NONCE_BYTES + TAG_BYTES));
  try {
    decipher.final(); // all that it can throw is that the tag does not fit
  } catch {
    throw invalidCiphertext();
  }
  return opened;
}
