import type {
  GetFunctionConfigurationCommandInput,
  GetFunctionConfigurationCommandOutput,
} from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeVersion } from '../describe.ts';
import { parseReference } from '../names.ts';
import { resolveVersion } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export function getFunctionConfiguration(
  input: GetFunctionConfigurationCommandInput,
  context: Context,
): Output<GetFunctionConfigurationCommandOutput> {
  const reference = parseReference(input.FunctionName, input.Qualifier);
  return describeVersion(context, resolveVersion(context, reference), reference.qualifier !== undefined);
}
