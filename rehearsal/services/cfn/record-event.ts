import { uuid } from '../../kernel/ids.ts';
import type { Scope } from '../../kernel/service.ts';
import { events, type Stack, type StackResource, stacks } from './state.ts';

const counters = new Map<string, number>();

function nextKey(scope: Scope, stackId: string): string {
  const count = (counters.get(stackId) ?? events(scope).entries(`${stackId} `).length) + 1;
  counters.set(stackId, count);
  return `${stackId} ${String(count).padStart(8, '0')}`;
}

interface Happened {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

function record(scope: Scope, stack: Stack, happened: Happened): void {
  const { reason, properties, ...rest } = happened;
  events(scope).put(nextKey(scope, stack.id), {
    ...rest,
    id: uuid(),
    stackId: stack.id,
    stackName: stack.name,
    atMs: scope.clock.now(),
    operationId: stack.operation?.id ?? '',
    ...(reason === undefined ? {} : { reason }),
    ...(properties === undefined ? {} : { properties: JSON.stringify(properties) }),
  });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-stack-status-change.html */
export function recordResource(scope: Scope, stack: Stack, resource: StackResource): void {
  record(scope, stack, resource);
  scope.bus.publish({
    source: 'aws.cloudformation',
    'detail-type': 'CloudFormation Resource Status Change',
    account: scope.account,
    region: scope.region,
    resources: [stack.id],
    detail: {
      'stack-id': stack.id,
      'logical-resource-id': resource.logicalId,
      'physical-resource-id': resource.physicalId,
      'resource-type': resource.type,
      'status-details': { status: resource.status, 'status-reason': resource.reason ?? '' },
    },
  });
}

/** Stores the stack with its new status, and tells of it. */
export function setStatus(scope: Scope, stack: Stack, status: string, reason?: string): Stack {
  const { reason: _, ...rest } = stack;
  const next: Stack = { ...rest, status, ...(reason === undefined ? {} : { reason }) };
  stacks(scope).put(stack.id, next);
  record(scope, next, {
    logicalId: stack.name,
    physicalId: stack.id,
    type: 'AWS::CloudFormation::Stack',
    status,
    ...(reason === undefined ? {} : { reason }),
  });
  scope.bus.publish({
    source: 'aws.cloudformation',
    'detail-type': 'CloudFormation Stack Status Change',
    account: scope.account,
    region: scope.region,
    resources: [stack.id],
    detail: { 'stack-id': stack.id, 'status-details': { status, 'status-reason': reason ?? '' } },
  });
  return next;
}
