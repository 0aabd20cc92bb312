import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';

/** The SDK clients of the operations: of the account and region that the person's own environment names. */
export interface OperationClients {
  readonly cloudformation: CloudFormationClient;
  readonly cloudwatch: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly codedeploy: CodeDeployClient;
  readonly codepipeline: CodePipelineClient;
  readonly lambda: LambdaClient;
  readonly sns: SNSClient;
  readonly sts: STSClient;
}

/** @param region where the pipeline is; absent: as the SDK finds it, in AWS_REGION or the profile */
export function createOperationClients(region?: string): OperationClients {
  const configuration = region === undefined ? {} : { region };
  return {
    cloudformation: new CloudFormationClient(configuration),
    cloudwatch: new CloudWatchClient(configuration),
    logs: new CloudWatchLogsClient(configuration),
    codedeploy: new CodeDeployClient(configuration),
    codepipeline: new CodePipelineClient(configuration),
    lambda: new LambdaClient(configuration),
    sns: new SNSClient(configuration),
    sts: new STSClient(configuration),
  };
}
