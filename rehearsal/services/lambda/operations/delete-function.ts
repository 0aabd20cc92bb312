import type { DeleteFunctionCommandInput, DeleteFunctionCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { conflict, invalid } from '../errors.ts';
import { eventInvokeConfigs } from '../event-invoke-config.ts';
import { retireEnvironments } from '../lifecycle.ts';
import { functionArn, isVersion, parseReference } from '../names.ts';
import { policies } from '../resource-policy.ts';
import { aliases, functions, getFunction, getVersion, versions } from '../state.ts';

/**
 * One version, or the function with everything that it has.
 * https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html
 */
export function deleteFunction(
  input: DeleteFunctionCommandInput,
  context: Context,
): Output<DeleteFunctionCommandOutput> {
  const { name, qualifier } = parseReference(input.FunctionName, input.Qualifier);
  getFunction(context, name);
  if (qualifier === undefined) {
    context.store.transaction(() => {
      for (const table of [versions(context), aliases(context), policies(context), eventInvokeConfigs(context)])
        for (const { key } of table.entries(`${name}:`)) table.delete(key);
      functions(context).delete(name);
    });
    retireEnvironments(context, name);
    return { StatusCode: 204 };
  }
  if (qualifier === '$LATEST') throw invalid('$LATEST version cannot be deleted without deleting the function.');
  if (!isVersion(qualifier)) throw invalid('Deletion of aliases is not currently supported.');
  const version = getVersion(context, name, qualifier);
  const users = aliases(context)
    .values(`${name}:`)
    .filter((alias) => alias.version === qualifier || alias.additional?.version === qualifier);
  if (users.length > 0)
    throw conflict(
      `Cannot delete function version ${functionArn(context, name, qualifier)} because the following aliases reference it: ${users.map((alias) => alias.name).join(', ')}`,
    );
  versions(context).delete(`${name}:${qualifier}`);
  retireEnvironments(context, name, version);
  return { StatusCode: 204 };
}
