import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import type { OperationClients } from '../../operations/clients.ts';
import type { TestRehearsal } from '../helpers/rehearsal.ts';

/** The clients of a person who works on a test's rehearsal. */
export const clientsOf = (local: TestRehearsal): OperationClients => ({
  cloudformation: local.client(CloudFormationClient),
  cloudwatch: local.client(CloudWatchClient),
  logs: local.client(CloudWatchLogsClient),
  codedeploy: local.client(CodeDeployClient),
  codepipeline: local.client(CodePipelineClient),
  lambda: local.client(LambdaClient),
  sns: local.client(SNSClient),
  sts: local.client(STSClient),
});
