import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { artifactKeyPrefix, pipelineKeyPrefix } from './renderer/artifact-names.ts';

/** Days that the artifacts of a release are kept. A stage rollback needs those of the release it goes back to. */
const ARTIFACT_RETENTION_DAYS = 90;
/** Folder of the passports, beside that of the pipeline's artifacts. They are a few kilobytes each, and kept as evidence. */
const PASSPORTS = 'passports';
/** Days that an overwritten or deleted object can be brought back. */
const NONCURRENT_RETENTION_DAYS = 7;
/** Days that access logs are kept. */
const ACCESS_LOG_RETENTION_DAYS = 365;

/** Properties of `ArtifactStore`. */
export interface ArtifactStoreProps {
  /** The pipeline whose artifacts are kept; the first part of every object key. */
  readonly pipelineName: string;
}

/**
 * Where the artifacts of the pipeline lie: a versioned, access-logged bucket that only TLS reaches, under a
 * customer-managed key with rotation. Rights are handed out as statements, one artifact at a time.
 *
 * Both buckets go with the stack: what they hold is made again by the next release. CloudFormation deletes only empty
 * buckets, so they have to be emptied first.
 */
export class ArtifactStore extends Construct {
  readonly key: kms.Key;
  readonly bucket: s3.Bucket;
  private readonly pipelineName: string;

  constructor(scope: Construct, id: string, props: ArtifactStoreProps) {
    super(scope, id);
    this.pipelineName = props.pipelineName;
    this.key = new kms.Key(this, 'Key', {
      description: `Artifacts, logs and notifications of the pipeline ${props.pipelineName}`,
      alias: `alias/${props.pipelineName}-pipeline`,
      enableKeyRotation: true,
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    });
    const accessLogs = new s3.Bucket(this, 'AccessLogs', {
      // S3 delivers access logs only to buckets under its own key:
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [lifecycle(ACCESS_LOG_RETENTION_DAYS)],
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    });
    this.bucket = new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      // The cast is for the compiler only: a Bucket is an IBucket, but CDK's types are not written for
      // exactOptionalPropertyTypes.
      serverAccessLogsBucket: accessLogs as s3.IBucket,
      serverAccessLogsPrefix: 'artifacts/',
      lifecycleRules: [lifecycle(ARTIFACT_RETENTION_DAYS, pipelineKeyPrefix(props.pipelineName))],
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    });
  }

  /** Statements to read the objects of exactly these artifacts. */
  read(artifactNames: readonly string[]): iam.PolicyStatement[] {
    return artifactNames.length === 0
      ? []
      : [
          new iam.PolicyStatement({
            actions: ['s3:GetObject', 's3:GetObjectVersion'],
            resources: artifactNames.map((name) => this.objectsOf(name)),
          }),
          new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:DescribeKey'], resources: [this.key.keyArn] }),
          this.describeBucket(),
        ];
  }

  /** Statements to write the objects of exactly these artifacts. Decrypt is what a multipart upload needs. */
  write(artifactNames: readonly string[]): iam.PolicyStatement[] {
    return artifactNames.length === 0
      ? []
      : [
          new iam.PolicyStatement({
            actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
            resources: artifactNames.map((name) => this.objectsOf(name)),
          }),
          new iam.PolicyStatement({
            actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
            resources: [this.key.keyArn],
          }),
          this.describeBucket(),
        ];
  }

  /**
   * Statement of what CodePipeline itself looks up beside, before it stores a source.
   * https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
   */
  readVersioning(): iam.PolicyStatement {
    return new iam.PolicyStatement({ actions: ['s3:GetBucketVersioning'], resources: [this.bucket.bucketArn] });
  }

  /** Where the passport of a commit lies. */
  passportKey(commit: string): string {
    return `${this.passportPrefix()}${commit}.json`;
  }

  /** Statements to write passports, of any commit, and nothing else. */
  writePassports(): iam.PolicyStatement[] {
    return [
      new iam.PolicyStatement({
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects(`${this.passportPrefix()}*`)],
      }),
      new iam.PolicyStatement({ actions: ['kms:GenerateDataKey'], resources: [this.key.keyArn] }),
    ];
  }

  /**
   * Lets an account whose stages are released read passports: which of its roles may, its own policies say. The account of the
   * bucket needs no such permission.
   */
  allowPassportReaders(account: string): void {
    const principal = new iam.AccountPrincipal(account);
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [principal],
        actions: ['s3:GetObject'],
        resources: [this.bucket.arnForObjects(`${this.passportPrefix()}*`)],
      }),
    );
    this.key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [principal],
        actions: ['kms:Decrypt'],
        resources: ['*'],
        conditions: {
          // Not the bucket itself: its key cannot name it, as one of them has to be made first.
          StringEquals: {
            'kms:ViaService': `s3.${cdk.Stack.of(this).region}.${cdk.Stack.of(this).urlSuffix}`,
          },
        },
      }),
    );
  }

  /**
   * Refuses everybody but one role to write an artifact, whatever their own rights say: an administrator of the account as well, unless
   * they change the bucket's policy.
   */
  keepForWriter(artifactName: string, roleArn: string): void {
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [this.objectsOf(artifactName)],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': roleArn } },
      }),
    );
  }

  /** Lets the deployment role of a stage, which the bootstrap stack of its account made, read one artifact. */
  allowReadByDeployRole(roleArn: string, artifactName: string): void {
    const principal = new iam.ArnPrincipal(roleArn);
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [principal],
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resources: [this.objectsOf(artifactName)],
      }),
    );
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [principal],
        actions: ['s3:GetBucketVersioning', 's3:GetBucketLocation'],
        resources: [this.bucket.bucketArn],
      }),
    );
    this.key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [principal],
        actions: ['kms:Decrypt', 'kms:DescribeKey'],
        resources: ['*'],
      }),
    );
  }

  /**
   * Lets CloudWatch Logs encrypt exactly one log group with the key.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  allowLogGroup(logGroupName: string): void {
    const stack = cdk.Stack.of(this);
    this.key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          ArnEquals: {
            'kms:EncryptionContext:aws:logs:arn': stack.formatArn({
              service: 'logs',
              resource: 'log-group',
              resourceName: logGroupName,
              arnFormat: cdk.ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
  }

  private passportPrefix(): string {
    return `${PASSPORTS}/${this.pipelineName}/`;
  }

  private objectsOf(artifactName: string): string {
    return this.bucket.arnForObjects(`${artifactKeyPrefix(this.pipelineName, artifactName)}*`);
  }

  /** https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html */
  private describeBucket(): iam.PolicyStatement {
    return new iam.PolicyStatement({
      actions: ['s3:GetBucketAcl', 's3:GetBucketLocation'],
      resources: [this.bucket.bucketArn],
    });
  }
}

function lifecycle(retentionDays: number, prefix?: string): s3.LifecycleRule {
  return {
    ...(prefix === undefined ? {} : { prefix }),
    expiration: cdk.Duration.days(retentionDays),
    noncurrentVersionExpiration: cdk.Duration.days(NONCURRENT_RETENTION_DAYS),
    abortIncompleteMultipartUploadAfter: cdk.Duration.days(1),
  };
}
