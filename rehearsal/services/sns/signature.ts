import { createSign } from 'node:crypto';
import { generate } from 'selfsigned';
import type { Kernel } from '../../kernel/service.ts';

interface SigningKey {
  /** PEM. */
  readonly privateKey: string;
  /** PEM; served to whoever verifies a message. */
  readonly certificate: string;
}

export const CERTIFICATE_PATH = '/SimpleNotificationService.pem';

let making: Promise<SigningKey> | undefined;

/** The key that signs this rehearsal's messages, made when it is first needed. */
export async function signingKey({ store }: Pick<Kernel, 'store'>): Promise<SigningKey> {
  const table = store.table<SigningKey>('sns.signingKey');
  const known = table.get('key');
  if (known !== undefined) return known;
  making ??= generate([{ name: 'commonName', value: 'sns.amazonaws.com' }], {
    keySize: 2048,
    algorithm: 'sha256',
  }).then(({ private: privateKey, cert }) => ({ privateKey, certificate: cert }));
  const made = await making;
  table.put('key', made);
  return made;
}

/** Fields that are signed, in this order, when the message has them. */
const SIGNED = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const;

/**
 * The signature of a message to an endpoint, base64.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 * @param version `1` signs with SHA-1, `2` with SHA-256
 */
export function sign(key: SigningKey, version: string, fields: Readonly<Record<string, unknown>>): string {
  const text = SIGNED.filter((name) => typeof fields[name] === 'string')
    .map((name) => `${name}\n${fields[name]}\n`)
    .join('');
  return createSign(version === '2' ? 'RSA-SHA256' : 'RSA-SHA1')
    .update(text)
    .sign(key.privateKey, 'base64');
}
