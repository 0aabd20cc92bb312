import type { ListVersionsByFunctionCommandInput, ListVersionsByFunctionCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeVersion } from '../describe.ts';
import { parseReference } from '../names.ts';
import { page } from '../pages.ts';
import { getFunction, versions } from '../state.ts';

const order = (version: string) => (version === '$LATEST' ? 0 : Number(version));

/** `$LATEST` first. https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html */
export function listVersionsByFunction(
  input: ListVersionsByFunctionCommandInput,
  context: Context,
): Output<ListVersionsByFunctionCommandOutput> {
  const { name } = parseReference(input.FunctionName);
  getFunction(context, name);
  const all = versions(context)
    .values(`${name}:`)
    .sort((a, b) => order(a.version) - order(b.version));
  const { items, next } = page(all, input.Marker, input.MaxItems);
  return { Versions: items.map((version) => describeVersion(context, version)), ...next };
}
