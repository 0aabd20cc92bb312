import { readFileSync } from 'node:fs';
import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { StageConfiguration } from '../app/stage-configuration.ts';
import type { ReleasedAlias } from '../hooks/alias-guard/contract.ts';
import type { FreezePeriod } from '../hooks/freeze-gate/contract.ts';
import { ApprovalTopic } from './approval-topic.ts';
import { ArtifactStore } from './artifact-store.ts';
import { auditLog } from './audit-log.ts';
import { checkEnvironments, type Environment } from './environment.ts';
import { aliasGuard } from './gates/alias-guard.ts';
import { freezeGate } from './gates/freeze-gate.ts';
import { ReleasePipeline } from './renderer/release-pipeline.ts';
import { BuildSpecStep } from './renderer/steps/build-spec-step.ts';
import { CodeCommitSourceStep } from './renderer/steps/code-commit-source-step.ts';
import { TimedApprovalStep } from './renderer/steps/timed-approval-step.ts';
import { sourceRepository } from './source-repository.ts';
import { SourceTrigger } from './source-trigger.ts';

/** What a stage of the pipeline deploys: an application whose API can be called. */
export interface ReleasedStage extends cdk.Stage {
  /** Base URL of the API, with a trailing slash. */
  readonly apiUrl: cdk.CfnOutput;
  /** Id of the API's key. */
  readonly apiKeyId: cdk.CfnOutput;
  /** The aliases that a release of the stage shifts. */
  readonly aliases: readonly ReleasedAlias[];
}

/** Where and how a stage is deployed. */
export interface ReleasedStageProps {
  readonly env: { readonly account: string; readonly region: string };
  readonly configuration: StageConfiguration;
}

/** Properties of `PipelineStack`. */
export interface PipelineStackProps extends cdk.StackProps {
  /** Account and region of the pipeline, and of every stage that does not name its own. */
  readonly env: { readonly account: string; readonly region: string };
  readonly pipelineName: string;
  readonly repositoryName: string;
  readonly repositoryMode: 'create' | 'import';
  readonly branch: string;
  /** Makes the application of one stage. */
  readonly application: (scope: Construct, id: string, props: ReleasedStageProps) => ReleasedStage;
  /** The stages of the release, in order. */
  readonly environments: readonly Environment[];
  /** When stages with a freeze gate are not entered. @default - never frozen */
  readonly freezePeriods?: readonly FreezePeriod[];
}

