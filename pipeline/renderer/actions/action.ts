import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { FileSet, StackDeployment, StackOutputReference } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import type { ArtifactStore } from '../../artifact-store.ts';

/** What every action renderer is given. */
export interface ActionContext {
  /** Scope of the action's own resources. */
  readonly scope: Construct;
  readonly actionName: string;
  readonly runOrder: number;
  readonly pipelineName: string;
  /** The pipeline's service role, which assumes the role of an action. */
  readonly pipelineRole: iam.IPrincipal;
  readonly artifactStore: ArtifactStore;
  readonly artifactNameOf: (fileSet: FileSet) => string;
  /** Namespace of the outputs of a deployed stack. */
  readonly namespaceOf: (stack: StackDeployment) => string;
  /** The deployed stack that an output belongs to. */
  readonly producerOf: (output: StackOutputReference) => StackDeployment;
}

/** One action as CodePipeline takes it. Its `roleArn` is what the pipeline has to assume for it. */
export interface RenderedAction {
  readonly declaration: codepipeline.CfnPipeline.ActionDeclarationProperty;
}

/** The `ActionTypeId` of an action that AWS provides. */
export function awsAction(category: string, provider: string): codepipeline.CfnPipeline.ActionTypeIdProperty {
  return { category, owner: 'AWS', provider, version: '1' };
}
