import type { ActionDeclaration, PipelineDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline';

/** What a stage is for, by what it does. */
export type StageKind = 'source' | 'build' | 'approval' | 'deploy' | 'other';

const categoryOf = (action: ActionDeclaration) => action.actionTypeId?.category;

/** A stage that deploys anything is a deploying one, whatever it tests beside. */
export function kindOf({ actions = [] }: StageDeclaration): StageKind {
  const categories = new Set(actions.map(categoryOf));
  if (categories.has('Deploy')) return 'deploy';
  if (categories.has('Approval')) return 'approval';
  if (categories.has('Source')) return 'source';
  return categories.has('Build') || categories.has('Test') ? 'build' : 'other';
}

/** The stages that an approval lets a release into: those that deploy, up to the next approval. */
export function stagesBehind({ stages = [] }: PipelineDeclaration, approvalStage: string): StageDeclaration[] {
  const after = stages.slice(stages.findIndex(({ name }) => name === approvalStage) + 1);
  const next = after.findIndex((stage) => kindOf(stage) === 'approval');
  return after.slice(0, next < 0 ? undefined : next).filter((stage) => kindOf(stage) === 'deploy');
}

/** The stage that a release is for: the last one that deploys. */
export const lastStage = ({ stages = [] }: PipelineDeclaration): StageDeclaration | undefined =>
  stages.findLast((stage) => kindOf(stage) === 'deploy');

/** The action that takes the source from CodeCommit; undefined where the pipeline has another source. */
export const sourceActionOf = ({ stages = [] }: PipelineDeclaration): ActionDeclaration | undefined =>
  stages.flatMap(({ actions = [] }) => actions).find(({ actionTypeId }) => actionTypeId?.provider === 'CodeCommit');

/** The CodeCommit repository that the pipeline releases; undefined where it has another source. */
export const repositoryOf = (pipeline: PipelineDeclaration): string | undefined =>
  sourceActionOf(pipeline)?.configuration?.RepositoryName;
