import type { OperationType, ResourceStatus } from '@aws-sdk/client-cloudformation';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { uuid } from '../../kernel/ids.ts';
import type { Kernel, Scope } from '../../kernel/service.ts';
import type { Stack, StackOperation } from './model.ts';

/** One event of a stack: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html */
export interface StackEvent {
  readonly eventId: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly timeMs: number;
  /** Of the stack's own events also statuses that only stacks have, though the model does not list them. */
  readonly status: ResourceStatus;
  readonly reason?: string;
  /** JSON. */
  readonly properties?: string;
  readonly clientToken?: string;
  readonly operationId?: string;
  readonly operationType?: OperationType;
}

const STACK_TYPE = 'AWS::CloudFormation::Stack';

export function prepareEvents(kernel: Kernel): void {
  kernel.store.database.exec(`
    CREATE TABLE IF NOT EXISTS cloudformation_events (
      number INTEGER PRIMARY KEY AUTOINCREMENT, stack_id TEXT NOT NULL, operation_id TEXT, event TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS cloudformation_events_by_stack ON cloudformation_events (stack_id, number);
  `);
}

export interface ResourceHappening {
  readonly logicalId: string;
  readonly physicalId?: string | undefined;
  readonly type: string;
  readonly status: ResourceStatus;
  readonly reason?: string | undefined;
  readonly properties?: object | undefined;
}

/** Stores what happened to a resource and tells EventBridge and the stack's topics. */
export function recordResourceEvent(
  scope: Scope,
  stack: Stack,
  operation: StackOperation,
  what: ResourceHappening,
): void {
  const { logicalId, physicalId, type, status, reason, properties } = what;
  append(scope, stack, operation, {
    eventId: `${logicalId}-${status}-${uuid()}`,
    logicalId,
    type,
    status,
    ...(physicalId === undefined ? {} : { physicalId }),
    ...(reason === undefined ? {} : { reason }),
    ...(properties === undefined ? {} : { properties: JSON.stringify(properties) }),
  });
  scope.bus.publish({
    source: 'aws.cloudformation',
    'detail-type': 'CloudFormation Resource Status Change',
    account: scope.account,
    region: scope.region,
    resources: [stack.id],
    detail: {
      'stack-id': stack.id,
      'logical-resource-id': logicalId,
      'physical-resource-id': physicalId ?? '',
      'status-details': { status, 'status-reason': reason ?? '' },
      'resource-type': type,
      'client-request-token': operation.clientToken ?? '',
    },
  });
}

/** Stores a stack's new status as an event, and tells EventBridge and the stack's topics. */
export function recordStackEvent(
  scope: Scope,
  stack: Stack,
  operation: Pick<StackOperation, 'id' | 'type' | 'clientToken'> | undefined,
): void {
  const { status } = stack;
  append(scope, stack, operation, {
    eventId: uuid(),
    logicalId: stack.name,
    physicalId: stack.id,
    type: STACK_TYPE,
    status,
    ...(stack.statusReason === undefined ? {} : { reason: stack.statusReason }),
  });
  scope.bus.publish({
    source: 'aws.cloudformation',
    'detail-type': 'CloudFormation Stack Status Change',
    account: scope.account,
    region: scope.region,
    resources: [stack.id],
    detail: {
      'stack-id': stack.id,
      'status-details': { status, 'status-reason': stack.statusReason ?? '' },
      'client-request-token': operation?.clientToken ?? '',
    },
  });
}

type Written = Pick<StackEvent, 'eventId' | 'logicalId' | 'physicalId' | 'type' | 'reason' | 'properties'> & {
  readonly status: string;
};

function append(
  scope: Scope,
  stack: Stack,
  operation: Pick<StackOperation, 'id' | 'type' | 'clientToken'> | undefined,
  what: Written,
): void {
  const event = {
    ...what,
    stackId: stack.id,
    stackName: stack.name,
    timeMs: scope.clock.now(),
    ...(operation === undefined ? {} : { operationId: operation.id, operationType: operation.type }),
    ...(operation?.clientToken === undefined ? {} : { clientToken: operation.clientToken }),
  };
  scope.store.database
    .prepare('INSERT INTO cloudformation_events (stack_id, operation_id, event) VALUES (?, ?, ?)')
    .run(stack.id, operation?.id ?? null, JSON.stringify(event));
  for (const topicArn of stack.notificationArns) notify(scope, topicArn, event);
}

/** The message of https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-notifications.html */
function notify(scope: Scope, topicArn: string, event: Omit<StackEvent, 'status'> & { status: string }): void {
  const lines = {
    StackId: event.stackId,
    Timestamp: new Date(event.timeMs).toISOString(),
    EventId: event.eventId,
    LogicalResourceId: event.logicalId,
    Namespace: scope.account,
    PhysicalResourceId: event.physicalId ?? '',
    ResourceProperties: event.properties ?? 'null',
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason ?? '',
    ResourceType: event.type,
    StackName: event.stackName,
    ClientRequestToken: event.clientToken ?? 'null',
  };
  const Message = Object.entries(lines)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
  scope.background(`notification of stack ${event.stackName}`, async () => {
    const sns = scope.clients.asService(SNSClient, 'cloudformation.amazonaws.com', scope.region, event.stackId);
    await sns.send(new PublishCommand({ TopicArn: topicArn, Subject: 'AWS CloudFormation Notification', Message }));
  });
}

export interface NumberedEvent {
  readonly number: number;
  readonly event: StackEvent;
}

/** Newest first, those older than number `before`. */
export function eventsOf(scope: Scope, stackId: string, before: number, most: number): NumberedEvent[] {
  const rows = scope.store.database
    .prepare(
      'SELECT number, event FROM cloudformation_events WHERE stack_id = ? AND number < ? ORDER BY number DESC LIMIT ?',
    )
    .all(stackId, before, most);
  return rows.map((row) => ({ number: Number(row.number), event: readEvent(String(row.event)) }));
}

/** The stack that an operation belonged to, by its events. */
export function stackOfOperation(scope: Scope, operationId: string): string | undefined {
  const row = scope.store.database
    .prepare('SELECT stack_id FROM cloudformation_events WHERE operation_id = ? LIMIT 1')
    .get(operationId);
  return row === undefined ? undefined : String(row.stack_id);
}

function readEvent(text: string): StackEvent {
  const event: StackEvent = JSON.parse(text);
  return event;
}
