import * as sdk from '@aws-sdk/client-cloudformation';
import type { Kernel, Operations, Service } from '../../kernel/service.ts';
import type { AnyResourceType } from '../cloudformation/resource-type.ts';
import { resourceTypes } from '../cloudformation/resources/index.ts';
import { answerRoute } from './custom-resource.ts';
import { resumeOperations } from './executor.ts';
import type { HandlerOf } from './handlers.ts';
import * as changeSets from './operations/change-set-operations.ts';
import * as read from './operations/read-operations.ts';
import * as write from './operations/stack-operations.ts';

/** CloudFormation with these resource types; every other type is kept as a record. */
export function createCloudformation(types: readonly AnyResourceType[]): Service {
  const byName = new Map(types.map((type) => [type.type, type]));
  const handlerOf: HandlerOf = (type) => byName.get(type);
  return {
    signingName: 'cloudformation',
    sdk,
    operations: {
      CreateChangeSet: changeSets.createChangeSet(handlerOf),
      DescribeChangeSet: changeSets.describeChangeSet,
      ListChangeSets: changeSets.listChangeSets,
      DeleteChangeSet: changeSets.deleteChangeSet,
      ExecuteChangeSet: changeSets.executeChangeSet(handlerOf),
      CreateStack: write.createStack(handlerOf),
      UpdateStack: write.updateStack(handlerOf),
      DeleteStack: write.deleteStack(handlerOf),
      CancelUpdateStack: write.cancelUpdateStack,
      ContinueUpdateRollback: write.continueUpdateRollback(handlerOf),
      UpdateTerminationProtection: write.updateTerminationProtection,
      SetStackPolicy: write.setStackPolicy,
      GetStackPolicy: read.getStackPolicy,
      DescribeStacks: read.describeStacks,
      ListStacks: read.listStacks,
      DescribeStackEvents: read.describeStackEvents,
      DescribeEvents: read.describeEvents,
      DescribeStackResources: read.describeStackResources,
      DescribeStackResource: read.describeStackResource,
      ListStackResources: read.listStackResources,
      GetTemplate: read.getTemplate,
      GetTemplateSummary: read.getTemplateSummary,
      ValidateTemplate: read.validateTemplate,
      ListExports: read.listExports,
      ListImports: read.listImports,
    } satisfies Operations<typeof sdk>,
    routes: [answerRoute],
    resume: (kernel: Kernel) => resumeOperations(kernel, handlerOf),
  };
}

export const cloudformation = createCloudformation(resourceTypes);
