import type { UpdateAliasCommandInput, UpdateAliasCommandOutput } from '@aws-sdk/client-lambda';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { checkRouting } from '../alias-routing.ts';
import { describeAlias } from '../describe.ts';
import { precondition } from '../errors.ts';
import { parseReference } from '../names.ts';
import { type Alias, aliases, getAlias } from '../state.ts';

/**
 * Without a RoutingConfig the weights stay; an empty one takes them away.
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html
 */
export function updateAlias(input: UpdateAliasCommandInput, context: Context): Output<UpdateAliasCommandOutput> {
  const { name } = parseReference(input.FunctionName);
  const previous = getAlias(context, name, input.Name ?? '');
  if (input.RevisionId !== undefined && input.RevisionId !== previous.revisionId) throw precondition();
  const version = input.FunctionVersion ?? previous.version;
  const kept = previous.additional;
  const routing =
    input.RoutingConfig ??
    (kept === undefined ? undefined : { AdditionalVersionWeights: { [kept.version]: kept.weight } });
  const additional = checkRouting(context, name, version, routing);
  const { additional: _, ...rest } = previous;
  const next: Alias = {
    ...rest,
    version,
    description: input.Description ?? previous.description,
    ...(additional === undefined ? {} : { additional }),
    revisionId: uuid(),
  };
  aliases(context).put(`${name}:${previous.name}`, next);
  return describeAlias(context, next);
}
