import type { PutFunctionConcurrencyCommandInput, PutFunctionConcurrencyCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalid } from '../errors.ts';
import { parseReference } from '../names.ts';
import { unreservedConcurrency } from '../runtime.ts';
import { functions, getFunction } from '../state.ts';

/** What must be left to functions without a reservation. */
const LEAST_UNRESERVED = 100;

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html */
export function putFunctionConcurrency(
  input: PutFunctionConcurrencyCommandInput,
  context: Context,
): Output<PutFunctionConcurrencyCommandOutput> {
  const { name } = parseReference(input.FunctionName);
  const record = getFunction(context, name);
  const reserved = input.ReservedConcurrentExecutions ?? 0;
  if (unreservedConcurrency(context) + (record.reservedConcurrency ?? 0) - reserved < LEAST_UNRESERVED)
    throw invalid(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${LEAST_UNRESERVED}].`,
    );
  functions(context).put(name, { ...record, reservedConcurrency: reserved });
  return { ReservedConcurrentExecutions: reserved };
}
