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

/** Whether a release passes the stage over where there is nothing to ask. */
const isAskedInNeed = ({ beforeEntry }: StageDeclaration): boolean =>
  beforeEntry?.conditions?.some(({ result }) => result === 'SKIP') ?? false;

/** What the judge of a release says where the security approver need not be asked, as the pipeline's condition reads it. */
const REVIEW_VARIABLE = /\.SECURITY_REVIEW\}$/;

/** Whether an approval decides on what a release newly allows, and not on a deployment. */
export const asksAboutPermissions = ({ beforeEntry }: StageDeclaration): boolean =>
  beforeEntry?.conditions?.some(({ rules = [] }) =>
    rules.some(({ configuration }) => REVIEW_VARIABLE.test(configuration?.Variable ?? '')),
  ) ?? false;

/** The names of the approvals behind a stage. */
export function approvalsBehind({ stages = [] }: PipelineDeclaration, stage: string): string[] {
  const behind = stages.slice(stages.findIndex(({ name }) => name === stage) + 1);
  return behind.flatMap((one) => (kindOf(one) === 'approval' ? (one.name ?? []) : []));
}

/**
 * The stages that an approval is about: those that deploy, up to the next approval; all of them where it is asked only in need, as
 * what needs it may be anywhere in the release.
 */
export function stagesBehind({ stages = [] }: PipelineDeclaration, approvalStage: string): StageDeclaration[] {
  const index = stages.findIndex(({ name }) => name === approvalStage);
  const after = stages.slice(index + 1);
  const approval = stages[index];
  const next =
    approval !== undefined && isAskedInNeed(approval) ? -1 : after.findIndex((stage) => kindOf(stage) === 'approval');
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