/** The release pipeline: from a push to the last stage. */
export class PipelineStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const environments = checkEnvironments(props.environments);
    const store = new ArtifactStore(this, 'Artifacts', { pipelineName: props.pipelineName });
    const repository = sourceRepository(this, 'Repository', props.repositoryName, props.repositoryMode);
    const source = new CodeCommitSourceStep('Source', {
      repositoryName: repository.repositoryName,
      repositoryArn: repository.repositoryArn,
      branch: props.branch,
    });
    const build = new BuildSpecStep('Build', {
      input: source.output,
      // Read from the commit that is built, so that a change of the build is tried by the commit that makes it.
      buildSpec: 'buildspecs/build.yml',
      outputs: ['Assembly', 'Tools', 'Tests'],
      reports: [
        { name: 'unit-tests', type: 'TEST' },
        { name: 'coverage', type: 'CODE_COVERAGE' },
      ],
      computeType: 'BUILD_GENERAL1_MEDIUM',
    });
    const pipeline = new ReleasePipeline(this, 'Release', {
      pipelineName: props.pipelineName,
      synth: build,
      artifactStore: store,
      tools: build.output('Tools'),
      updateBuildSpec: buildSpecText('update-pipeline.yml'),
      publishBuildSpec: buildSpecText('publish-assets.yml'),
    });
    const stages = environments.map((environment) => ({
      environment,
      stage: this.addEnvironment(pipeline, store, build, environment, props),
    }));
    this.addGates(pipeline, store, stages, props);
    pipeline.buildPipeline();
    new SourceTrigger(this, 'SourceTrigger', {
      repositoryArn: repository.repositoryArn,
      branch: props.branch,
      pipelineName: props.pipelineName,
      pipelineArn: pipeline.pipelineArn,
    });
    auditLog(this, props.pipelineName, store);
    new cdk.CfnOutput(this, 'PipelineName', { value: props.pipelineName });
    new cdk.CfnOutput(this, 'RepositoryCloneUrlHttp', { value: repository.repositoryCloneUrlHttp });
    new cdk.CfnOutput(this, 'ArtifactBucket', { value: store.bucket.bucketName });
  }

  private addEnvironment(
    pipeline: ReleasePipeline,
    store: ArtifactStore,
    build: BuildSpecStep,
    environment: Environment,
    { env: home, application }: PipelineStackProps,
  ): ReleasedStage {
    const env = { account: environment.account ?? home.account, region: environment.region ?? home.region };
    if (environment.approval !== undefined) {
      const { topic } = new ApprovalTopic(this, `Approvers${environment.name}`, {
        stageName: environment.name,
        approvers: environment.approval.approvers,
        key: store.key,
      });
      // A stage of its own: the conditions of the stage behind it (a window, an alarm) are judged after the approval,
      // and a rejection is not a failed deployment.
      pipeline.addWave(`Approve${environment.name}`, {
        pre: [
          new TimedApprovalStep('Approve', {
            timeoutMinutes: environment.approval.timeoutMinutes,
            notificationTopic: topic,
            comment: `Release #{Build.RELEASE_VERSION}, commit #{Source.CommitId}, to ${environment.name}: #{Source.CommitMessage}`,
          }),
        ],
      });
    }
    const stage = application(this, environment.name, { env, configuration: environment });
    pipeline.addStage(stage, {
      post: environment.integrationTest ? [this.integrationTest(build, stage, environment.name, env, home)] : [],
    });
    return stage;
  }

  /** Conditions of the stages, with the gates that are functions. */
  private addGates(
    pipeline: ReleasePipeline,
    store: ArtifactStore,
    stages: readonly { readonly environment: Environment; readonly stage: ReleasedStage }[],
    { pipelineName, freezePeriods = [], env: home }: PipelineStackProps,
  ): void {
    const frozen = stages.flatMap(({ environment: { name, conditions } }) => (conditions?.freeze ? [name] : []));
    if (frozen.length === 0 && freezePeriods.length > 0) {
      throw new Error(
        'freeze: there are freeze periods, and no stage keeps them; give a stage of pipeline/environments.ts conditions: { freeze: true }',
      );
    }
    const freeze =
      frozen.length === 0
        ? undefined
        : freezeGate(this, { pipelineName, store, periods: freezePeriods, stageNames: frozen });
    // The guard reads with its own role, which reaches the pipeline's account and region only.
    const guarded = new Map(
      stages.flatMap(({ environment: { name, account = home.account, region = home.region }, stage: { aliases } }) =>
        account === home.account && region === home.region && aliases.length > 0 ? [[name, aliases] as const] : [],
      ),
    );
    const guard = guarded.size === 0 ? undefined : aliasGuard(this, { pipelineName, store, aliases: guarded });
    for (const { name, conditions = {} } of stages.map(({ environment }) => environment)) {
      const { freeze: keepsFreeze, beforeEntry = [], ...others } = conditions;
      const gates = [...(keepsFreeze ? [freeze] : []), ...(guarded.has(name) ? [guard] : [])];
      pipeline.addStageConditions(name, {
        ...others,
        beforeEntry: [...beforeEntry, ...gates.flatMap((gate) => gate?.ruleFor(name) ?? [])],
      });
    }
  }

  private integrationTest(
    build: BuildSpecStep,
    stage: ReleasedStage,
    stageName: string,
    env: { readonly account: string; readonly region: string },
    home: { readonly account: string },
  ): BuildSpecStep {
    if (env.account !== home.account) {
      throw new Error(
        `environments: stage '${stageName}' is in account '${env.account}' and has integrationTest: true; the test reads ` +
          `the API key in the pipeline's own account '${home.account}', so set it to false or move the stage`,
      );
    }
    return new BuildSpecStep('IntegrationTest', {
      input: build.output('Tests'),
      buildSpec: buildSpecText('integration.yml'),
      envFromCfnOutputs: { API_URL: stage.apiUrl, API_KEY_ID: stage.apiKeyId },
      reports: [{ name: 'integration', type: 'TEST' }],
      timeoutMinutes: 10,
      statements: [
        // API Gateway draws the key's id when the stage is deployed, so it is not known when this role is made. The
        // path still keeps it to reading single keys: it cannot list, change or make any.
        new iam.PolicyStatement({
          actions: ['apigateway:GET'],
          resources: [`arn:${this.partition}:apigateway:${env.region}::/apikeys/*`],
        }),
      ],
    });
  }
}

/** The text of a buildspec that is part of a project's definition. */
function buildSpecText(file: string): string {
  return readFileSync(new URL(`../buildspecs/${file}`, import.meta.url), 'utf8');
}
