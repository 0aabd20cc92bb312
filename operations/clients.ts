import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Refused } from './refused.ts';
import { checkEndpoint, unreached } from './transport.ts';

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

const LOGIN = 'Log in (aws sso login), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';

const NO_REGION =
  'Give it with --region, or set AWS_REGION or a profile that has one. For a rehearsal that is up, copy the export lines that it has printed (AWS_ENDPOINT_URL, AWS_REGION and its keys).';

/** What the SDK says of a region that cannot be one. */
const BAD_REGION = /region="(.*)"/;

/** @throws Refused that names the region that is none, or says how to give one */
function refuseRegion(error: unknown): never {
  const bad = error instanceof Error ? BAD_REGION.exec(error.message)?.[1] : undefined;
  if (bad === undefined || bad === '') throw new Refused('No region is set', NO_REGION);
  throw new Refused(`The region is '${bad}', which is none`, 'Correct --region, AWS_REGION or the profile: eu-west-1.');
}

/** @throws Refused that says what to set, where there is no region, are no credentials or is no endpoint to speak to */
export async function checkReachable(sts: STSClient): Promise<void> {
  checkEndpoint();
  await sts.config.region().catch(refuseRegion);
  await sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'CredentialsProviderError')
      throw new Refused(error.message.replace(/\.$/, ''), LOGIN);
    const trouble = unreached(error);
    throw trouble === undefined ? error : new Refused(trouble.message, trouble.hint);
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
