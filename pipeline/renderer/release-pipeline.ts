import * as cdk from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  type FileSet,
  type IFileSetProducer,
  ManualApprovalStep,
  PipelineBase,
  ShellStep,
  type Step,
} from 'aws-cdk-lib/pipelines';
import { type AGraphNode, isGraph, PipelineGraph } from 'aws-cdk-lib/pipelines/lib/helpers-internal';
import { Construct } from 'constructs';
import { ExactRole } from '../../app/identity/exact-role.ts';
import { serviceTrust } from '../../app/identity/service-trust.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import type { ActionContext, RenderedAction } from './actions/action.ts';
import { renderApproval } from './actions/approval.ts';
import { renderBuild } from './actions/build.ts';
import { type AssemblyLocation, renderChangeSet, renderExecute, renderPrepare } from './actions/deploy-stack.ts';
import { renderPublish } from './actions/publish-assets.ts';
import { renderSelfUpdate } from './actions/self-update.ts';
import { renderSource } from './actions/source.ts';
import { ArtifactNames } from './artifact-names.ts';
import { shellBuild } from './shell-build.ts';
import { renderStageConditions, type StageConditions } from './stage-conditions.ts';
import { BuildSpecStep } from './steps/build-spec-step.ts';
import { CodeCommitSourceStep } from './steps/code-commit-source-step.ts';
import { StackStep, templateFileOf } from './steps/stack-step.ts';

/** What CodePipeline takes in one stage: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const ACTIONS_PER_STAGE_MAX = 100;

/** The stage with which the blueprint's graph deploys the pipeline's own stack. */
const SELF_UPDATE_STAGE = 'UpdatePipeline';
/** The one with which it publishes the assets. */
const PUBLISHING_STAGE = 'Assets';

/** A stage in front of the pipeline's own update: what it decides is decided before anything is deployed. */
export interface ReviewStage {
  readonly name: string;
  /** They run at the same time. */
  readonly steps: readonly Step[];
  /** @default - none */
  readonly conditions?: StageConditions;
}

/** Renders one stage, whose actions are made in a scope of their own. */
type RenderStage = (
  name: string,
  renderActions: (scope: Construct) => readonly RenderedAction[],
) => codepipeline.CfnPipeline.StageDeclarationProperty;

/** Properties of `ReleasePipeline`. */
export interface ReleasePipelineProps {
  readonly pipelineName: string;
  /** The step that makes the cloud assembly, as its primary output. */
  readonly synth: Step;
  readonly artifactStore: ArtifactStore;
  /** The locked tools that self-mutation and asset publishing run. */
  readonly tools: FileSet;
  /** Text of the buildspec that deploys the pipeline's own stack. */
  readonly updateBuildSpec: string;
  /** Text of the buildspec that publishes the assets. */
  readonly publishBuildSpec: string;
  /** Stages between the build and the pipeline's own update, in this order. @default - none */
  readonly review?: readonly ReviewStage[];
  /**
   * Environment variables, from variables of the pipeline, by which the builds that take assembly and tools know whether they are
   * what was built. @default - none
   */
  readonly seals?: Readonly<Record<string, string>>;
  /** Steps that run at the same time as the assets are published. @default - none */
  readonly besidePublishing?: readonly Step[];
  /**
   * The cloud assembly that the stages are deployed from: a copy of the one that `synth` makes, which a step in front of them has looked
   * at. @default - the one that `synth` makes
   */
  readonly deployFrom?: FileSet;
  /**
   * Parameters of the stacks by their names; each stack is given those that its template declares. Values may refer to variables of
   * the pipeline. @default - none
   */
  readonly stackParameters?: Readonly<Record<string, string>>;
  /** What a new push does to a release that is under way. @default SUPERSEDED */
  readonly executionMode?: 'SUPERSEDED' | 'QUEUED' | 'PARALLEL';
}

/**
 * A CDK Pipelines engine: takes the blueprint (`addStage`, `addWave`, `pre`, `post`, steps) and its graph, and renders
 * them onto CodePipeline V2 with one exact role an action and one a build project.
 *
 * It uses `CfnPipeline`, because the L2 pipeline grants each action's role broad rights to bucket and key by itself.
 * The projects for self-mutation and asset publishing stay the same whatever the code is, so that a release of code
 * alone does not change the pipeline, and stage rollback keeps its targets.
 */
export class ReleasePipeline extends PipelineBase {
  private readonly props: ReleasePipelineProps;
  private readonly artifactNames = new ArtifactNames();
  private readonly conditions = new Map<string, StageConditions>();
  private readonly serviceRole: ExactRole;
  readonly pipelineArn: string;

