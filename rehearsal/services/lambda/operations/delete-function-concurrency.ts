import type {
  DeleteFunctionConcurrencyCommandInput,
  DeleteFunctionConcurrencyCommandOutput,
} from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { parseReference } from '../names.ts';
import { functions, getFunction } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html */
export function deleteFunctionConcurrency(
  input: DeleteFunctionConcurrencyCommandInput,
  context: Context,
): Output<DeleteFunctionConcurrencyCommandOutput> {
  const { name } = parseReference(input.FunctionName);
  const { reservedConcurrency: _, ...record } = getFunction(context, name);
  functions(context).put(name, record);
  return {};
}
