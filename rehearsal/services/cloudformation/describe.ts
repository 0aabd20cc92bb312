import type * as sdk from '@aws-sdk/client-cloudformation';
import type { StackEvent } from './events.ts';
import type { ChangeSet, Stack, StackResource, StoredParameter } from './model.ts';
import type { PlannedChange } from './plan/change.ts';

/* What is stored, in the API's own shapes. */

export function describeParameter({ key, value, resolved, noEcho }: StoredParameter): sdk.Parameter {
  return {
    ParameterKey: key,
    ParameterValue: noEcho ? '****' : value,
    ...(resolved === undefined ? {} : { ResolvedValue: noEcho ? '****' : resolved }),
  };
}

export function describeStack(stack: Stack): sdk.Stack {
  return {
    StackId: stack.id,
    StackName: stack.name,
    Description: stack.description,
    Parameters: stack.parameters.map(describeParameter),
    CreationTime: new Date(stack.createdMs),
    LastUpdatedTime: stack.updatedMs === undefined ? undefined : new Date(stack.updatedMs),
    DeletionTime: stack.deletedMs === undefined ? undefined : new Date(stack.deletedMs),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.disableRollback,
    NotificationARNs: [...stack.notificationArns],
    TimeoutInMinutes: stack.timeoutMinutes,
    Capabilities: [...stack.capabilities],
    Outputs: stack.outputs.map((output) => ({
      OutputKey: output.key,
      OutputValue: output.value,
      Description: output.description,
      ExportName: output.exportName,
    })),
    RoleARN: stack.roleArn,
    Tags: [...stack.tags],
    EnableTerminationProtection: stack.terminationProtection,
    RetainExceptOnCreate: stack.retainExceptOnCreate,
    ChangeSetId: stack.changeSetId,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    LastOperations: stack.lastOperations.map(({ type, id }) => ({ OperationType: type, OperationId: id })),
  };
}

export function summarizeStack(stack: Stack): sdk.StackSummary {
  const {
    StackId,
    StackName,
    CreationTime,
    LastUpdatedTime,
    DeletionTime,
    StackStatus,
    StackStatusReason,
    DriftInformation,
  } = describeStack(stack);
  return {
    StackId,
    StackName,
    TemplateDescription: stack.description,
    CreationTime,
    LastUpdatedTime,
    DeletionTime,
    StackStatus,
    StackStatusReason,
    DriftInformation,
  };
}

export function describeResource(stack: Stack, resource: StackResource): sdk.StackResource {
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    Timestamp: new Date(resource.updatedMs),
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

export function describeEvent(event: StackEvent): sdk.StackEvent {
  return {
    StackId: event.stackId,
    EventId: event.eventId,
    StackName: event.stackName,
    OperationId: event.operationId,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.timeMs),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties,
    ClientRequestToken: event.clientToken,
  };
}

/** @param withValues whether property values are asked for (IncludePropertyValues) */
export function describeChange(change: PlannedChange, withValues: boolean): sdk.Change {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: change.action,
      PolicyAction: change.policyAction,
      LogicalResourceId: change.logicalId,
      PhysicalResourceId: change.physicalId,
      ResourceType: change.type,
      Replacement: change.replacement,
      Scope: [...change.scope],
      Details: change.details.map((detail) => ({
        Target: {
          Attribute: detail.attribute,
          Name: detail.name,
          RequiresRecreation: detail.requiresRecreation,
          ...(withValues
            ? {
                Path: detail.path,
                BeforeValue: detail.before,
                AfterValue: detail.after,
                AttributeChangeType: detail.kind,
              }
            : {}),
        },
        Evaluation: detail.evaluation,
        ChangeSource: detail.source,
        CausingEntity: detail.causingEntity,
      })),
      ...(withValues ? { BeforeContext: change.beforeContext, AfterContext: change.afterContext } : {}),
    },
  };
}

export function summarizeChangeSet(set: ChangeSet): sdk.ChangeSetSummary {
  return {
    StackId: set.stackId,
    StackName: set.stackName,
    ChangeSetId: set.id,
    ChangeSetName: set.name,
    ExecutionStatus: set.executionStatus,
    Status: set.status,
    StatusReason: set.statusReason,
    CreationTime: new Date(set.createdMs),
    Description: set.description,
    IncludeNestedStacks: set.includeNestedStacks,
    ImportExistingResources: set.importExistingResources,
  };
}
