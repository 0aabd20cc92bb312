import { type CodePipelineClient, GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';

/** The token of the approval that waits in a stage, as any client sees it. @throws Error where none waits */
export async function approvalToken(client: CodePipelineClient, name: string, stage: string): Promise<string> {
  const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name }));
  const state = stageStates.find(({ stageName }) => stageName === stage);
  const token = state?.actionStates?.flatMap(({ latestExecution }) => latestExecution?.token ?? [])[0];
  if (token === undefined) throw new Error(`no approval waits in ${stage}`);
  return token;
}
