import type { GetAccessKeyInfoCommandInput, GetAccessKeyInfoCommandOutput } from '@aws-sdk/client-sts';
import { isSessionOfUser } from '../../../kernel/principal.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { cannotCall, validation } from '../errors.ts';

/** The account that an access key belongs to. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html */
export function getAccessKeyInfo(
  input: GetAccessKeyInfoCommandInput,
  { principal, principals }: Context,
): Output<GetAccessKeyInfoCommandOutput> {
  if (isSessionOfUser(principal)) throw cannotCall('GetAccessKeyInfo');
  const issued = principals.find(input.AccessKeyId ?? '');
  if (issued === undefined) throw validation(`The access key ID ${input.AccessKeyId} is not valid`);
  return { Account: issued.principal.account };
}
