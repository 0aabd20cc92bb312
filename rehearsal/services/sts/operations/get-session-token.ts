import type { GetSessionTokenCommandInput, GetSessionTokenCommandOutput } from '@aws-sdk/client-sts';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { validation } from '../errors.ts';

const DEFAULT_SECONDS = 43_200;
const SHORTEST_SECONDS = 900;
const LONGEST_SECONDS = 129_600;

/** Temporary credentials of the calling user. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
export function getSessionToken(
  input: GetSessionTokenCommandInput,
  { principal, principals, clock }: Context,
): Output<GetSessionTokenCommandOutput> {
  if (principal.kind !== 'user')
    throw new ServiceError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
  const seconds = input.DurationSeconds ?? DEFAULT_SECONDS;
  if (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS)
    throw validation(
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value between ${SHORTEST_SECONDS} and ${LONGEST_SECONDS}`,
    );
  const issued = principals.issueSession(principal, seconds);
  return {
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      SessionToken: issued.sessionToken ?? '',
      Expiration: new Date(issued.expiresMs ?? clock.now() + seconds * 1000),
    },
  };
}
