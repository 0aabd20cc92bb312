import type {
  GetAccountCommandInput,
  GetAccountCommandOutput,
  UpdateAccountCommandInput,
  UpdateAccountCommandOutput,
} from '@aws-sdk/client-api-gateway';
import type { Context, Output } from '../../../kernel/service.ts';
import { ACCOUNT_THROTTLE } from '../data/throttle.ts';
import { badRequest } from '../errors.ts';
import { applyPatch } from '../patch.ts';
import { accounts } from '../state.ts';

const KEY = 'account';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html */
export const getAccount = (_input: GetAccountCommandInput, context: Context): Output<GetAccountCommandOutput> => ({
  ...accounts(context).get(KEY),
  throttleSettings: ACCOUNT_THROTTLE,
  features: ['UsagePlans'],
  apiKeyVersion: '4',
});

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateAccount.html */
export function updateAccount(input: UpdateAccountCommandInput, context: Context): Output<UpdateAccountCommandOutput> {
  const account: { cloudwatchRoleArn?: string } = accounts(context).get(KEY) ?? {};
  applyPatch(account, input.patchOperations, {
    '/cloudwatchRoleArn': (target, value) => {
      if (value === undefined || value === '') delete target.cloudwatchRoleArn;
      else if (!/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(value))
        throw badRequest(
          `The role ARN does not have required permissions configured: '${value}' is not the ARN of a role`,
        );
      else target.cloudwatchRoleArn = value;
    },
  });
  accounts(context).put(KEY, account);
  return getAccount({}, context);
}
