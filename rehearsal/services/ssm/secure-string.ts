import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { calledVia } from '../../kernel/principal.ts';
import type { Context } from '../../kernel/service.ts';
import { parameterArn } from './parameters.ts';

/*
 * A SecureString is encrypted by KMS with the caller's rights, bound to the parameter's ARN:
 * https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 */

const client = (context: Context) =>
  context.clients.as(KMSClient, calledVia(context.principal, 'ssm.amazonaws.com'), context.region);

export async function encrypt(context: Context, name: string, keyId: string, value: string): Promise<string> {
  const { CiphertextBlob: blob } = await client(context).send(
    new EncryptCommand({
      KeyId: keyId,
      Plaintext: Buffer.from(value),
      EncryptionContext: { PARAMETER_ARN: parameterArn(context, name) },
    }),
  );
  return Buffer.from(blob ?? []).toString('base64');
}

export async function decrypt(context: Context, name: string, value: string): Promise<string> {
  const { Plaintext: bytes } = await client(context).send(
    new DecryptCommand({
      CiphertextBlob: Buffer.from(value, 'base64'),
      EncryptionContext: { PARAMETER_ARN: parameterArn(context, name) },
    }),
  );
  return Buffer.from(bytes ?? []).toString();
}
