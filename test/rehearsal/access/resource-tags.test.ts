import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateRestApiCommand,
  CreateUsagePlanCommand,
  GetApiKeyCommand,
  GetResourcesCommand,
  GetTagsCommand,
  GetUsagePlanCommand,
} from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DisableAlarmActionsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  BatchGetProjectsCommand,
  BatchGetReportGroupsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  CreateReportGroupCommand,
} from '@aws-sdk/client-codebuild';
import { CodeCommitClient, CreateRepositoryCommand, GetRepositoryCommand } from '@aws-sdk/client-codecommit';
import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
  GetApplicationCommand,
  GetDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy';
import { CodePipelineClient, CreatePipelineCommand, DisableStageTransitionCommand } from '@aws-sdk/client-codepipeline';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateRepositoryCommand as CreateImages, DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { DescribeRuleCommand, EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateFunctionCommand, GetFunctionCommand, LambdaClient, PublishVersionCommand } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apigateway } from '../../../rehearsal/services/apigateway/index.ts';
import { cloudformation } from '../../../rehearsal/services/cloudformation/index.ts';
import { cloudwatch } from '../../../rehearsal/services/cloudwatch/index.ts';
import { codebuild } from '../../../rehearsal/services/codebuild/index.ts';
import { codecommit } from '../../../rehearsal/services/codecommit/index.ts';
import { codedeploy } from '../../../rehearsal/services/codedeploy/index.ts';
import { codepipeline } from '../../../rehearsal/services/codepipeline/index.ts';
import { dynamodb } from '../../../rehearsal/services/dynamodb/index.ts';
import { ecr } from '../../../rehearsal/services/ecr/index.ts';
import { eventbridge } from '../../../rehearsal/services/eventbridge/index.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { kms } from '../../../rehearsal/services/kms/index.ts';
import { lambda } from '../../../rehearsal/services/lambda/index.ts';
import { logs } from '../../../rehearsal/services/logs/index.ts';
import { secretsmanager } from '../../../rehearsal/services/secretsmanager/index.ts';
import { sns } from '../../../rehearsal/services/sns/index.ts';
import { ssm } from '../../../rehearsal/services/ssm/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { EMPTY_PROJECT } from '../../helpers/build-project.ts';
import { sessionKeysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { pipelineOf, stage } from '../codepipeline/fixture.ts';

type ClientClass<C> = new (configuration: {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  maxAttempts: number;
}) => C;
type Clients = <C>(clientClass: ClientClass<C>) => C;

let local: TestRehearsal;
const SERVICE_ROLE = `arn:aws:iam::${ACCOUNT}:role/service`;
const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const trust = document({
  Effect: 'Allow',
  Principal: { AWS: ACCOUNT, Service: ['lambda.amazonaws.com', 'codedeploy.amazonaws.com'] },
  Action: 'sts:AssumeRole',
});

beforeAll(async () => {
  const services = [cloudformation, cloudwatch, codebuild, codecommit, codedeploy, codepipeline, eventbridge, logs];
  const others = [apigateway, dynamodb, ecr, iam, kms, lambda, secretsmanager, sns, ssm, sts];
  local = await startTestRehearsal([...services, ...others], { enforce: 'deny' });
  await local.client(IAMClient).send(new CreateRoleCommand({ RoleName: 'service', AssumeRolePolicyDocument: trust }));
});
afterAll(() => local.stop());

/** Clients of a role that may do all but what it may not do with what is tagged `protected`. */
async function shutOut(name: string, key: string): Promise<Clients> {
  const client = local.client(IAMClient);
  await client.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  const all = { Action: '*', Resource: '*' };
  const PolicyDocument = document(
    { ...all, Effect: 'Allow' },
    { ...all, Effect: 'Deny', Condition: { StringEquals: { [`${key}/protected`]: 'true' } } },
  );
  await client.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument }));
  const { Credentials: keys } = await local
    .client(STSClient)
    .send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}`, RoleSessionName: 'work' }));
  const credentials = sessionKeysOf(keys);
  return (clientClass) =>
    new clientClass({ region: REGION, endpoint: local.rehearsal.endpoint, credentials, maxAttempts: 1 });
}

/** Makes something of this name and with these tags, and says how it is used. */
type Makes = (name: string, tags: Readonly<Record<string, string>>) => Promise<(clients: Clients) => Promise<unknown>>;
const upper = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const lower = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([key, value]) => ({ key, value }));
const make = <C>(clientClass: Parameters<typeof local.client<C>>[0]): C => local.client(clientClass);
const zip = Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64');

const KINDS: Readonly<Record<string, Makes>> = {
  'a role': async (RoleName, tags) => {
    await make(IAMClient).send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, Tags: upper(tags) }));
    return (as) => as(IAMClient).send(new GetRoleCommand({ RoleName }));
  },
  'a role that is assumed': async (name, tags) => {
    const RoleName = `${name}-assumed`;
    await make(IAMClient).send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, Tags: upper(tags) }));
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
    return (as) => as(STSClient).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'work' }));
  },
  'a user': async (UserName, tags) => {
    await make(IAMClient).send(new CreateUserCommand({ UserName, Path: '/people/', Tags: upper(tags) }));
    return (as) => as(IAMClient).send(new GetUserCommand({ UserName }));
  },
  'a managed policy': async (PolicyName, tags) => {
    const PolicyDocument = document({ Effect: 'Allow', Action: '*', Resource: '*' });
    const create = new CreatePolicyCommand({ PolicyName, PolicyDocument, Tags: upper(tags) });
    const { Policy: policy } = await make(IAMClient).send(create);
    return (as) => as(IAMClient).send(new GetPolicyCommand({ PolicyArn: policy?.Arn }));
  },
  'a version of a function': async (FunctionName, tags) => {
    const code = { Runtime: 'nodejs24.x', Handler: 'i.h', Code: { ZipFile: zip } } as const;
    await make(LambdaClient).send(
      new CreateFunctionCommand({ ...code, FunctionName, Role: SERVICE_ROLE, Tags: { ...tags } }),
    );
    await make(LambdaClient).send(new PublishVersionCommand({ FunctionName }));
    return (as) => as(LambdaClient).send(new GetFunctionCommand({ FunctionName, Qualifier: '1' }));
  },
  'a log group': async (logGroupName, tags) => {
    await make(CloudWatchLogsClient).send(new CreateLogGroupCommand({ logGroupName, tags: { ...tags } }));
    const create = (clients: Clients) =>
      clients(CloudWatchLogsClient).send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'today' }));
    return create;
  },
  'a log group by its bare ARN': async (name, tags) => {
    const logGroupName = `/${name}/bare`;
    await make(CloudWatchLogsClient).send(new CreateLogGroupCommand({ logGroupName, tags: { ...tags } }));
    const resourceArn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${logGroupName}`;
    return (as) => as(CloudWatchLogsClient).send(new ListTagsForResourceCommand({ resourceArn }));
  },
  'a build project': async (name, tags) => {
    await make(CodeBuildClient).send(
      new CreateProjectCommand({
        name,
        ...EMPTY_PROJECT,
        serviceRole: SERVICE_ROLE,
        tags: lower(tags),
      }),
    );
    return (as) => as(CodeBuildClient).send(new BatchGetProjectsCommand({ names: [name] }));
  },
  'a report group': async (name, tags) => {
    const exportConfig = { exportConfigType: 'NO_EXPORT' } as const;
    const create = new CreateReportGroupCommand({ name, type: 'TEST', exportConfig, tags: lower(tags) });
    const { reportGroup } = await make(CodeBuildClient).send(create);
    const reportGroupArns = [reportGroup?.arn ?? ''];
    return (as) => as(CodeBuildClient).send(new BatchGetReportGroupsCommand({ reportGroupArns }));
  },
  'a stage of a pipeline': async (name, tags) => {
    const approve = stage('Ask', {
      actions: [
        { name: 'Ask', actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } },
      ],
    });
    const [source, ...rest] = pipelineOf([approve]).stages ?? [];
    const s3 = { S3Bucket: 'code', S3ObjectKey: 'code.zip', PollForSourceChanges: 'false' };
    const stages = [
      { ...source, name: 'Source', actions: (source?.actions ?? []).map((one) => ({ ...one, configuration: s3 })) },
      ...rest,
    ];
    const pipeline = { ...pipelineOf([]), name, roleArn: SERVICE_ROLE, stages };
    await make(CodePipelineClient).send(new CreatePipelineCommand({ pipeline, tags: lower(tags) }));
    const at = { pipelineName: name, stageName: 'Ask', transitionType: 'Inbound', reason: 'No' } as const;
    return (as) => as(CodePipelineClient).send(new DisableStageTransitionCommand(at));
  },
  'a repository': async (repositoryName, tags) => {
    await make(CodeCommitClient).send(new CreateRepositoryCommand({ repositoryName, tags: { ...tags } }));
    return (as) => as(CodeCommitClient).send(new GetRepositoryCommand({ repositoryName }));
  },
  'an application of CodeDeploy': async (applicationName, tags) => {
    const create = new CreateApplicationCommand({ applicationName, computePlatform: 'Lambda', tags: upper(tags) });
    await make(CodeDeployClient).send(create);
    return (as) => as(CodeDeployClient).send(new GetApplicationCommand({ applicationName }));
  },
  'a deployment group': async (deploymentGroupName, tags) => {
    const applicationName = `of-${deploymentGroupName}`;
    const client = make(CodeDeployClient);
    await client.send(new CreateApplicationCommand({ applicationName, computePlatform: 'Lambda' }));
    const group = { applicationName, deploymentGroupName };
    await client.send(
      new CreateDeploymentGroupCommand({
        ...group,
        serviceRoleArn: SERVICE_ROLE,
        deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
        tags: upper(tags),
      }),
    );
    return (as) => as(CodeDeployClient).send(new GetDeploymentGroupCommand(group));
  },
  'an alarm': async (AlarmName, tags) => {
    await make(CloudWatchClient).send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: 'n',
        MetricName: 'm',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        Tags: upper(tags),
      }),
    );
    return (as) => as(CloudWatchClient).send(new DisableAlarmActionsCommand({ AlarmNames: [AlarmName] }));
  },
  'a rule': async (Name, tags) => {
    const create = new PutRuleCommand({ Name, EventPattern: '{"source":["app"]}', Tags: upper(tags) });
    await make(EventBridgeClient).send(create);
    return (as) => as(EventBridgeClient).send(new DescribeRuleCommand({ Name }));
  },
  'a parameter with a path': async (name, tags) => {
    const Name = `/${name}/a`;
    await make(SSMClient).send(new PutParameterCommand({ Name, Value: 'x', Type: 'String', Tags: upper(tags) }));
    return (as) => as(SSMClient).send(new GetParameterCommand({ Name }));
  },
  'a parameter without a path': async (Name, tags) => {
    await make(SSMClient).send(new PutParameterCommand({ Name, Value: 'x', Type: 'String', Tags: upper(tags) }));
    return (as) => as(SSMClient).send(new GetParameterCommand({ Name }));
  },
  'what is below a REST API': async (name, tags) => {
    const { id: restApiId } = await make(APIGatewayClient).send(new CreateRestApiCommand({ name, tags: { ...tags } }));
    return (as) => as(APIGatewayClient).send(new GetResourcesCommand({ restApiId }));
  },
  'the tags of a REST API': async (name, tags) => {
    const { id } = await make(APIGatewayClient).send(new CreateRestApiCommand({ name, tags: { ...tags } }));
    const resourceArn = `arn:aws:apigateway:${REGION}::/restapis/${id}`;
    return (as) => as(APIGatewayClient).send(new GetTagsCommand({ resourceArn }));
  },
  'an API key': async (name, tags) => {
    const { id: apiKey } = await make(APIGatewayClient).send(new CreateApiKeyCommand({ name, tags: { ...tags } }));
    return (as) => as(APIGatewayClient).send(new GetApiKeyCommand({ apiKey }));
  },
  'a usage plan': async (name, tags) => {
    const create = new CreateUsagePlanCommand({ name, tags: { ...tags } });
    const { id: usagePlanId } = await make(APIGatewayClient).send(create);
    return (as) => as(APIGatewayClient).send(new GetUsagePlanCommand({ usagePlanId }));
  },
  'a stack': async (StackName, tags) => {
    const TemplateBody = JSON.stringify({ Resources: { Rule: { Type: 'AWS::CloudFormation::WaitConditionHandle' } } });
    await make(CloudFormationClient).send(new CreateStackCommand({ StackName, TemplateBody, Tags: upper(tags) }));
    return (as) => as(CloudFormationClient).send(new DescribeStacksCommand({ StackName }));
  },
  'a repository of images': async (repositoryName, tags) => {
    await make(ECRClient).send(new CreateImages({ repositoryName, tags: upper(tags) }));
    return (as) => as(ECRClient).send(new DescribeImagesCommand({ repositoryName }));
  },
  'a table': async (TableName, tags) => {
    await make(DynamoDBClient).send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        Tags: upper(tags),
      }),
    );
    return (as) => as(DynamoDBClient).send(new DescribeTableCommand({ TableName }));
  },
  'a key by its alias': async (name, tags) => {
    const client = make(KMSClient);
    const Tags = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    const { KeyMetadata: key } = await client.send(new CreateKeyCommand({ Tags }));
    const KeyId = `alias/${name}`;
    await client.send(new CreateAliasCommand({ AliasName: KeyId, TargetKeyId: key?.KeyId }));
    return (as) => as(KMSClient).send(new DescribeKeyCommand({ KeyId }));
  },
  'a secret': async (Name, tags) => {
    await make(SecretsManagerClient).send(new CreateSecretCommand({ Name, SecretString: 'x', Tags: upper(tags) }));
    return (as) => as(SecretsManagerClient).send(new DescribeSecretCommand({ SecretId: Name }));
  },
  'a topic': async (Name, tags) => {
    const { TopicArn } = await make(SNSClient).send(new CreateTopicCommand({ Name, Tags: upper(tags) }));
    return (as) => as(SNSClient).send(new GetTopicAttributesCommand({ TopicArn }));
  },
};
const DENIED = { message: expect.stringContaining('with an explicit deny in an identity-based policy') };

