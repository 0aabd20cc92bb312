import type {
  PutLifecycleEventHookExecutionStatusCommandInput,
  StopDeploymentCommandInput,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context } from '../../../kernel/service.ts';
import { eventOf, withEvent } from '../machine.ts';
import { hasEnded } from '../model.ts';
import { wake } from '../runner.ts';
import { deployments, getDeployment, hookExecutions } from '../state.ts';

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_StopDeployment.html */
export function stopDeployment(input: StopDeploymentCommandInput, context: Context) {
  const deployment = getDeployment(context, input.deploymentId ?? '');
  if (hasEnded(deployment))
    throw new ServiceError(
      'DeploymentAlreadyCompletedException',
      `Deployment ${deployment.id} is already ${deployment.status}`,
    );
  const stopRequested = input.autoRollbackEnabled === undefined ? {} : { rollBack: input.autoRollbackEnabled };
  deployments(context).put(deployment.id, { ...deployment, stopRequested });
  wake(deployment.id);
  return { status: 'Pending' as const, statusMessage: 'The deployment is being stopped.' };
}

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html */
export function putLifecycleEventHookExecutionStatus(
  input: PutLifecycleEventHookExecutionStatusCommandInput,
  context: Context,
) {
  const executionId = input.lifecycleEventHookExecutionId ?? '';
  const execution = hookExecutions(context).get(executionId);
  if (execution === undefined || execution.deploymentId !== input.deploymentId)
    throw new ServiceError(
      'InvalidLifecycleEventHookExecutionIdException',
      `There is no lifecycle event hook execution ${executionId} of deployment ${input.deploymentId}`,
    );
  const { status } = input;
  if (status !== 'Succeeded' && status !== 'Failed')
    throw new ServiceError(
      'InvalidLifecycleEventHookExecutionStatusException',
      `A hook reports Succeeded or Failed, and reported ${status}`,
    );
  const deployment = getDeployment(context, execution.deploymentId);
  if (eventOf(deployment, execution.event).status !== 'InProgress' || hasEnded(deployment))
    throw new ServiceError(
      'LifecycleEventAlreadyCompletedException',
      `The lifecycle event ${execution.event} of deployment ${deployment.id} is already completed`,
    );
  deployments(context).put(
    deployment.id,
    withEvent(deployment, execution.event, { status, endMs: context.clock.now() }),
  );
  wake(deployment.id);
  return { lifecycleEventHookExecutionId: executionId };
}
