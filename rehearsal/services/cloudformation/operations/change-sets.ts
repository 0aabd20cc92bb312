import type {
  DeleteChangeSetCommandInput,
  DeleteChangeSetCommandOutput,
  DescribeChangeSetCommandInput,
  DescribeChangeSetCommandOutput,
  ListChangeSetsCommandInput,
  ListChangeSetsCommandOutput,
} from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeChange, describeParameter, summarizeChangeSet } from '../describe.ts';
import { changeSetsOf, findStack, forgetChangeSet, getChangeSet, getLiveStack } from '../state.ts';
import { page } from './page.ts';

const CHANGES_A_PAGE = 100;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html */
export function describeChangeSet(
  input: DescribeChangeSetCommandInput,
  context: Context,
): Output<DescribeChangeSetCommandOutput> {
  const set = getChangeSet(context, input.ChangeSetName, input.StackName);
  const { items, next } = page(set.changes, input.NextToken, CHANGES_A_PAGE);
  const { CreationTime, Description, IncludeNestedStacks, ImportExistingResources } = summarizeChangeSet(set);
  return {
    ChangeSetId: set.id,
    ChangeSetName: set.name,
    StackId: set.stackId,
    StackName: set.stackName,
    Description,
    CreationTime,
    IncludeNestedStacks,
    ImportExistingResources,
    Parameters: set.settings.parameters.map(describeParameter),
    ExecutionStatus: set.executionStatus,
    Status: set.status,
    StatusReason: set.statusReason,
    NotificationARNs: [...set.settings.notificationArns],
    RollbackConfiguration: {},
    Capabilities: [...set.settings.capabilities],
    Tags: [...set.settings.tags],
    OnStackFailure: set.onStackFailure,
    Changes: items.map((change) => describeChange(change, input.IncludePropertyValues === true)),
    NextToken: next,
  };
}

/** Succeeds for one that is not there. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html */
export function deleteChangeSet(
  input: DeleteChangeSetCommandInput,
  context: Context,
): Output<DeleteChangeSetCommandOutput> {
  const name = input.ChangeSetName ?? '';
  const isArn = name.startsWith('arn:');
  if (!isArn) getLiveStack(context, input.StackName);
  const stack = input.StackName === undefined ? undefined : findStack(context, input.StackName);
  const set = isArn
    ? findByArn(context, name, stack?.id)
    : changeSetsOf(context, stack?.id ?? '').find((one) => one.name === name);
  if (set === undefined) return {};
  if (set.executionStatus === 'EXECUTE_IN_PROGRESS')
    throw new ServiceError(
      'InvalidChangeSetStatusException',
      `ChangeSet [${set.id}] is being executed and cannot be deleted`,
      400,
    );
  forgetChangeSet(context, set);
  return {};
}

function findByArn(context: Context, arn: string, stackId: string | undefined) {
  const everywhere = context.table<ReturnType<typeof getChangeSet>>('cloudformation.changeSets').values();
  return everywhere.find((set) => set.id === arn && (stackId === undefined || set.stackId === stackId));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListChangeSets.html */
export function listChangeSets(
  input: ListChangeSetsCommandInput,
  context: Context,
): Output<ListChangeSetsCommandOutput> {
  const stack = getLiveStack(context, input.StackName);
  const open = changeSetsOf(context, stack.id).filter((set) => set.executionStatus !== 'EXECUTE_COMPLETE');
  const { items, next } = page(open, input.NextToken, CHANGES_A_PAGE);
  return { Summaries: items.map(summarizeChangeSet), NextToken: next };
}
