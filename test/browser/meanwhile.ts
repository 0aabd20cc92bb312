import { type CodePipelineClient, ListActionExecutionsCommand } from '@aws-sdk/client-codepipeline';

/** What the pipeline was doing while a page was waited for: the actions of its newest execution, the last one first. */
export async function meanwhile(client: CodePipelineClient, pipelineName: string): Promise<string> {
  const { actionExecutionDetails = [] } = await client.send(new ListActionExecutionsCommand({ pipelineName }));
  const newest = actionExecutionDetails[0]?.pipelineExecutionId;
  return actionExecutionDetails
    .filter(({ pipelineExecutionId }) => pipelineExecutionId === newest)
    .map(({ stageName, actionName, status, output }) => {
      const why = output?.executionResult?.errorDetails?.message ?? output?.executionResult?.externalExecutionSummary;
      return `${stageName} / ${actionName}: ${status} ${why ?? ''}`;
    })
    .join('\n');
}
