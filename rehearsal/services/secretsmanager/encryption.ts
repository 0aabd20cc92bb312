import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { calledVia } from '../../kernel/principal.ts';
import type { Context } from '../../kernel/service.ts';

/*
 * Secrets are encrypted under the secret's key, with the caller's rights, and bound to the secret's ARN and version:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html. AWS encrypts under a data key; a
 * secret here goes to KMS in pieces of what KMS takes at once.
 */

const DEFAULT_KEY = 'alias/aws/secretsmanager';
const PIECE_BYTES = 4_096;

const client = (context: Context) =>
  context.clients.as(KMSClient, calledVia(context.principal, 'secretsmanager.amazonaws.com'), context.region);
const bound = (arn: string, version: string) => ({ SecretARN: arn, SecretVersionId: version });

export async function encrypt(
  context: Context,
  arn: string,
  version: string,
  keyId: string | undefined,
  value: Uint8Array,
) {
  const pieces: string[] = [];
  for (let start = 0; start < value.byteLength; start += PIECE_BYTES) {
    const { CiphertextBlob: blob } = await client(context).send(
      new EncryptCommand({
        KeyId: keyId ?? DEFAULT_KEY,
        Plaintext: value.subarray(start, start + PIECE_BYTES),
        EncryptionContext: bound(arn, version),
      }),
    );
    pieces.push(Buffer.from(blob ?? []).toString('base64'));
  }
  return pieces.join(' ');
}

export async function decrypt(context: Context, arn: string, version: string, ciphertext: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (const piece of ciphertext.split(' ').filter((one) => one !== '')) {
    const { Plaintext: bytes } = await client(context).send(
      new DecryptCommand({ CiphertextBlob: Buffer.from(piece, 'base64'), EncryptionContext: bound(arn, version) }),
    );
    pieces.push(Buffer.from(bytes ?? []));
  }
  return Buffer.concat(pieces);
}
