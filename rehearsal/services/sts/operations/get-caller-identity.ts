import type { GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';
import type { Context, Output } from '../../../kernel/service.ts';

/** Who the caller is; needs no permission. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export function getCallerIdentity(
  _input: GetCallerIdentityCommandInput,
  { principal }: Context,
): Output<GetCallerIdentityCommandOutput> {
  return { Account: principal.account, Arn: principal.arn, UserId: principal.id };
}
