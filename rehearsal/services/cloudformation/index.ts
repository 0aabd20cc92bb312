import * as sdk from '@aws-sdk/client-cloudformation';
import type { Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { prepareEvents } from './events.ts';
import { wakeOnDeployment } from './execute/alias-deployment.ts';
import { createEngine, resumeOperations } from './execute/runner.ts';
import * as changeSets from './operations/change-sets.ts';
import { createChangeSet } from './operations/create-change-set.ts';
import { createStack } from './operations/create-stack.ts';
import { deleteStack } from './operations/delete-stack.ts';
import { executeChangeSet } from './operations/execute-change-set.ts';
import * as protect from './operations/protect-stack.ts';
import * as events from './operations/read-events.ts';
import * as resources from './operations/read-resources.ts';
import * as stacks from './operations/read-stacks.ts';
import * as steer from './operations/steer-stack.ts';
import * as templates from './operations/templates.ts';
import { updateStack } from './operations/update-stack.ts';
import type { AnyResourceType } from './resource-type.ts';
import { resourceTypes } from './resources/index.ts';
import { responseRoute } from './responses.ts';

/** CloudFormation that knows the given resource types; every other type is kept as a record. */
export function createCloudformation(types: readonly AnyResourceType[]) {
  const engine = createEngine(types);
  return {
    signingName: 'cloudformation',
    sdk,
    operations: {
      CancelUpdateStack: steer.cancelUpdateStack(engine),
      ContinueUpdateRollback: steer.continueUpdateRollback(engine),
      CreateChangeSet: createChangeSet(engine),
      CreateStack: createStack(engine),
      DeleteChangeSet: changeSets.deleteChangeSet,
      DeleteStack: deleteStack(engine),
      DescribeChangeSet: changeSets.describeChangeSet,
      DescribeEvents: events.describeEvents,
      DescribeStackEvents: events.describeStackEvents,
      DescribeStackResource: resources.describeStackResource,
      DescribeStackResources: resources.describeStackResources,
      DescribeStacks: stacks.describeStacks,
      ExecuteChangeSet: executeChangeSet(engine),
      GetStackPolicy: protect.getStackPolicy,
      GetTemplate: templates.getTemplate,
      GetTemplateSummary: templates.getTemplateSummary,
      ListChangeSets: changeSets.listChangeSets,
      ListExports: stacks.listExports,
      ListImports: stacks.listImports,
      ListStackResources: resources.listStackResources,
      ListStacks: stacks.listStacks,
      RollbackStack: steer.rollbackStack(engine),
      SetStackPolicy: protect.setStackPolicy,
      UpdateStack: updateStack(engine),
      UpdateTerminationProtection: protect.updateTerminationProtection,
      ValidateTemplate: templates.validateTemplate,
    } satisfies Operations<typeof sdk>,
    authorization,
    routes: [responseRoute],
    start: (kernel) => {
      prepareEvents(kernel);
      kernel.bus.subscribe('cloudformation.deployments', (event) => wakeOnDeployment(kernel, event));
    },
    resume: (kernel) => resumeOperations(kernel, engine),
  } satisfies Service;
}

export const cloudformation = createCloudformation(resourceTypes);
