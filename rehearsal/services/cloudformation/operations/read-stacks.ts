import type {
  DescribeStacksCommandInput,
  DescribeStacksCommandOutput,
  ListExportsCommandInput,
  ListExportsCommandOutput,
  ListImportsCommandInput,
  ListImportsCommandOutput,
  ListStacksCommandInput,
  ListStacksCommandOutput,
} from '@aws-sdk/client-cloudformation';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeStack, summarizeStack } from '../describe.ts';
import { validation } from '../errors.ts';
import { allStacks, getStack } from '../state.ts';
import { page } from './page.ts';

const STACKS_A_PAGE = 100;
const live = (context: Context) => allStacks(context).filter((stack) => stack.status !== 'DELETE_COMPLETE');

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export function describeStacks(
  input: DescribeStacksCommandInput,
  context: Context,
): Output<DescribeStacksCommandOutput> {
  if (input.StackName !== undefined) return { Stacks: [describeStack(getStack(context, input.StackName))] };
  const { items, next } = page(live(context), input.NextToken, STACKS_A_PAGE);
  return { Stacks: items.map(describeStack), NextToken: next };
}

/** Deleted ones too. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html */
export function listStacks(input: ListStacksCommandInput, context: Context): Output<ListStacksCommandOutput> {
  const wanted = input.StackStatusFilter ?? [];
  const stacks = allStacks(context)
    .filter((stack) => wanted.length === 0 || wanted.includes(stack.status))
    .toSorted((a, b) => b.createdMs - a.createdMs);
  const { items, next } = page(stacks, input.NextToken, STACKS_A_PAGE);
  return { StackSummaries: items.map(summarizeStack), NextToken: next };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListExports.html */
export function listExports(input: ListExportsCommandInput, context: Context): Output<ListExportsCommandOutput> {
  const exports = live(context).flatMap((stack) =>
    stack.outputs.flatMap(({ exportName, value }) =>
      exportName === undefined ? [] : [{ ExportingStackId: stack.id, Name: exportName, Value: value }],
    ),
  );
  const { items, next } = page(exports, input.NextToken, STACKS_A_PAGE);
  return { Exports: items, NextToken: next };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListImports.html */
export function listImports(input: ListImportsCommandInput, context: Context): Output<ListImportsCommandOutput> {
  const name = input.ExportName ?? '';
  const users = live(context).filter((stack) => stack.imports.includes(name));
  if (users.length === 0) throw validation(`Export '${name}' is not imported by any stack.`);
  const { items, next } = page(users, input.NextToken, STACKS_A_PAGE);
  return { Imports: items.map((stack) => stack.name), NextToken: next };
}
