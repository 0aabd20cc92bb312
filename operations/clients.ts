import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Refused } from './refused.ts';

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

/** How each of the SDK's ways to fail before it has asked anybody is mended. */
const MENDS: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'Log in (aws sso login), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ECONNREFUSED: 'Start the endpoint, or correct AWS_ENDPOINT_URL.',
  ENOTFOUND: 'Check the network and the region.',
};

/** @throws Refused that says what to set, where there is no region, are no credentials or is no endpoint to speak to */
export async function checkReachable(sts: STSClient): Promise<void> {
  await sts.config.region().catch(() => {
    throw new Refused('No region is set', 'Give it with --region, or set AWS_REGION or a profile that has one.');
  });
  await sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    if (!(error instanceof Error)) throw error;
    const kind = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    const mend = MENDS[kind] ?? MENDS[error.name];
    throw mend === undefined ? error : new Refused(error.message.replace(/\.$/, ''), mend);
  });
}

/**
 * @param region where the pipeline is; absent: as the SDK finds it, in AWS_REGION or the profile
 * @throws Refused when there is no region, no credentials or nobody who answers
 */
export async function createOperationClients(region?: string): Promise<OperationClients> {
  const configuration = region === undefined ? {} : { region };
  const sts = new STSClient(configuration);
  await checkReachable(sts);
  return {
    cloudformation: new CloudFormationClient(configuration),
    cloudwatch: new CloudWatchClient(configuration),
    logs: new CloudWatchLogsClient(configuration),
    codedeploy: new CodeDeployClient(configuration),
    codepipeline: new CodePipelineClient(configuration),
    lambda: new LambdaClient(configuration),
    sns: new SNSClient(configuration),
    sts,
  };
}
