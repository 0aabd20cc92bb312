import * as cdk from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ExactRole } from '../../app/identity/exact-role.ts';
import { serviceTrust } from '../../app/identity/service-trust.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import type { Report } from './steps/build-spec-step.ts';

/** Holds Node 24: https://docs.aws.amazon.com/codebuild/latest/userguide/available-runtimes.html */
const BUILD_IMAGE = 'aws/codebuild/standard:8.0';
/** Days that the logs of a build are kept. */
const BUILD_LOG_RETENTION = logs.RetentionDays.THREE_MONTHS;
/** How long a build may wait for a machine. */
const QUEUED_TIMEOUT_MINUTES = 60;
const DEFAULT_TIMEOUT_MINUTES = 30;

/** Properties of `BuildProject`. */
export interface BuildProjectProps {
  readonly projectName: string;
  readonly description: string;
  /** Text of the buildspec, or its path within the primary source. */
  readonly buildSpec: string;
  readonly artifactStore: ArtifactStore;
  /** Names of the artifacts that the build reads. */
  readonly inputs: readonly string[];
  /** Names of the artifacts that the build makes. */
  readonly outputs: readonly string[];
  /** Nobody else may write the artifacts that the build makes, whatever their rights: stages are deployed from them. @default false */
  readonly keepsOutputs?: boolean;
  /** What the build may do beyond its logs, reports and artifacts. */
  readonly statements: readonly iam.PolicyStatement[];
  /** Called with the ARN of the build's role when it is made, for policies that name it. @default - nobody asks */
  readonly onRole?: (roleArn: string) => void;
  /** @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly reports?: readonly Report[];
  /** @default BUILD_GENERAL1_SMALL */
  readonly computeType?: string;
  /** @default 30 */
  readonly timeoutMinutes?: number;
}

/** A CodeBuild project with a log group, report groups and a role of its own. */
export class BuildProject extends Construct {
  readonly projectName: string;
  readonly projectArn: string;

  constructor(scope: Construct, id: string, props: BuildProjectProps) {
    super(scope, id);
    const stack = cdk.Stack.of(this);
    const { artifactStore } = props;
    this.projectName = props.projectName;
    this.projectArn = stack.formatArn({ service: 'codebuild', resource: 'project', resourceName: props.projectName });

    const logGroupName = `/aws/codebuild/${props.projectName}`;
    artifactStore.allowLogGroup(logGroupName);
    const logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName,
      encryptionKey: artifactStore.key,
      retention: BUILD_LOG_RETENTION,
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    });
    const reportGroups = (props.reports ?? []).map(
      (report) =>
        new codebuild.CfnReportGroup(this, `Report-${report.name}`, {
          name: `${props.projectName}-${report.name}`,
          type: report.type,
          exportConfig: { exportConfigType: 'NO_EXPORT' },
          deleteReports: true,
        }),
    );
    const role = new ExactRole(this, 'Service', {
      assumedBy: serviceTrust(this, 'codebuild.amazonaws.com', this.projectArn),
      description: `Builds of the project ${props.projectName}`,
      statements: [
        new iam.PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logGroup.logGroupArn],
        }),
        ...(props.reports ?? []).map(
          (report, index) =>
            new iam.PolicyStatement({
              actions: [
                'codebuild:CreateReport',
                'codebuild:UpdateReport',
                report.type === 'TEST' ? 'codebuild:BatchPutTestCases' : 'codebuild:BatchPutCodeCoverages',
              ],
              resources: reportGroups.slice(index, index + 1).map((group) => group.attrArn),
            }),
        ),
        ...artifactStore.read(props.inputs),
        ...artifactStore.write(props.outputs),
        ...props.statements,
      ],
    });
    props.onRole?.(role.roleArn);
    if (props.keepsOutputs === true)
      for (const output of props.outputs) artifactStore.keepForWriter(output, role.roleArn);
    const project = new codebuild.CfnProject(this, 'Project', {
      name: props.projectName,
      description: props.description,
      serviceRole: role.roleArn,
      source: { type: 'CODEPIPELINE', buildSpec: props.buildSpec },
      artifacts: { type: 'CODEPIPELINE' },
      encryptionKey: artifactStore.key.keyArn,
      environment: {
        type: 'LINUX_CONTAINER',
        image: BUILD_IMAGE,
        imagePullCredentialsType: 'CODEBUILD',
        computeType: props.computeType ?? 'BUILD_GENERAL1_SMALL',
        privilegedMode: false,
        environmentVariables: Object.entries(props.env ?? {}).map(([name, value]) => ({
          name,
          type: 'PLAINTEXT',
          value,
        })),
      },
      cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] },
      logsConfig: { cloudWatchLogs: { status: 'ENABLED', groupName: logGroup.logGroupName } },
      timeoutInMinutes: props.timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES,
      queuedTimeoutInMinutes: QUEUED_TIMEOUT_MINUTES,
    });
    project.node.addDependency(role);
  }
}
