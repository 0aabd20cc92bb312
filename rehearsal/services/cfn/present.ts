import type {
  Change,
  Output as OutputShape,
  StackEvent as StackEventShape,
  StackResourceDetail,
  Stack as StackShape,
} from '@aws-sdk/client-cloudformation';
import { asCapability } from './operations/change-set-operations.ts';
import type { PropertyChange, ResourceChange } from './plan.ts';
import type { Stack, StackEvent, StackOutput, StackResource } from './state.ts';
import { parseTemplate } from './template/template.ts';

/* The API's view of what is stored. */

const tell = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text;
};

function describeDifference(change: PropertyChange, withValues: boolean) {
  return {
    Target: {
      Attribute: 'Properties' as const,
      Name: change.name,
      RequiresRecreation: change.recreates,
      Path: `/Properties/${change.name}`,
      ...(withValues
        ? {
            BeforeValue: change.before === undefined ? undefined : tell(change.before),
            AfterValue: change.after === undefined ? undefined : tell(change.after),
            AttributeChangeType:
              change.before === undefined
                ? ('Add' as const)
                : change.after === undefined
                  ? ('Remove' as const)
                  : ('Modify' as const),
          }
        : {}),
    },
    Evaluation: change.source === 'DirectModification' ? ('Static' as const) : ('Dynamic' as const),
    ChangeSource: change.source,
    CausingEntity: change.cause,
  };
}

export function describeChange(change: ResourceChange, withValues: boolean): Change {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: change.action,
      LogicalResourceId: change.logicalId,
      PhysicalResourceId: change.physicalId,
      ResourceType: change.type,
      Replacement: change.replacement,
      Scope: change.changes.length > 0 ? ['Properties'] : [],
      Details: change.changes.map((difference) => describeDifference(difference, withValues)),
    },
  };
}

const describeOutput = (output: StackOutput): OutputShape => ({
  OutputKey: output.key,
  OutputValue: output.value,
  Description: output.description,
  ExportName: output.exportName,
});

type StackStatus = NonNullable<StackShape['StackStatus']>;
const isStackStatus = (status: string): status is StackStatus => /_(IN_PROGRESS|COMPLETE|FAILED)$/.test(status);
export function stackStatus(status: string): StackStatus {
  if (isStackStatus(status)) return status;
  throw new Error(`${status} is no status of a stack`);
}

const MASKED = '****';

export function describeStack(stack: Stack): StackShape {
  const declared = stack.current === undefined ? {} : (parseTemplate(stack.current.body).Parameters ?? {});
  const given = stack.current?.given ?? {};
  return {
    StackId: stack.id,
    StackName: stack.name,
    Description: stack.description,
    StackStatus: stackStatus(stack.status),
    StackStatusReason: stack.reason,
    CreationTime: new Date(stack.createdMs),
    LastUpdatedTime: stack.updatedMs === undefined ? undefined : new Date(stack.updatedMs),
    DeletionTime: stack.deletedMs === undefined ? undefined : new Date(stack.deletedMs),
    RoleARN: stack.roleArn,
    Capabilities: stack.capabilities.flatMap(asCapability),
    DisableRollback: false,
    EnableTerminationProtection: stack.terminationProtection,
    NotificationARNs: [...stack.notificationArns],
    Parameters: Object.entries(given).map(([ParameterKey, value]) => {
      const parameter = declared[ParameterKey];
      const resolved = stack.current?.parameters[ParameterKey];
      const hidden = String(parameter?.NoEcho) === 'true';
      return {
        ParameterKey,
        ParameterValue: hidden ? MASKED : value,
        ...(parameter?.Type.startsWith('AWS::SSM::') && typeof resolved === 'string'
          ? { ResolvedValue: resolved }
          : {}),
      };
    }),
    Outputs: stack.outputs.map(describeOutput),
    Tags: Object.entries(stack.current?.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

type ResourceStatusShape = NonNullable<StackEventShape['ResourceStatus']>;
const isResourceStatus = (status: string): status is ResourceStatusShape =>
  /_(IN_PROGRESS|COMPLETE|FAILED|SKIPPED)$/.test(status);
function resourceStatus(status: string): ResourceStatusShape {
  if (isResourceStatus(status)) return status;
  throw new Error(`${status} is no status of a resource`);
}

export const describeEvent = (event: StackEvent): StackEventShape => ({
  EventId: event.id,
  StackId: event.stackId,
  StackName: event.stackName,
  LogicalResourceId: event.logicalId,
  PhysicalResourceId: event.physicalId,
  ResourceType: event.type,
  Timestamp: new Date(event.atMs),
  ResourceStatus: resourceStatus(event.status),
  ResourceStatusReason: event.reason,
  ResourceProperties: event.properties,
  OperationId: event.operationId,
});

export const describeResource = (stack: Stack, resource: StackResource): StackResourceDetail & { Timestamp: Date } => ({
  StackName: stack.name,
  StackId: stack.id,
  LogicalResourceId: resource.logicalId,
  PhysicalResourceId: resource.physicalId,
  ResourceType: resource.type,
  ResourceStatus: resourceStatus(resource.status),
  ResourceStatusReason: resource.reason,
  LastUpdatedTimestamp: new Date(resource.changedMs),
  Timestamp: new Date(resource.changedMs),
  DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
});
