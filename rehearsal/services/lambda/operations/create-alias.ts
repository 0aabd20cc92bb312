import type { CreateAliasCommandInput, CreateAliasCommandOutput } from '@aws-sdk/client-lambda';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { checkRouting } from '../alias-routing.ts';
import { describeAlias } from '../describe.ts';
import { conflict, invalid } from '../errors.ts';
import { functionArn, isVersion, parseReference } from '../names.ts';
import { type Alias, aliases, getFunction } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export function createAlias(input: CreateAliasCommandInput, context: Context): Output<CreateAliasCommandOutput> {
  const { name } = parseReference(input.FunctionName);
  const { Name: alias = '', FunctionVersion: version = '' } = input;
  getFunction(context, name);
  if (isVersion(alias) || !/^[a-zA-Z0-9-_]{1,128}$/.test(alias))
    throw invalid(
      `1 validation error detected: Value '${alias}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)`,
    );
  if (aliases(context).get(`${name}:${alias}`) !== undefined)
    throw conflict(`Alias already exists: ${functionArn(context, name, alias)}`);
  const additional = checkRouting(context, name, version, input.RoutingConfig);
  const made: Alias = {
    functionName: name,
    name: alias,
    version,
    description: input.Description ?? '',
    ...(additional === undefined ? {} : { additional }),
    revisionId: uuid(),
  };
  aliases(context).put(`${name}:${alias}`, made);
  return describeAlias(context, made);
}
