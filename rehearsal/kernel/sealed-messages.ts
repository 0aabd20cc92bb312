import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Store } from './store.ts';

/** Texts that the one who carries them can neither read nor change. */
export interface SealedMessages {
  seal(text: string): string;
  /** @returns undefined for what was not sealed by this rehearsal */
  open(sealed: string): string | undefined;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The key is made once a rehearsal, so that what was sealed before a restart can be opened after it. */
export function createSealedMessages(store: Store): SealedMessages {
  const keys = store.table<{ key: string }>('kernel.sealingKey');
  let known: Buffer | undefined;
  const key = (): Buffer => {
    if (known !== undefined) return known;
    const kept = keys.get('key') ?? { key: randomBytes(32).toString('base64') };
    keys.put('key', kept);
    known = Buffer.from(kept.key, 'base64');
    return known;
  };
  return {
    seal: (text) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key(), nonce);
      const sealed = [cipher.update(deflateRawSync(text)), cipher.final()];
      return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString('base64url');
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv(CIPHER, key(), bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        const opened = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
        return inflateRawSync(Buffer.concat(opened)).toString();
      } catch {
        return undefined; // another's, or changed on its way
      }
    },
  };
}
