import type { GetFunctionConcurrencyCommandInput, GetFunctionConcurrencyCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { parseReference } from '../names.ts';
import { getFunction } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html */
export function getFunctionConcurrency(
  input: GetFunctionConcurrencyCommandInput,
  context: Context,
): Output<GetFunctionConcurrencyCommandOutput> {
  const { reservedConcurrency } = getFunction(context, parseReference(input.FunctionName).name);
  return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
}
