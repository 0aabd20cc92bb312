import type {
  GetFunctionEventInvokeConfigCommandInput,
  GetFunctionEventInvokeConfigCommandOutput,
} from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeEventInvokeConfig, getEventInvokeConfig } from '../event-invoke-config.ts';
import { parseReference } from '../names.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html */
export function getFunctionEventInvokeConfig(
  input: GetFunctionEventInvokeConfigCommandInput,
  context: Context,
): Output<GetFunctionEventInvokeConfigCommandOutput> {
  const config = getEventInvokeConfig(context, parseReference(input.FunctionName, input.Qualifier));
  return describeEventInvokeConfig(context, config);
}
