import * as iam from 'aws-cdk-lib/aws-iam';
import { ExactRole } from '../../../app/identity/exact-role.ts';
import type { CodeCommitSourceStep } from '../steps/code-commit-source-step.ts';
import { type ActionContext, awsAction, type RenderedAction } from './action.ts';

/**
 * The CodeCommit source action. It never polls: an EventBridge rule starts the pipeline.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
 */
export function renderSource(context: ActionContext, step: CodeCommitSourceStep): RenderedAction {
  const artifact = context.artifactNameOf(step.output);
  const role = new ExactRole(context.scope, 'Action', {
    assumedBy: context.pipelineRole,
    description: `Source action ${context.actionName} of ${context.pipelineName}`,
    statements: [
      new iam.PolicyStatement({
        actions: [
          'codecommit:CancelUploadArchive',
          'codecommit:GetBranch',
          'codecommit:GetCommit',
          'codecommit:GetRepository',
          'codecommit:GetUploadArchiveStatus',
          'codecommit:UploadArchive',
        ],
        resources: [step.repositoryArn],
      }),
      ...context.artifactStore.write([artifact]),
      context.artifactStore.readVersioning(),
    ],
  });
  return {
    declaration: {
      name: context.actionName,
      actionTypeId: awsAction('Source', 'CodeCommit'),
      configuration: {
        RepositoryName: step.repositoryName,
        BranchName: step.branch,
        PollForSourceChanges: false,
        OutputArtifactFormat: 'CODE_ZIP',
      },
      outputArtifacts: [{ name: artifact }],
      namespace: step.namespace,
      roleArn: role.roleArn,
      runOrder: context.runOrder,
    },
  };
}
