import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuildClient } from '@aws-sdk/client-codebuild';
import { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { checkReachable, type OperationClients } from '../../operations/clients.ts';

/** The SDK clients that a release is read and steered with. */
export interface ReleaseClients extends OperationClients {
  readonly codebuild: CodeBuildClient;
  readonly codecommit: CodeCommitClient;
  readonly s3: S3Client;
  readonly ssm: SSMClient;
}

/** Where the clients go; what is left out is found as the SDK finds it, in the environment or the profile. */
export interface ClientConfiguration {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Asks nobody: whether somebody answers is found out with the first call. */
export function releaseClients(configuration: ClientConfiguration): ReleaseClients {
  return {
    cloudformation: new CloudFormationClient(configuration),
    cloudwatch: new CloudWatchClient(configuration),
    logs: new CloudWatchLogsClient(configuration),
    codebuild: new CodeBuildClient(configuration),
    codecommit: new CodeCommitClient(configuration),
    codedeploy: new CodeDeployClient(configuration),
    codepipeline: new CodePipelineClient(configuration),
    lambda: new LambdaClient(configuration),
    s3: new S3Client(configuration),
    sns: new SNSClient(configuration),
    ssm: new SSMClient(configuration),
    sts: new STSClient(configuration),
  };
}

/**
 * @param region where the pipeline is; absent: as the SDK finds it
 * @throws Refused when there is no region, no credentials or nobody who answers
 */
export async function createReleaseClients(region?: string): Promise<ReleaseClients> {
  const clients = releaseClients(region === undefined ? {} : { region });
  await checkReachable(clients.sts);
  return clients;
}
