import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuildClient } from '@aws-sdk/client-codebuild';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import type { EndpointProcess } from './endpoint-process.ts';

/** The SDK clients with which a release is watched, the same as against a real account. */
export interface AwsClients {
  readonly codepipeline: CodePipelineClient;
  readonly codebuild: CodeBuildClient;
  readonly codedeploy: CodeDeployClient;
  readonly logs: CloudWatchLogsClient;
  readonly cloudwatch: CloudWatchClient;
  readonly cloudformation: CloudFormationClient;
  readonly lambda: LambdaClient;
  readonly apigateway: APIGatewayClient;
  readonly sns: SNSClient;
  readonly iam: IAMClient;
}

export function createAwsClients(endpoint: EndpointProcess): AwsClients {
  const configuration = {
    endpoint: endpoint.url,
    region: endpoint.region,
    credentials: { accessKeyId: endpoint.accessKeyId, secretAccessKey: endpoint.secretAccessKey },
    maxAttempts: 1,
  };
  return {
    codepipeline: new CodePipelineClient(configuration),
    codebuild: new CodeBuildClient(configuration),
    codedeploy: new CodeDeployClient(configuration),
    logs: new CloudWatchLogsClient(configuration),
    cloudwatch: new CloudWatchClient(configuration),
    cloudformation: new CloudFormationClient(configuration),
    lambda: new LambdaClient(configuration),
    apigateway: new APIGatewayClient(configuration),
    sns: new SNSClient(configuration),
    iam: new IAMClient(configuration),
  };
}