describe('a Deny by aws:ResourceTag counts for', () => {
  let as: Clients;
  beforeAll(async () => {
    as = await shutOut('by-tag', 'aws:ResourceTag');
  });
  test.each(Object.entries(KINDS))('%s', async (_kind, makes) => {
    const open = await makes('open', { protected: 'false' });
    const shut = await makes('shut', { protected: 'true' });
    await open(as);
    await expect(shut(as)).rejects.toMatchObject(DENIED);
  });
});

test.each([
  ['iam:ResourceTag', 'a role'],
  ['iam:ResourceTag', 'a role that is assumed'],
  ['iam:ResourceTag', 'a user'],
  ['ecr:ResourceTag', 'a repository of images'],
  ['secretsmanager:ResourceTag', 'a secret'],
  ['ssm:resourceTag', 'a parameter without a path'],
])('%s is the service’s own key for the same: %s', async (key, kind) => {
  const name = `by-${key}-${kind}`.replace(/[^a-zA-Z-]/g, '').toLowerCase();
  const as = await shutOut(name, key);
  const shut = await KINDS[kind]?.(`${name}s`, { protected: 'true' });
  await expect(shut?.(as)).rejects.toMatchObject(DENIED);
});

test('what a role is tagged with says nothing about passing it, as IAM asks not to rely on it', async () => {
  const as = await shutOut('passer', 'iam:ResourceTag');
  const Tags = upper({ protected: 'true' });
  await make(IAMClient).send(new CreateRoleCommand({ RoleName: 'passed', AssumeRolePolicyDocument: trust, Tags }));
  const Role = `arn:aws:iam::${ACCOUNT}:role/passed`;
  const code = { Runtime: 'nodejs24.x', Handler: 'i.h', Code: { ZipFile: zip } } as const;
  await as(LambdaClient).send(new CreateFunctionCommand({ ...code, FunctionName: 'with-passed', Role }));
});
