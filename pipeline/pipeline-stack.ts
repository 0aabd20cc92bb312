import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { FileSet } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import { describeBakes } from '../app/release/detection/describe.ts';
import type { StageConfiguration } from '../app/stage-configuration.ts';
import type { ReleasedAlias } from '../hooks/alias-guard/contract.ts';
import type { FreezePeriod } from '../hooks/freeze-gate/contract.ts';
import { ApprovalTopic } from './approval-topic.ts';
import { ApproverRole } from './approver-role.ts';
import { ArtifactStore } from './artifact-store.ts';
import { auditLog } from './audit-log.ts';
import { buildSpecText } from './build-spec-text.ts';
import { checkDetection } from './check-detection.ts';
import type { Approval, Environment } from './environment.ts';
import { conditionsOf, type GatedStage } from './gates/gate-rules.ts';
import type { Notifications } from './notification-settings.ts';
import { Passports } from './passports.ts';
import { protectedBranch } from './protected-branch.ts';
import { proveReversible, reversalNamespace } from './prove-reversible.ts';
import { type PublishedReport, publishedReport } from './published-report.ts';
import { ReleaseNotifications } from './release-notifications.ts';
import { ReleasePipeline } from './renderer/release-pipeline.ts';
import { BuildSpecStep } from './renderer/steps/build-spec-step.ts';
import { CodeCommitSourceStep } from './renderer/steps/code-commit-source-step.ts';
import { TimedApprovalStep } from './renderer/steps/timed-approval-step.ts';
import { BUILD_STEP, SEALED, SEALS } from './sealed-artifacts.ts';
import { searchHistory } from './search-history.ts';
import { CHANGES_NAMESPACE, securityReview } from './security-review.ts';
import { sourceRepository } from './source-repository.ts';
import { SourceTrigger } from './source-trigger.ts';
import { type PlannedStage, planStages, type ReleaseEntry } from './waves.ts';

/** The action of a stage that asks a person. */
const APPROVAL_ACTION = 'Approve';

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
  /** What is deployed needs a passport of the pipeline. */
  readonly demandsPassports: true;
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
  /** The environments and waves of the release, in order. */
  readonly environments: readonly ReleaseEntry[];
  /** Who is asked before anything is deployed of a release that newly allows somebody something. */
  readonly securityApproval: Approval;
  /** When stages with a freeze gate are not entered. @default - never frozen */
  readonly freezePeriods?: readonly FreezePeriod[];
  /** Who is told what becomes of a release. @default - nobody but the approvers */
  readonly notifications?: Notifications;
}

/** What the stages are made with. */
interface ReleaseParts {
  readonly pipeline: ReleasePipeline;
  readonly store: ArtifactStore;
  readonly build: BuildSpecStep;
  readonly report: PublishedReport;
  readonly passports: Passports;
}

