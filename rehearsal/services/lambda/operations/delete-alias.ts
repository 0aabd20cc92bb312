import type { DeleteAliasCommandInput, DeleteAliasCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { eventInvokeConfigs } from '../event-invoke-config.ts';
import { parseReference } from '../names.ts';
import { policies } from '../resource-policy.ts';
import { aliases, getFunction } from '../state.ts';

/** Succeeds when there is none. https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html */
export function deleteAlias(input: DeleteAliasCommandInput, context: Context): Output<DeleteAliasCommandOutput> {
  const { name } = parseReference(input.FunctionName);
  getFunction(context, name);
  const key = `${name}:${input.Name}`;
  context.store.transaction(() => {
    aliases(context).delete(key);
    policies(context).delete(key);
    eventInvokeConfigs(context).delete(key);
  });
  return {};
}
