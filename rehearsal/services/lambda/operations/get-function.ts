import type { GetFunctionCommandInput, GetFunctionCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { codeLocation } from '../code.ts';
import { describeVersion } from '../describe.ts';
import { parseReference } from '../names.ts';
import { getFunction as getRecord, resolveVersion } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export function getFunction(input: GetFunctionCommandInput, context: Context): Output<GetFunctionCommandOutput> {
  const reference = parseReference(input.FunctionName, input.Qualifier);
  const version = resolveVersion(context, reference);
  const { tags, reservedConcurrency } = getRecord(context, reference.name);
  return {
    Configuration: describeVersion(context, version, reference.qualifier !== undefined),
    Code: { RepositoryType: 'S3', Location: codeLocation(context, version.codeSha256) },
    ...(Object.keys(tags).length === 0 ? {} : { Tags: { ...tags } }),
    ...(reservedConcurrency === undefined
      ? {}
      : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
  };
}