/** The release pipeline: from a push to the last stage. */
export class PipelineStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const stages = planStages(props.environments);
    checkDetection(stages.flatMap((stage) => stage.environments));
    const store = new ArtifactStore(this, 'Artifacts', { pipelineName: props.pipelineName });
    const repository = sourceRepository(this, 'Repository', props.repositoryName, props.repositoryMode);
    const source = new CodeCommitSourceStep('Source', {
      repositoryName: repository.repositoryName,
      repositoryArn: repository.repositoryArn,
      branch: props.branch,
    });
    const report = publishedReport(store, props.pipelineName, '#{SourceVariables.CommitId}');
    const build = new BuildSpecStep(BUILD_STEP, {
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
    const passports = new Passports(this, 'Passports', {
      pipelineName: props.pipelineName,
      store,
      build,
      repositoryName: repository.repositoryName,
      branch: props.branch,
      stageAccounts: stages.flatMap((stage) => stage.environments.map(({ account }) => account ?? props.env.account)),
    });
    const pipeline = new ReleasePipeline(this, 'Release', {
      pipelineName: props.pipelineName,
      synth: build,
      artifactStore: store,
      tools: build.output('Tools'),
      updateBuildSpec: buildSpecText('update-pipeline.yml'),
      publishBuildSpec: buildSpecText('publish-assets.yml'),
      seals: SEALS,
      stackParameters: passports.parametersOf(),
      besidePublishing: [passports.step],
      deployFrom: passports.step.output(SEALED),
      review: securityReview(this, {
        pipelineName: props.pipelineName,
        store,
        build,
        approval: props.securityApproval,
        report,
        besideJudge: [
          searchHistory({
            build,
            repositoryArn: repository.repositoryArn,
            repositoryUrl: repository.repositoryCloneUrlHttp,
            branch: props.branch,
          }),
        ],
      }),
    });
    const gated = stages.map((stage, index) => {
      const before = stages.slice(0, index).flatMap((earlier) => earlier.environments);
      return this.addStage({ pipeline, store, build, report, passports }, stage, before, props);
    });
    const { pipelineName, freezePeriods = [] } = props;
    for (const [name, conditions] of conditionsOf(this, gated, { pipelineName, store, freezePeriods })) {
      pipeline.addStageConditions(name, conditions);
    }
    pipeline.buildPipeline();
    new SourceTrigger(this, 'SourceTrigger', {
      repositoryArn: repository.repositoryArn,
      branch: props.branch,
      pipelineName: props.pipelineName,
      pipelineArn: pipeline.pipelineArn,
    });
    auditLog(this, props.pipelineName, store);
    const { notifications } = props;
    if (notifications !== undefined && (notifications.email.length > 0 || notifications.chat)) {
      new ReleaseNotifications(this, 'Notifications', {
        notifications,
        pipelineName,
        pipelineArn: pipeline.pipelineArn,
        repositoryName: repository.repositoryName,
        repositoryArn: repository.repositoryArn,
        store,
        aliases: new Map(gated.map(({ name, aliases }) => [name, aliases])),
        timeoutMinutes: [
          props.securityApproval.timeoutMinutes,
          ...stages.flatMap(({ approval }) => approval?.approval.timeoutMinutes ?? []),
        ],
      });
    }
    const guarded = { repositoryArn: repository.repositoryArn, branch: props.branch };
    const protection = protectedBranch(this, 'ProtectedBranch', guarded);
    new cdk.CfnOutput(this, 'ProtectedBranchPolicy', { value: protection.managedPolicyArn });
    new cdk.CfnOutput(this, 'PipelineName', { value: props.pipelineName });
    new cdk.CfnOutput(this, 'RepositoryCloneUrlHttp', { value: repository.repositoryCloneUrlHttp });
    new cdk.CfnOutput(this, 'ArtifactBucket', { value: store.bucket.bucketName });
  }

  /** Adds a stage that deploys one environment, or several side by side, and the approval in front of it. */
  private addStage(
    parts: ReleaseParts,
    planned: PlannedStage,
    before: readonly Environment[],
    { env: home, application, pipelineName }: PipelineStackProps,
  ): GatedStage {
    const { pipeline, store, build, passports } = parts;
    if (planned.approval !== undefined) {
      this.addApproval(parts, planned.approval, planned.environments, before);
      this.addApprover(pipelineName, planned.approval);
    }
    const wave = pipeline.addWave(planned.name);
    const released = planned.environments.map((environment) => {
      const env = { account: environment.account ?? home.account, region: environment.region ?? home.region };
      const stage = application(this, environment.name, { env, configuration: environment, demandsPassports: true });
      const deployment = wave.addStage(stage);
      const test = environment.integrationTest
        ? (id: string, input: FileSet) => this.integrationTest(id, input, stage, environment.name, env, home)
        : undefined;
      const proved = environment.proveReversible
        ? proveReversible(deployment, {
            store,
            build,
            pipelineName,
            pipelineArn: pipeline.pipelineArn,
            stagePath: stage.node.path,
            name: environment.name,
            buildSpec: buildSpecText('earlier-release.yml'),
            passportOf: (commit) => passports.parametersOf(commit),
            ...(test === undefined
              ? {}
              : { testWith: (id: string, earlier: BuildSpecStep) => test(id, earlier.output('Earlier')) }),
          })
        : undefined;
      const tested = test?.('IntegrationTest', build.output('Tests'));
      if (tested !== undefined) {
        if (proved !== undefined) tested.addStepDependency(proved);
        deployment.addPost(tested);
      }
      return { stage, here: env.account === home.account && env.region === home.region };
    });
    return {
      name: planned.name,
      gates: planned.conditions,
      // The guard reads with its own role, which reaches the pipeline's account and region only.
      aliases: released.flatMap(({ stage, here }) => (here ? stage.aliases : [])),
      stackCount: released.flatMap(({ stage }) => stage.node.findAll().filter(cdk.Stack.isStack)).length,
    };
  }

  private addApproval(
    { pipeline, store, report }: ReleaseParts,
    { stageName, of, approval }: NonNullable<PlannedStage['approval']>,
    entered: readonly Environment[],
    before: readonly Environment[],
  ): void {
    const reversals = before
      .filter((environment) => environment.proveReversible)
      .map(({ name }) => ` | #{${reversalNamespace(name)}.REVERSAL}`);
    const { topic } = new ApprovalTopic(this, `Approvers${of}`, {
      stageName: of,
      approvers: approval.approvers,
      key: store.key,
    });
    // A stage of its own: the conditions of the stage behind it (a window, an alarm) are judged after the approval,
    // and a rejection is not a failed deployment.
    pipeline.addWave(stageName, {
      pre: [
        new TimedApprovalStep(APPROVAL_ACTION, {
          reviewUrl: report.url,
          timeoutMinutes: approval.timeoutMinutes,
          notificationTopic: topic,
          comment: `Release #{Build.RELEASE_VERSION}, commit #{SourceVariables.CommitId}, to ${of}: #{SourceVariables.CommitMessage} | #{${CHANGES_NAMESPACE}.CHANGES} #{${CHANGES_NAMESPACE}.PERMISSIONS} | ${describeBakes(entered)}${reversals.join('')}`,
        }),
      ],
    });
  }

  /** Who may answer the approval; told as an output, because people assume it by hand. */
  private addApprover(pipelineName: string, { of, stageName }: NonNullable<PlannedStage['approval']>): void {
    const approver = new ApproverRole(this, `Approver${of}`, {
      pipelineName,
      of,
      stageName,
      actionName: APPROVAL_ACTION,
    });
    new cdk.CfnOutput(this, `ApproverRole${of}`, { value: approver.roleArn });
  }

  private integrationTest(
    id: string,
    input: FileSet,
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
    return new BuildSpecStep(id, {
      input,
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
