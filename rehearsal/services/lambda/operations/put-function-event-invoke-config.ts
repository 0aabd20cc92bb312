import type {
  PutFunctionEventInvokeConfigCommandInput,
  PutFunctionEventInvokeConfigCommandOutput,
} from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { storeEventInvokeConfig } from '../event-invoke-config.ts';
import { parseReference } from '../names.ts';

/** What is left out goes back to its default. https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
export function putFunctionEventInvokeConfig(
  input: PutFunctionEventInvokeConfigCommandInput,
  context: Context,
): Output<PutFunctionEventInvokeConfigCommandOutput> {
  return storeEventInvokeConfig(context, parseReference(input.FunctionName, input.Qualifier), input, false);
}
