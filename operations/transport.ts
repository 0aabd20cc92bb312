import { types } from 'node:util';
import { Refused } from './refused.ts';

const NETWORK = 'Check the network and the region, and AWS_ENDPOINT_URL where it is set.';
const ENDPOINT = 'Start the endpoint, or correct AWS_ENDPOINT_URL.';
const CERTIFICATE =
  'Name the authority that signed its certificate in NODE_EXTRA_CA_CERTS, or correct AWS_ENDPOINT_URL.';

/** How each of the ways in which nobody is spoken to is mended, by the code that node gives it. */
const MENDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: ENDPOINT,
  ECONNRESET: NETWORK,
  EPIPE: NETWORK,
  ETIMEDOUT: NETWORK,
  ENOTFOUND: NETWORK,
  EAI_AGAIN: NETWORK,
  EHOSTUNREACH: NETWORK,
  ENETUNREACH: NETWORK,
  UND_ERR_SOCKET: NETWORK,
  UND_ERR_CONNECT_TIMEOUT: NETWORK,
  EPROTO: 'Who answers there speaks no TLS: correct AWS_ENDPOINT_URL, which may have to begin with http:.',
  DEPTH_ZERO_SELF_SIGNED_CERT: CERTIFICATE,
  SELF_SIGNED_CERT_IN_CHAIN: CERTIFICATE,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CERTIFICATE,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: CERTIFICATE,
};

/** Codes that say what is wrong with an address or a certificate: they do not pass by themselves. */
const LASTING = new Set(['EPROTO', ...Object.keys(MENDS).filter((code) => MENDS[code] === CERTIFICATE)]);

/** Of an error of another context the SDK's retries keep the words alone. */
const WRAPPED = /^AWS SDK error wrapper for .*\b(E[A-Z]{4,})\b/;

function codeOf(error: unknown): string | undefined {
  if (!types.isNativeError(error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? WRAPPED.exec(error.message)?.[1] : codeOf(error.cause);
}

/** That nobody was spoken to, or nobody who speaks as AWS does. */
export interface Unreached {
  readonly message: string;
  readonly hint: string;
  /** Whether it may pass by itself. */
  readonly passing: boolean;
}

/** @returns undefined where an error is something else */
export function unreached(error: unknown): Unreached | undefined {
  if (!types.isNativeError(error)) return undefined;
  // What the SDK cannot read it throws with the response, and what AWS says is a fault.
  if ('$response' in error && !('$fault' in error))
    return {
      message: 'What answers is not AWS',
      hint: 'Correct AWS_ENDPOINT_URL, or look for a proxy.',
      passing: false,
    };
  const code = codeOf(error) ?? '';
  const hint = MENDS[code];
  if (hint === undefined) return undefined;
  const why = error.message === '' ? code : error.message.trim().replace(/\.$/, '');
  return { message: `AWS does not answer: ${why}`, hint, passing: !LASTING.has(code) };
}

/** What is wrong with the address in AWS_ENDPOINT_URL; undefined where nothing is, or none is given. */
export function wrongEndpoint(): string | undefined {
  const address = process.env.AWS_ENDPOINT_URL;
  if (address === undefined || address === '') return undefined;
  const isAddress = URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol);
  return isAddress ? undefined : `AWS_ENDPOINT_URL is '${address}', which is no address of an endpoint`;
}

export const ENDPOINT_HINT = 'Give it with http:// or https://, such as http://127.0.0.1:4566.';

/** @throws Refused where AWS_ENDPOINT_URL is no address */
export function checkEndpoint(): void {
  const wrong = wrongEndpoint();
  if (wrong !== undefined) throw new Refused(wrong, ENDPOINT_HINT);
}