  constructor(scope: Construct, id: string, props: ReleasePipelineProps) {
    // The cast is for the compiler only: a Step is an IFileSetProducer, but CDK's types are not written for
    // exactOptionalPropertyTypes.
    super(scope, id, { synth: props.synth as IFileSetProducer });
    this.props = props;
    this.pipelineArn = cdk.Stack.of(this).formatArn({ service: 'codepipeline', resource: props.pipelineName });
    this.serviceRole = new ExactRole(this, 'Service', {
      assumedBy: serviceTrust(this, 'codepipeline.amazonaws.com', this.pipelineArn),
      description: `Pipeline ${props.pipelineName}: assumes the roles of its actions`,
    });
  }

  /**
   * Sets conditions on a stage.
   *
   * @param stageName the stage's name in the pipeline
   */
  addStageConditions(stageName: string, conditions: StageConditions): void {
    this.conditions.set(stageName, conditions);
  }

  protected override doBuildPipeline(): void {
    const graph = new PipelineGraph(this, { selfMutation: true, singlePublisherPerAssetType: true });
    const roleArns = new Set<string>();
    const dependencies: Construct[] = [];
    const renderStage: RenderStage = (name, renderActions) => {
      const scope = new Construct(this, name);
      const actions = renderActions(scope).map(({ declaration }) => declaration);
      if (actions.length > ACTIONS_PER_STAGE_MAX) {
        throw new Error(`stage '${name}' has ${actions.length} actions; CodePipeline takes ${ACTIONS_PER_STAGE_MAX}`);
      }
      dependencies.push(scope);
      const conditions = renderStageConditions(scope, this.conditions.get(name) ?? {}, this.pipelineRole());
      this.conditions.delete(name);
      for (const { roleArn } of [...actions, ...conditions.roles]) {
        if (typeof roleArn === 'string') {
          roleArns.add(roleArn);
        }
      }
      return { name, actions, ...conditions.properties };
    };
    const unplaced = [...(this.props.besidePublishing ?? [])];
    const stages = graph.graph
      .sortedChildren()
      .flat()
      .flatMap((node) => {
        if (!isGraph(node)) {
          throw new Error(`'${node.uniqueId}' is not a stage; the blueprint has a step outside of all stages`);
        }
        const review = node.id === SELF_UPDATE_STAGE ? this.reviewStages(graph, renderStage) : [];
        const beside = node.id === PUBLISHING_STAGE ? unplaced.splice(0) : [];
        const stage = renderStage(node.id, (scope) => [
          ...node.sortedLeaves().flatMap((tranche, index) =>
            tranche.map((leaf) => {
              const path = leaf.ancestorPath(node).map(({ id }) => id);
              return this.renderAction(graph, leaf, this.context(graph, scope, path.join('.'), index + 1));
            }),
          ),
          ...beside.map((step) => this.renderStep(this.context(graph, scope, step.id, 1), step, false)),
        ]);
        return [...review, stage];
      });
    const [left] = unplaced;
    if (left !== undefined) {
      throw new Error(`step '${left.id}' runs beside the publishing of the assets, and the application has none`);
    }
    const [unknown] = this.conditions.keys();
    if (unknown !== undefined) {
      throw new Error(`conditions are set for stage '${unknown}', which the pipeline does not have`);
    }
    this.allowService([...roleArns]);
    const pipeline = new codepipeline.CfnPipeline(this, 'Pipeline', {
      name: this.props.pipelineName,
      pipelineType: 'V2',
      executionMode: this.props.executionMode ?? 'SUPERSEDED',
      // A release that changed the pipeline itself begins again, in its new structure.
      restartExecutionOnUpdate: true,
      roleArn: this.serviceRole.roleArn,
      artifactStore: {
        type: 'S3',
        location: this.props.artifactStore.bucket.bucketName,
        encryptionKey: { type: 'KMS', id: this.props.artifactStore.key.keyArn },
      },
      stages,
    });
    pipeline.node.addDependency(this.serviceRole, ...dependencies);
  }

  private reviewStages(
    graph: PipelineGraph,
    renderStage: RenderStage,
  ): codepipeline.CfnPipeline.StageDeclarationProperty[] {
    return (this.props.review ?? []).map(({ name, steps, conditions }) => {
      if (conditions !== undefined) {
        this.conditions.set(name, conditions);
      }
      return renderStage(name, (scope) =>
        steps.map((step) => this.renderStep(this.context(graph, scope, step.id, 1), step, false)),
      );
    });
  }

