import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ActionContext, RenderedAction } from './action.ts';
import { ownStackRoleArns } from './bootstrap-roles.ts';
import { renderBuild } from './build.ts';

/** Namespace of what the action says of the release: `#{Changes.CHANGES}` and `#{Changes.PERMISSIONS}`. */
export const CHANGES_NAMESPACE = 'Changes';

/**
 * The action that judges what a release changes, and with which the pipeline then deploys its own stack from the cloud
 * assembly. Its build may read the pipeline's own history, which says what is deployed, and assume only the two bootstrap
 * roles that a deployment takes: the deploying and the file-publishing one.
 *
 * @param buildSpec text of the buildspec
 */
export function renderSelfUpdate(
  context: ActionContext,
  buildSpec: string,
  assemblyArtifact: string,
  toolsArtifact: string,
): RenderedAction {
  const stack = cdk.Stack.of(context.scope);
  return renderBuild(context, {
    name: 'self-mutate',
    category: 'Build',
    description: `Deploys the stack of the pipeline ${context.pipelineName} from the cloud assembly`,
    buildSpec,
    inputs: [toolsArtifact, assemblyArtifact],
    outputs: [],
    namespace: CHANGES_NAMESPACE,
    env: { PIPELINE_STACK: stack.stackName, PIPELINE_NAME: context.pipelineName },
    envFromVariables: { EXECUTION_ID: '#{codepipeline.PipelineExecutionId}' },
    statements: [
      new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: ownStackRoleArns(context.scope) }),
      new iam.PolicyStatement({
        actions: ['codepipeline:ListActionExecutions', 'codepipeline:ListPipelineExecutions'],
        resources: [stack.formatArn({ service: 'codepipeline', resource: context.pipelineName })],
      }),
    ],
  });
}
