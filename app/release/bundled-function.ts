import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { BuiltFunction } from '../../hooks/pre-traffic/passport/contract.ts';
import { type BundleName, bundle } from '../bundle.ts';
import { ExactRole } from '../identity/exact-role.ts';
import { accountTrust } from '../identity/service-trust.ts';

const RUNTIME = lambda.Runtime.NODEJS_24_X;
const HANDLER = 'index.handler';

/** Properties of `BundledFunction`. */
export interface BundledFunctionProps {
  readonly functionName: string;
  readonly description: string;
  readonly bundle: BundleName;
  /** Environment variables, beside those that every function has. */
  readonly environment: Readonly<Record<string, string>>;
  /** Encrypts the log group. Its policy must admit CloudWatch Logs for `/aws/lambda/<functionName>`. */
  readonly key: kms.IKey;
  readonly logRetentionDays: number;
  readonly timeout: cdk.Duration;
  readonly memoryMegabytes: number;
  /** Executions that may run at once: a ceiling that one function cannot take from the others. */
  readonly reservedConcurrency: number;
  /** All that the function may do, beside its own logs and traces. */
  readonly statements: readonly iam.PolicyStatement[];
}

/** A Lambda function of one bundle with a log group, and a role that has exactly the stated permissions. */
export class BundledFunction extends Construct {
  readonly function: lambda.Function;
  /** What a version of it has to be made of. The bundle's name is that of its bill of materials, and so of the passport's subject. */
  readonly built: BuiltFunction;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { archive, archiveHash } = bundle(props.bundle);
    const environment = { NODE_OPTIONS: '--enable-source-maps', ...props.environment };
    const logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${props.functionName}`,
      encryptionKey: props.key,
      retention: props.logRetentionDays,
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    });
    const exactRole = new ExactRole(this, 'Rights', {
      description: `The function ${props.functionName}`,
      assumedBy: accountTrust(this, 'lambda.amazonaws.com'),
      statements: [
        new iam.PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logGroup.logGroupArn],
        }),
        // X-Ray takes no resource for these. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
        new iam.PolicyStatement({
          actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
          resources: ['*'],
        }),
        ...props.statements,
      ],
    });
    this.function = new lambda.Function(this, 'Function', {
      functionName: props.functionName,
      description: props.description,
      runtime: RUNTIME,
      architecture: lambda.Architecture.ARM_64,
      handler: HANDLER,
      code: lambda.Code.fromAsset(archive, { assetHashType: cdk.AssetHashType.CUSTOM, assetHash: archiveHash }),
      role: exactRole.role,
      logGroup,
      timeout: props.timeout,
      memorySize: props.memoryMegabytes,
      reservedConcurrentExecutions: props.reservedConcurrency,
      tracing: lambda.Tracing.ACTIVE,
      environment,
      // A version that a roll-back may need stays; one whose creation is rolled back goes, so that the same code can
      // be published again.
      currentVersionOptions: { removalPolicy: cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    });
    this.function.node.addDependency(exactRole);
    this.built = { subject: props.bundle, runtime: RUNTIME.name, handler: HANDLER, variables: environment };
  }
}
