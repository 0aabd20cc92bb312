import { types } from 'node:util';
import { Refused } from '../../operations/refused.ts';
import { unreached } from '../../operations/transport.ts';

/** What went wrong, for a person. */
export interface Trouble {
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** Whether it may pass by itself, so that asking again is worth it. */
  readonly passing: boolean;
}

const LOGIN = new Set([
  'CredentialsProviderError',
  'ExpiredTokenException',
  'ExpiredToken',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
]);

/** What the engine throws is no `Error` of this module where it runs in a context of its own. */
const isError = (error: unknown): error is Error => types.isNativeError(error);

/** Says an error in words. @returns undefined for what is a bug, which nobody but its stack can say */
export function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof Refused) return { message: error.message, hint: error.hint, passing: false };
  const silence = unreached(error);
  if (silence?.passing === true)
    return {
      message: 'AWS does not answer',
      hint: 'This goes on by itself when it does. For a rehearsal: is its endpoint still up? Otherwise look at the network.',
      passing: true,
    };
  if (silence !== undefined) return silence;
  if (!isError(error)) return undefined;
  if (LOGIN.has(error.name))
    return {
      message: `AWS does not take the credentials any more: ${error.message}`,
      hint: 'Log in again (aws sso login), then start this again.',
      passing: true,
    };
  if ('$fault' in error)
    return {
      message: `${error.name}: ${error.message}`,
      hint: 'Look at the rights of the principal that asks.',
      passing: true,
    };
  return undefined;
}
