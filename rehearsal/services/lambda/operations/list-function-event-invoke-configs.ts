import type {
  ListFunctionEventInvokeConfigsCommandInput,
  ListFunctionEventInvokeConfigsCommandOutput,
} from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeEventInvokeConfig, eventInvokeConfigs } from '../event-invoke-config.ts';
import { parseReference } from '../names.ts';
import { page } from '../pages.ts';
import { getFunction } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionEventInvokeConfigs.html */
export function listFunctionEventInvokeConfigs(
  input: ListFunctionEventInvokeConfigsCommandInput,
  context: Context,
): Output<ListFunctionEventInvokeConfigsCommandOutput> {
  const { name } = parseReference(input.FunctionName);
  getFunction(context, name);
  const { items, next } = page(eventInvokeConfigs(context).values(`${name}:`), input.Marker, input.MaxItems);
  return { FunctionEventInvokeConfigs: items.map((config) => describeEventInvokeConfig(context, config)), ...next };
}
