import { createHash, createHmac } from 'node:crypto';
import { readBasicAuthorization } from '../../kernel/basic-authorization.ts';
import type { Principal } from '../../kernel/principal.ts';
import { sameSecret } from '../../kernel/same-secret.ts';
import type { Kernel } from '../../kernel/service.ts';
import { judgeSignatureTime, parseTimestamp } from '../../kernel/signature-time.ts';

const TOLERANCE_MS = 15 * 60_000;

/** What a git client asks for and how it says who it is. */
export interface GitSignIn {
  readonly authorization: string | undefined;
  readonly host: string;
  readonly path: string;
}

/**
 * Who a git client is. User name and password are an access key's id and its secret; or what the credential helper of the
 * AWS CLI makes of them: `<id>%<session token>` and a signature.
 * @returns undefined when the keys are unknown, expired or wrong, those of a session without its token, or of a user or role that
 * is gone
 */
export function signedIn(kernel: Kernel, { authorization, host, path }: GitSignIn): Principal | undefined {
  const given = readBasicAuthorization(authorization);
  if (given === undefined) return undefined;
  const { user, password } = given;
  const [accessKeyId = '', token] = user.split('%');
  const issued = kernel.principals.find(accessKeyId);
  if (issued === undefined || !kernel.access.exists(kernel, issued.principal)) return undefined;
  if (issued.expiresMs !== undefined && issued.expiresMs < kernel.clock.now()) return undefined;
  if (token !== issued.sessionToken) return undefined;
  if (sameSecret(password, issued.secretAccessKey)) return issued.principal;
  // A signature is good for a while only, as that of any other call.
  const [, timestamp, signature] = /^(\d{8}T\d{6})Z([0-9a-f]{64})$/.exec(password) ?? [];
  const [, region] = /^git-codecommit\.([^.]+)\.amazonaws\.com$/.exec(host) ?? [];
  if (timestamp === undefined || signature === undefined || region === undefined) return undefined;
  const judged = judgeSignatureTime(kernel.clock, parseTimestamp(`${timestamp}Z`), TOLERANCE_MS, TOLERANCE_MS);
  return judged.verdict === 'current' &&
    sameSecret(signature, gitSignature(issued.secretAccessKey, { timestamp, region, host, path }))
    ? issued.principal
    : undefined;
}

/** Signature version 4 as the AWS CLI's `codecommit credential-helper` computes it. */
export function gitSignature(
  secretAccessKey: string,
  { timestamp, region, host, path }: { timestamp: string; region: string; host: string; path: string },
): string {
  const date = timestamp.slice(0, 8);
  const canonical = `GIT\n${path}\n\nhost:${host}\n\nhost\n`;
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const scope = `${date}/${region}/codecommit/aws4_request`;
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = [date, region, 'codecommit', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${hashed}`).toString('hex');
}