  private context(graph: PipelineGraph, stageScope: Construct, actionName: string, runOrder: number): ActionContext {
    return {
      scope: new Construct(stageScope, actionName),
      actionName,
      runOrder,
      pipelineName: this.props.pipelineName,
      pipelineRole: this.pipelineRole(),
      artifactStore: this.props.artifactStore,
      artifactNameOf: (fileSet) => this.artifactNames.of(fileSet),
      namespaceOf: (stack) => stack.stackName,
      producerOf: (output) => graph.queries.producingStack(output),
    };
  }

  private pipelineRole(): iam.IPrincipal {
    return new iam.ArnPrincipal(this.serviceRole.roleArn);
  }

  private renderAction(graph: PipelineGraph, node: AGraphNode, context: ActionContext): RenderedAction {
    const assemblyArtifact = context.artifactNameOf(graph.cloudAssemblyFileSet);
    switch (node.data?.type) {
      case 'self-update':
        return renderSelfUpdate(
          context,
          this.props.updateBuildSpec,
          assemblyArtifact,
          this.artifactNames.of(this.props.tools),
          this.props.seals ?? {},
        );
      case 'publish-assets':
        return renderPublish(
          context,
          node.data.assets,
          this.props.publishBuildSpec,
          assemblyArtifact,
          this.artifactNames.of(this.props.tools),
          this.props.seals ?? {},
        );
      case 'prepare':
        return renderPrepare(context, node.data.stack, this.deployedAssembly(graph), this.props.stackParameters);
      case 'execute':
        return renderExecute(context, node.data.stack, node.data.captureOutputs);
      case 'step':
        if (node.data.step instanceof StackStep) return this.renderStackStep(graph, context, node.data.step);
        return this.renderStep(context, node.data.step, node.data.isBuildStep === true);
      default:
        throw new Error(
          `'${node.uniqueId}' is of type '${JSON.stringify(node.data?.type)}', which this engine does not render`,
        );
    }
  }

  /** What the stages are deployed from. */
  private deployedAssembly(graph: PipelineGraph): AssemblyLocation {
    const fileSet = this.props.deployFrom ?? graph.cloudAssemblyFileSet;
    return { directory: assemblyDirectory(this), artifactName: this.artifactNames.of(fileSet) };
  }

  private renderStackStep(graph: PipelineGraph, context: ActionContext, { props }: StackStep): RenderedAction {
    const { action, stack, from, parameters } = props;
    if (action === 'execute') return renderExecute(context, stack, false);
    if (from === undefined)
      return renderPrepare(context, stack, this.deployedAssembly(graph), this.props.stackParameters);
    return renderChangeSet(context, stack, {
      artifactName: context.artifactNameOf(from),
      template: templateFileOf(stack.stackName),
      parameters: { ...this.props.stackParameters, ...parameters },
    });
  }

  private renderStep(context: ActionContext, step: Step, isSynth: boolean): RenderedAction {
    if (step instanceof CodeCommitSourceStep) {
      return renderSource(context, step);
    }
    if (step instanceof ManualApprovalStep) {
      return renderApproval(context, step);
    }
    const name = isSynth ? 'build' : context.scope.node.path.split('/').slice(-2).join('-').replaceAll('.', '-');
    if (step instanceof BuildSpecStep) {
      return renderBuild(context, {
        ...step.props,
        name,
        category: isSynth ? 'Build' : 'Test',
        description: `Step ${step.id} of ${context.pipelineName}`,
        inputs: step.inputs.map((input) => context.artifactNameOf(input)),
        outputs: step.outputs.map((output) => context.artifactNameOf(output)),
        statements: step.props.statements ?? [],
        envFromStackOutputs: step.envFromCfnOutputs,
        ...(isSynth ? { namespace: step.id } : {}),
        ...(step.props.namespace === undefined ? {} : { namespace: step.props.namespace }),
      });
    }
    if (step instanceof ShellStep) {
      const shell = shellBuild(step, (fileSet) => context.artifactNameOf(fileSet));
      return renderBuild(context, { ...shell, name, category: isSynth ? 'Build' : 'Test' });
    }
    throw new Error(`step '${step.id}' is a ${step.constructor.name}, which this engine does not render`);
  }

  /** The pipeline's own role assumes the roles of its actions and nothing else. */
  private allowService(roleArns: readonly string[]): void {
    this.serviceRole.allow(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [...roleArns] }));
  }
}

/** The root folder of the cloud assembly, in which the nested assemblies of the stages are. */
function assemblyDirectory(scope: Construct): string {
  const root = scope.node.root;
  if (!cdk.Stage.isStage(root)) {
    throw new Error(`'${scope.node.path}' is not in an app, so there is no cloud assembly to deploy from`);
  }
  return root.outdir;
}
