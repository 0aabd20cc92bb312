import type { GetAliasCommandInput, GetAliasCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeAlias } from '../describe.ts';
import { parseReference } from '../names.ts';
import { getAlias as getRecord } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export function getAlias(input: GetAliasCommandInput, context: Context): Output<GetAliasCommandOutput> {
  const { name } = parseReference(input.FunctionName);
  return describeAlias(context, getRecord(context, name, input.Name ?? ''));
}
