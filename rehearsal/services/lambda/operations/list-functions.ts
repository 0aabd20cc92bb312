import type { ListFunctionsCommandInput, ListFunctionsCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeVersion } from '../describe.ts';
import { page } from '../pages.ts';
import { versions } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export function listFunctions(input: ListFunctionsCommandInput, context: Context): Output<ListFunctionsCommandOutput> {
  const all = versions(context)
    .values()
    .filter((version) => input.FunctionVersion === 'ALL' || version.version === '$LATEST');
  const { items, next } = page(all, input.Marker, input.MaxItems);
  return {
    Functions: items.map((version) => describeVersion(context, version, input.FunctionVersion === 'ALL')),
    ...next,
  };
}
