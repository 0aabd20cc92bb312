import type { ListAliasesCommandInput, ListAliasesCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeAlias } from '../describe.ts';
import { parseReference } from '../names.ts';
import { page } from '../pages.ts';
import { aliases, getFunction } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html */
export function listAliases(input: ListAliasesCommandInput, context: Context): Output<ListAliasesCommandOutput> {
  const { name } = parseReference(input.FunctionName);
  getFunction(context, name);
  const wanted = input.FunctionVersion;
  const all = aliases(context)
    .values(`${name}:`)
    .filter((alias) => wanted === undefined || alias.version === wanted || alias.additional?.version === wanted);
  const { items, next } = page(all, input.Marker, input.MaxItems);
  return { Aliases: items.map((alias) => describeAlias(context, alias)), ...next };
}
