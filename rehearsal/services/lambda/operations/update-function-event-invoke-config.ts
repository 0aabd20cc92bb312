import type {
  UpdateFunctionEventInvokeConfigCommandInput,
  UpdateFunctionEventInvokeConfigCommandOutput,
} from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { storeEventInvokeConfig } from '../event-invoke-config.ts';
import { parseReference } from '../names.ts';

/** What is left out stays as it was. https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html */
export function updateFunctionEventInvokeConfig(
  input: UpdateFunctionEventInvokeConfigCommandInput,
  context: Context,
): Output<UpdateFunctionEventInvokeConfigCommandOutput> {
  return storeEventInvokeConfig(context, parseReference(input.FunctionName, input.Qualifier), input, true);
}
