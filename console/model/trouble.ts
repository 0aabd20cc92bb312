import { types } from 'node:util';
import { Refused } from '../../operations/refused.ts';

/** What went wrong, for a person. */
export interface Trouble {
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** Whether it may pass by itself, so that asking again is worth it. */
  readonly passing: boolean;
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'UND_ERR_SOCKET']);
const LOGIN = new Set([
  'CredentialsProviderError',
  'ExpiredTokenException',
  'ExpiredToken',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
]);

/** What the engine throws is no `Error` of this module where it runs in a context of its own. */
const isError = (error: unknown): error is Error => types.isNativeError(error);

/** Of an error of another context the SDK's retries keep the words alone. */
const WRAPPED = /^AWS SDK error wrapper for .*\b(E[A-Z]{4,})\b/;

const codeOf = (error: unknown): string | undefined => {
  if (!isError(error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? WRAPPED.exec(error.message)?.[1] : codeOf(error.cause);
};

/** Says an error in words. @returns undefined for what is a bug, which nobody but its stack can say */
export function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof Refused) return { message: error.message, hint: error.hint, passing: false };
  if (UNREACHABLE.has(codeOf(error) ?? ''))
    return {
      message: 'AWS does not answer',
      hint: 'This goes on by itself when it does. For a rehearsal: is its endpoint still up? Otherwise look at the network.',
      passing: true,
    };
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
