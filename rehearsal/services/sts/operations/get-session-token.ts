import type { GetSessionTokenCommandInput, GetSessionTokenCommandOutput } from '@aws-sdk/client-sts';
import { isSessionOfUser } from '../../../kernel/principal.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { cannotCall, validation } from '../errors.ts';

const DEFAULT_SECONDS = 43_200;
const SHORTEST_SECONDS = 900;
const LONGEST_SECONDS = 129_600;

/**
 * Temporary credentials of the calling user. Without MFA they call nothing of IAM, and of STS `AssumeRole` and
 * `GetCallerIdentity` only.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
export function getSessionToken(
  input: GetSessionTokenCommandInput,
  { principal, principals, clock }: Context,
): Output<GetSessionTokenCommandOutput> {
  if (principal.kind !== 'user' || isSessionOfUser(principal)) throw cannotCall('GetSessionToken');
  const seconds = input.DurationSeconds ?? DEFAULT_SECONDS;
  if (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS)
    throw validation(
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value between ${SHORTEST_SECONDS} and ${LONGEST_SECONDS}`,
    );
  const issued = principals.issueSession({ ...principal, issuedMs: clock.now() }, seconds);
  return {
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      SessionToken: issued.sessionToken ?? '',
      Expiration: new Date(issued.expiresMs ?? clock.now() + seconds * 1000),
    },
  };
}
