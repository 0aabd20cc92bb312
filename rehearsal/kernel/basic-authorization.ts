import type { Keys } from './clients.ts';

/** An access key as the user name and password of HTTP. */
export interface BasicSignIn {
  readonly user: string;
  readonly password: string;
}

/**
 * The header that signs in with an access key's id, and the token of a session behind it, and the secret.
 * https://www.rfc-editor.org/rfc/rfc7617
 */
export const basicAuthorization = ({ accessKeyId, secretAccessKey, sessionToken }: Keys): string => {
  const user = sessionToken === undefined ? accessKeyId : `${accessKeyId}%${sessionToken}`;
  return `Basic ${Buffer.from(`${user}:${secretAccessKey}`).toString('base64')}`;
};

/** @returns undefined where the header is missing or says something else */
export function readBasicAuthorization(header: string | undefined): BasicSignIn | undefined {
  const [, encoded] = /^Basic (.+)$/i.exec(header ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
}
