import * as iam from 'aws-cdk-lib/aws-iam';
import type { StackOutputReference } from 'aws-cdk-lib/pipelines';
import { ExactRole } from '../../../app/identity/exact-role.ts';
import { BuildProject, type BuildProjectProps } from '../build-project.ts';
import { type ActionContext, awsAction, type RenderedAction } from './action.ts';

/** What a CodeBuild action needs beyond its context. The first input is the primary source. */
export interface BuildActionProps extends Omit<BuildProjectProps, 'artifactStore' | 'projectName'> {
  /** `Test` for a step that only judges, `Build` for one that makes something. */
  readonly category: 'Build' | 'Test';
  /** Last part of the project's name. */
  readonly name: string;
  /** Namespace of the variables that the buildspec exports. @default - none */
  readonly namespace?: string;
  /** Environment variables from outputs of deployed stacks. @default - none */
  readonly envFromStackOutputs?: Readonly<Record<string, StackOutputReference>>;
  /**
   * Environment variables from variables of the pipeline, such as `#{codepipeline.PipelineExecutionId}`. Only for values
   * without quotation marks and line ends: CodePipeline puts them into JSON as they are. @default - none
   */
  readonly envFromVariables?: Readonly<Record<string, string>>;
}

/**
 * A CodeBuild action: a project of its own and a role that may start only that project.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
 */
export function renderBuild(context: ActionContext, props: BuildActionProps): RenderedAction {
  const { category, name, namespace, envFromStackOutputs, envFromVariables, ...projectProps } = props;
  const project = new BuildProject(context.scope, 'Build', {
    ...projectProps,
    projectName: `${context.pipelineName}-${name}`,
    artifactStore: context.artifactStore,
  });
  const role = new ExactRole(context.scope, 'Action', {
    assumedBy: context.pipelineRole,
    description: `Build action ${context.actionName} of ${context.pipelineName}`,
    statements: [
      new iam.PolicyStatement({
        actions: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild'],
        resources: [project.projectArn],
      }),
    ],
  });
  const fromOutputs = Object.entries(envFromStackOutputs ?? {}).map(([variable, output]): [string, string] => [
    variable,
    `#{${context.namespaceOf(context.producerOf(output))}.${output.outputName}}`,
  ]);
  const variables = [...fromOutputs, ...Object.entries(envFromVariables ?? {})].map(([variable, value]) => ({
    name: variable,
    type: 'PLAINTEXT',
    value,
  }));
  const [primarySource] = props.inputs;
  return {
    declaration: {
      name: context.actionName,
      actionTypeId: awsAction(category, 'CodeBuild'),
      configuration: {
        ProjectName: project.projectName,
        ...(props.inputs.length > 1 ? { PrimarySource: primarySource } : {}),
        ...(variables.length > 0 ? { EnvironmentVariables: JSON.stringify(variables) } : {}),
      },
      inputArtifacts: props.inputs.map((input) => ({ name: input })),
      ...(props.outputs.length > 0 ? { outputArtifacts: props.outputs.map((output) => ({ name: output })) } : {}),
      ...(namespace === undefined ? {} : { namespace }),
      roleArn: role.roleArn,
      runOrder: context.runOrder,
    },
  };
}
