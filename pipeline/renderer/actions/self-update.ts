import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ActionContext, RenderedAction } from './action.ts';
import { ownStackRoleArns } from './bootstrap-roles.ts';
import { renderBuild } from './build.ts';

const NAME = 'self-mutate';

/** The project that deploys the stack of a pipeline. */
export const selfUpdateProject = (pipelineName: string): string => `${pipelineName}-${NAME}`;

/**
 * The action with which the pipeline deploys its own stack from the cloud assembly. Its build may assume only the two
 * bootstrap roles that a deployment takes: the deploying and the file-publishing one.
 *
 * @param buildSpec text of the buildspec
 * @param seals environment variables, from variables of the pipeline, with what both artifacts must be
 */
export function renderSelfUpdate(
  context: ActionContext,
  buildSpec: string,
  assemblyArtifact: string,
  toolsArtifact: string,
  seals: Readonly<Record<string, string>>,
): RenderedAction {
  const stack = cdk.Stack.of(context.scope);
  return renderBuild(context, {
    name: NAME,
    category: 'Build',
    description: `Deploys the stack of the pipeline ${context.pipelineName} from the cloud assembly`,
    buildSpec,
    inputs: [toolsArtifact, assemblyArtifact],
    outputs: [],
    envFromVariables: seals,
    env: { PIPELINE_STACK: stack.stackName },
    statements: [new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: ownStackRoleArns(context.scope) })],
  });
}
