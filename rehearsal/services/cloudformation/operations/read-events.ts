import type {
  BeaconStackOperationStatus,
  DescribeEventsCommandInput,
  DescribeEventsCommandOutput,
  DescribeStackEventsCommandInput,
  DescribeStackEventsCommandOutput,
  OperationEvent,
} from '@aws-sdk/client-cloudformation';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeEvent } from '../describe.ts';
import { validation } from '../errors.ts';
import { eventsOf, type StackEvent, stackOfOperation } from '../events.ts';
import { findStack, getChangeSet, getStack } from '../state.ts';

const EVENTS_A_PAGE = 100;
const MANY = 100_000;

function position(token: string | undefined): number {
  const number = token === undefined ? Number.MAX_SAFE_INTEGER : Number(token);
  if (!Number.isInteger(number) || number < 1) throw validation(`NextToken ${token} is not valid`);
  return number;
}

/** Newest first. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html */
export function describeStackEvents(
  input: DescribeStackEventsCommandInput,
  context: Context,
): Output<DescribeStackEventsCommandOutput> {
  const stack = findStack(context, input.StackName ?? '');
  if (stack === undefined) throw validation(`Stack [${input.StackName}] does not exist`);
  const rows = eventsOf(context, stack.id, position(input.NextToken), EVENTS_A_PAGE);
  const last = rows.at(-1);
  return {
    StackEvents: rows.map(({ event }) => describeEvent(event)),
    NextToken: rows.length < EVENTS_A_PAGE || last === undefined ? undefined : String(last.number),
  };
}

/** Events by operation. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html */
export function describeEvents(
  input: DescribeEventsCommandInput,
  context: Context,
): Output<DescribeEventsCommandOutput> {
  const { StackName, ChangeSetName, OperationId } = input;
  if (ChangeSetName !== undefined) {
    // A change set is planned in one go: why it failed is its own StatusReason, and there are no events.
    getChangeSet(context, ChangeSetName, StackName);
    return { OperationEvents: [] };
  }
  const stackId =
    StackName === undefined ? stackOfOperation(context, OperationId ?? '') : getStack(context, StackName).id;
  if (stackId === undefined) throw validation(`Operation ${OperationId} does not exist`);
  const matching = eventsOf(context, stackId, position(input.NextToken), MANY).filter(
    ({ event }) =>
      (OperationId === undefined || event.operationId === OperationId) &&
      (input.Filters?.FailedEvents !== true || isFailure(event)),
  );
  const shown = matching.slice(0, EVENTS_A_PAGE);
  return {
    OperationEvents: shown.map(({ event }) => operationEvent(event)),
    NextToken: matching.length > shown.length ? String(shown.at(-1)?.number) : undefined,
  };
}

const isFailure = (event: StackEvent) => event.status.endsWith('_FAILED');
const isStack = (event: StackEvent) => event.physicalId === event.stackId;

function operationEvent(event: StackEvent): OperationEvent {
  const { StackName: _, ...described } = describeEvent(event);
  return {
    ...described,
    OperationType: event.operationType,
    EventType: isStack(event) ? 'STACK_EVENT' : isFailure(event) ? 'PROVISIONING_ERROR' : 'PROGRESS_EVENT',
    ...(isStack(event) ? { OperationStatus: operationStatus(event) } : {}),
  };
}

function operationStatus({ status }: StackEvent): BeaconStackOperationStatus {
  if (status.endsWith('_IN_PROGRESS')) return 'IN_PROGRESS';
  return status.endsWith('_FAILED') || status.includes('ROLLBACK') ? 'FAILED' : 'SUCCEEDED';
}
