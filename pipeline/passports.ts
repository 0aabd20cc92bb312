import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { PASSPORT_PARAMETERS } from '../app/release/passport-parameters.ts';
import { SIGNING_ALGORITHM } from '../hooks/pre-traffic/passport/contract.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { buildSpecText } from './build-spec-text.ts';
import { readHistory } from './read-history.ts';
import { BuildSpecStep } from './renderer/steps/build-spec-step.ts';
import { SEALED, SEALS } from './sealed-artifacts.ts';

/** Days in which the deletion of the key can be taken back. */
const KEY_PENDING_DAYS = 30;

/** Properties of `Passports`. */
export interface PassportsProps {
  readonly pipelineName: string;
  readonly store: ArtifactStore;
  readonly build: BuildSpecStep;
  readonly repositoryName: string;
  readonly branch: string;
  /** Accounts of the stages, whose hooks look at passports. */
  readonly stageAccounts: readonly string[];
}

/**
 * The passports of the releases: a key with which one step of the pipeline signs, and nobody else can, which code was built of
 * which commit. The hooks of the stages let no code pass that has none.
 */
export class Passports extends Construct {
  /**
   * The step that signs, and hands on the cloud assembly that it has signed for, as `SEALED`. It has to be behind the build and everything
   * that is to be in the passport, and in front of the stages.
   */
  readonly step: BuildSpecStep;
  private readonly props: PassportsProps;
  private readonly pipelineArn: string;
  private readonly key: kms.CfnKey;
  private signerArn: string | undefined;

  constructor(scope: Construct, id: string, props: PassportsProps) {
    super(scope, id);
    const { pipelineName, store, build } = props;
    const stack = cdk.Stack.of(this);
    this.props = props;
    this.pipelineArn = stack.formatArn({ service: 'codepipeline', resource: pipelineName });
    this.key = new kms.CfnKey(this, 'Key', {
      description: `Signs the passports of releases of the pipeline ${pipelineName}`,
      keySpec: 'ECC_NIST_P256',
      keyUsage: 'SIGN_VERIFY',
      keyPolicy: cdk.Lazy.any({ produce: () => this.policy(props.stageAccounts).toJSON() }),
      pendingWindowInDays: KEY_PENDING_DAYS,
    });
    // What it has signed is verified for as long as there are stages, or anybody who asks.
    this.key.applyRemovalPolicy(cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    new kms.CfnAlias(this, 'Alias', {
      aliasName: `alias/${pipelineName}-passports`,
      targetKeyId: this.key.attrKeyId,
    });
    for (const account of props.stageAccounts.filter((one) => one !== stack.account)) {
      store.allowPassportReaders(account);
    }
    this.step = new BuildSpecStep('Passport', {
      input: build.output('Tools'),
      additionalInputs: [build.output('Assembly')],
      buildSpec: buildSpecText('sign-passport.yml'),
      outputs: [SEALED],
      keepsOutputs: true,
      env: {
        PIPELINE_NAME: pipelineName,
        PIPELINE_ARN: this.pipelineArn,
        REPOSITORY: props.repositoryName,
        BRANCH: props.branch,
        SIGNING_KEY_ARN: this.key.attrArn,
        PASSPORT_BUCKET: store.bucket.bucketName,
      },
      envFromVariables: {
        EXECUTION_ID: '#{codepipeline.PipelineExecutionId}',
        COMMIT: COMMIT_VARIABLE,
        PASSPORT_KEY: store.passportKey(COMMIT_VARIABLE),
        ...SEALS,
      },
      statements: [
        new iam.PolicyStatement({
          actions: ['kms:Sign'],
          resources: [this.key.attrArn],
          conditions: ONLY_DIGESTS,
        }),
        readHistory(this.pipelineArn),
        ...store.writePassports(),
      ],
      onRole: (roleArn) => {
        this.signerArn = roleArn;
      },
    });
  }

  /**
   * What the stages' stacks are told of the passport that they demand.
   *
   * @param commit that is released; a variable of the pipeline
   */
  parametersOf(commit: string = COMMIT_VARIABLE): Readonly<Record<string, string>> {
    const { store } = this.props;
    return {
      [PASSPORT_PARAMETERS.pipelineArn]: this.pipelineArn,
      [PASSPORT_PARAMETERS.commit]: commit,
      [PASSPORT_PARAMETERS.execution]: '#{codepipeline.PipelineExecutionId}',
      [PASSPORT_PARAMETERS.bucket]: store.bucket.bucketName,
      [PASSPORT_PARAMETERS.object]: store.passportKey(commit),
      [PASSPORT_PARAMETERS.bucketKeyArn]: store.key.keyArn,
      [PASSPORT_PARAMETERS.signingKeyArn]: this.key.attrArn,
    };
  }

  /**
   * The account manages the key and cannot use it: it may not sign, nor grant that, but by changing this policy. The stages'
   * accounts say themselves which of their roles may verify.
   */
  private policy(stageAccounts: readonly string[]): iam.PolicyDocument {
    if (this.signerArn === undefined) throw new Error('the passport step was not rendered: add it to a stage');
    const signer = new iam.ArnPrincipal(this.signerArn);
    const stack = cdk.Stack.of(this);
    return new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          sid: 'TheAccountManagesIt',
          principals: [new iam.AccountPrincipal(stack.account)],
          actions: MANAGEMENT,
          resources: ['*'], // in a key's policy: this key
        }),
        new iam.PolicyStatement({
          sid: 'OneRoleSigns',
          principals: [signer],
          actions: ['kms:Sign'],
          resources: ['*'],
          conditions: ONLY_DIGESTS,
        }),
        new iam.PolicyStatement({
          sid: 'TheStagesVerify',
          principals: [...new Set([stack.account, ...stageAccounts])].map((one) => new iam.AccountPrincipal(one)),
          actions: ['kms:Verify'],
          resources: ['*'],
        }),
      ],
    });
  }
}

/** The commit that is released. */
const COMMIT_VARIABLE = '#{SourceVariables.CommitId}';
const ONLY_DIGESTS = {
  StringEquals: { 'kms:SigningAlgorithm': SIGNING_ALGORITHM, 'kms:MessageType': 'DIGEST' },
};
const MANAGEMENT = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:EnableKey',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:GetPublicKey',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];
