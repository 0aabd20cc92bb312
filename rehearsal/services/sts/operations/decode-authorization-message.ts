import type {
  DecodeAuthorizationMessageCommandInput,
  DecodeAuthorizationMessageCommandOutput,
} from '@aws-sdk/client-sts';
import { ServiceError } from '../../../kernel/errors.ts';
import { isSessionOfUser } from '../../../kernel/principal.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { cannotCall } from '../errors.ts';

/**
 * What the evaluator was asked, and which statement decided, of a request that this endpoint denied.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 * @throws ServiceError InvalidAuthorizationMessageException for what was encoded elsewhere
 */
export function decodeAuthorizationMessage(
  input: DecodeAuthorizationMessageCommandInput,
  { principal, sealedMessages }: Context,
): Output<DecodeAuthorizationMessageCommandOutput> {
  if (isSessionOfUser(principal)) throw cannotCall('DecodeAuthorizationMessage');
  const message = sealedMessages.open(input.EncodedMessage ?? '');
  if (message === undefined)
    throw new ServiceError('InvalidAuthorizationMessageException', 'The encoded message is invalid.', 400);
  return { DecodedMessage: message };
}
