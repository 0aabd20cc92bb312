import { GetPipelineCommand, type PipelineDeclaration, type StageDeclaration } from '@aws-sdk/client-codepipeline';
import type { OperationClients } from './clients.ts';
import { Refused } from './refused.ts';

/** The definition of a pipeline. @throws Refused when there is none of that name */
export async function readPipeline({ codepipeline }: OperationClients, name: string): Promise<PipelineDeclaration> {
  try {
    const { pipeline } = await codepipeline.send(new GetPipelineCommand({ name }));
    if (pipeline === undefined) throw new Error(`codepipeline:GetPipeline answered nothing for ${name}`);
    return pipeline;
  } catch (error) {
    if (error instanceof Error && error.name === 'PipelineNotFoundException')
      throw new Refused(`There is no pipeline ${name} in this account and region`, 'Give its name with --pipeline.');
    throw error;
  }
}

/** One stage of a pipeline. @throws Refused when there is none of that name, with those that there are */
export function stageOf(pipeline: PipelineDeclaration, name: string): StageDeclaration {
  const stages = pipeline.stages ?? [];
  const stage = stages.find((one) => one.name === name);
  if (stage === undefined)
    throw new Refused(
      `The pipeline ${pipeline.name} has no stage ${name}`,
      `Its stages are ${stages.map((one) => one.name).join(', ')}.`,
    );
  return stage;
}

/** The stacks that a stage deploys, in order. */
export function stacksOf(stage: StageDeclaration): string[] {
  const names = (stage.actions ?? [])
    .filter(({ actionTypeId }) => actionTypeId?.category === 'Deploy' && actionTypeId.provider === 'CloudFormation')
    .flatMap(({ configuration }) => configuration?.StackName ?? []);
  return [...new Set(names)];
}
