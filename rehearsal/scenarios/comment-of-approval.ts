import { ListActionExecutionsCommand } from '@aws-sdk/client-codepipeline';
import type { Session } from '../session/session.ts';

/** What the approver of a stage was told in an execution, with all variables resolved; empty where nobody was asked. */
export async function commentOfApproval(
  { clients, project }: Session,
  pipelineExecutionId: string,
  stage: string,
): Promise<string> {
  const { actionExecutionDetails = [] } = await clients.codepipeline.send(
    new ListActionExecutionsCommand({ pipelineName: project.pipelineName, filter: { pipelineExecutionId } }),
  );
  const approval = actionExecutionDetails.find(
    ({ input, stageName }) => stageName === stage && input?.actionTypeId?.category === 'Approval',
  );
  return approval?.input?.resolvedConfiguration?.CustomData ?? '';
}
