import { RetryStageExecutionCommand } from '@aws-sdk/client-codepipeline';
import { PIPELINE, type Session } from './session.ts';

/** Lets an execution that failed in a stage, or was kept out of it, try again. */
export async function retryStage(
  { clients, step }: Session,
  stageName: string,
  pipelineExecutionId: string,
): Promise<void> {
  await step(`retry ${stageName}`, () =>
    clients.codepipeline.send(
      new RetryStageExecutionCommand({
        pipelineName: PIPELINE,
        stageName,
        pipelineExecutionId,
        retryMode: 'FAILED_ACTIONS',
      }),
    ),
  );
}
