import type {
  DescribeStackResourceCommandInput,
  DescribeStackResourceCommandOutput,
  DescribeStackResourcesCommandInput,
  DescribeStackResourcesCommandOutput,
  ListStackResourcesCommandInput,
  ListStackResourcesCommandOutput,
} from '@aws-sdk/client-cloudformation';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeResource } from '../describe.ts';
import { validation } from '../errors.ts';
import { allStacks, getStack, resourceOf, resourcesOf } from '../state.ts';
import { page } from './page.ts';

const RESOURCES_A_PAGE = 100;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResource.html */
export function describeStackResource(
  input: DescribeStackResourceCommandInput,
  context: Context,
): Output<DescribeStackResourceCommandOutput> {
  const stack = getStack(context, input.StackName);
  const resource = resourceOf(context, stack.id, input.LogicalResourceId ?? '');
  if (resource === undefined)
    throw validation(`Resource ${input.LogicalResourceId} does not exist for stack ${stack.name}`);
  const { Timestamp, ...described } = describeResource(stack, resource);
  return {
    StackResourceDetail: {
      ...described,
      LastUpdatedTimestamp: Timestamp,
      Metadata: JSON.stringify(resource.metadata ?? {}),
    },
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html */
export function describeStackResources(
  input: DescribeStackResourcesCommandInput,
  context: Context,
): Output<DescribeStackResourcesCommandOutput> {
  const stack =
    input.StackName === undefined ? owner(context, input.PhysicalResourceId ?? '') : getStack(context, input.StackName);
  const resources = [...resourcesOf(context, stack.id).values()].filter(
    (one) => input.LogicalResourceId === undefined || one.logicalId === input.LogicalResourceId,
  );
  return { StackResources: resources.map((resource) => describeResource(stack, resource)) };
}

function owner(context: Context, physicalId: string) {
  const found = allStacks(context).find((stack) =>
    [...resourcesOf(context, stack.id).values()].some((resource) => resource.physicalId === physicalId),
  );
  if (found === undefined) throw validation(`Stack for ${physicalId} does not exist`);
  return found;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
export function listStackResources(
  input: ListStackResourcesCommandInput,
  context: Context,
): Output<ListStackResourcesCommandOutput> {
  const stack = getStack(context, input.StackName);
  const { items, next } = page([...resourcesOf(context, stack.id).values()], input.NextToken, RESOURCES_A_PAGE);
  return {
    StackResourceSummaries: items.map((resource) => {
      const { Timestamp, StackName: _, StackId: __, ...described } = describeResource(stack, resource);
      return { ...described, LastUpdatedTimestamp: Timestamp };
    }),
    NextToken: next,
  };
}
