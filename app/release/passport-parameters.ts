import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type PassportDemand, SIGNING_ALGORITHM } from '../../hooks/pre-traffic/passport/contract.ts';

/**
 * Names of the parameters with which a pipeline says which passport the functions of a stack must have. The pipeline sets them when it
 * deploys, so that neither the commit nor the key is a matter of the template, which comes from the commit itself.
 */
export const PASSPORT_PARAMETERS = {
  pipelineArn: 'PassportPipeline',
  commit: 'PassportCommit',
  execution: 'PassportExecution',
  bucket: 'PassportBucket',
  object: 'PassportObject',
  bucketKeyArn: 'PassportBucketKey',
  signingKeyArn: 'PassportSigningKey',
} as const;

/** What the pre-traffic hooks of a stack need to look at passports. */
export class PassportParameters extends Construct {
  /** What the pipeline says, and every function of the stack has in common. */
  readonly demand: Omit<PassportDemand, 'built'>;
  private readonly bucketKeyArn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = cdk.Stack.of(this);
    const parameter = (name: keyof typeof PASSPORT_PARAMETERS, description: string): string => {
      const declared = new cdk.CfnParameter(this, name, { type: 'String', description, minLength: 1 });
      declared.overrideLogicalId(PASSPORT_PARAMETERS[name]);
      return declared.valueAsString;
    };
    this.demand = {
      endpoint: `https://s3.${stack.region}.${stack.urlSuffix}`,
      bucket: parameter('bucket', 'Where the pipeline keeps the passports of its releases'),
      key: parameter('object', 'The passport of the release'),
      signingKeyArn: parameter('signingKeyArn', 'The key that passports are signed with'),
      pipelineArn: parameter('pipelineArn', 'The pipeline that releases to this stack'),
      commit: parameter('commit', 'The commit that is released'),
      execution: parameter('execution', 'The execution of the pipeline that releases it'),
    };
    this.bucketKeyArn = parameter('bucketKeyArn', 'The key that passports are encrypted with');
  }

  /** Lets a hook read one passport, have its signature verified, and see the configuration of one version, with its code's hash. */
  statements(versionArn: string): iam.PolicyStatement[] {
    const { partition, region, urlSuffix } = cdk.Stack.of(this);
    const { bucket, key, signingKeyArn } = this.demand;
    const bucketArn = `arn:${partition}:s3:::${bucket}`;
    return [
      new iam.PolicyStatement({ actions: ['lambda:GetFunctionConfiguration'], resources: [versionArn] }),
      new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [`${bucketArn}/${key}`] }),
      // By S3, for objects of that bucket, and in no other way.
      new iam.PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [this.bucketKeyArn],
        conditions: {
          StringEquals: {
            'kms:ViaService': `s3.${region}.${urlSuffix}`,
            'kms:EncryptionContext:aws:s3:arn': bucketArn,
          },
        },
      }),
      new iam.PolicyStatement({
        actions: ['kms:Verify'],
        resources: [signingKeyArn],
        conditions: { StringEquals: { 'kms:SigningAlgorithm': SIGNING_ALGORITHM } },
      }),
    ];
  }
}
