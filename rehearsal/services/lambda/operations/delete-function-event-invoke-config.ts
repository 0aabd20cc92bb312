import type {
  DeleteFunctionEventInvokeConfigCommandInput,
  DeleteFunctionEventInvokeConfigCommandOutput,
} from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { configKey, eventInvokeConfigs, getEventInvokeConfig } from '../event-invoke-config.ts';
import { parseReference } from '../names.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html */
export function deleteFunctionEventInvokeConfig(
  input: DeleteFunctionEventInvokeConfigCommandInput,
  context: Context,
): Output<DeleteFunctionEventInvokeConfigCommandOutput> {
  const reference = parseReference(input.FunctionName, input.Qualifier);
  getEventInvokeConfig(context, reference);
  eventInvokeConfigs(context).delete(configKey(reference));
  return {};
}
