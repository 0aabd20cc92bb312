/*
 * What CloudFormation needs to be allowed for each resource type that is deployed here: what its handlers declare in the
 * registry, without what concerns properties that no template of ours has (networks, file systems, images, replication ...).
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-handlers
 */

/** The actions of one service, by the rest of their names. */
const of = (service: string, names: string): readonly string[] => names.split(' ').map((name) => `${service}:${name}`);

const REST = of('apigateway', 'DELETE GET PATCH POST PUT');
/** Who passes a service a role has to be allowed to. */
const PASS_ROLE = ['iam:PassRole'];

/** The actions of the execution role by the type that they are for; `*` are those of every stack. */
export const EXECUTION_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  // The version of the bootstrap stack, which each template asks for.
  '*': ['ssm:GetParameters'],
  'AWS::ApiGateway::ApiKey': REST,
  'AWS::ApiGateway::Deployment': REST,
  'AWS::ApiGateway::GatewayResponse': REST,
  'AWS::ApiGateway::Method': REST,
  'AWS::ApiGateway::Model': REST,
  'AWS::ApiGateway::RequestValidator': REST,
  'AWS::ApiGateway::Resource': REST,
  'AWS::ApiGateway::RestApi': REST,
  'AWS::ApiGateway::Stage': REST,
  'AWS::ApiGateway::UsagePlan': REST,
  'AWS::ApiGateway::UsagePlanKey': REST,
  'AWS::CloudWatch::Alarm': of(
    'cloudwatch',
    'DeleteAlarms DescribeAlarms ListTagsForResource PutMetricAlarm TagResource',
  ),
  'AWS::CodeBuild::Project': [
    ...of('codebuild', 'BatchGetProjects CreateProject DeleteProject UpdateProject'),
    ...PASS_ROLE,
  ],
  'AWS::CodeBuild::ReportGroup': of(
    'codebuild',
    'BatchGetReportGroups CreateReportGroup DeleteReportGroup UpdateReportGroup',
  ),
  // Kept whatever happens to the stack, so nothing deletes it.
  'AWS::CodeCommit::Repository': of(
    'codecommit',
    'CreateRepository GetRepository ListTagsForResource TagResource UpdateRepositoryDescription',
  ),
  'AWS::CodeDeploy::Application': of('codedeploy', 'CreateApplication DeleteApplication GetApplication'),
  'AWS::CodeDeploy::DeploymentConfig': of(
    'codedeploy',
    'CreateDeploymentConfig DeleteDeploymentConfig GetDeploymentConfig',
  ),
  'AWS::CodeDeploy::DeploymentGroup': [
    ...of('codedeploy', 'CreateDeploymentGroup DeleteDeploymentGroup GetDeploymentGroup UpdateDeploymentGroup'),
    ...PASS_ROLE,
  ],
  'AWS::CodePipeline::Pipeline': [
    ...of(
      'codepipeline',
      'CreatePipeline DeletePipeline GetPipeline ListTagsForResource StartPipelineExecution TagResource UpdatePipeline',
    ),
    ...PASS_ROLE,
  ],
  'AWS::DynamoDB::Table': [
    ...of(
      'dynamodb',
      'CreateTable DeleteTable DescribeContinuousBackups DescribeContributorInsights DescribeKinesisStreamingDestination DescribeTable DescribeTimeToLive GetResourcePolicy ListTagsOfResource TagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive',
    ),
    // DynamoDB uses the key of a table for whoever makes the table:
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    ...of('kms', 'CreateGrant Decrypt DescribeKey Encrypt GenerateDataKey'),
  ],
  'AWS::Events::Rule': [
    ...of(
      'events',
      'DeleteRule DescribeRule ListTagsForResource ListTargetsByRule PutRule PutTargets RemoveTargets TagResource',
    ),
    ...PASS_ROLE,
  ],
  'AWS::IAM::ManagedPolicy': of(
    'iam',
    'AttachRolePolicy CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion DetachRolePolicy GetPolicy GetPolicyVersion ListEntitiesForPolicy ListPolicyVersions TagPolicy',
  ),
  'AWS::IAM::Role': of(
    'iam',
    'CreateRole DeleteRole GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies PutRolePermissionsBoundary TagRole UpdateAssumeRolePolicy UpdateRole',
  ),
  'AWS::KMS::Alias': of('kms', 'CreateAlias DeleteAlias ListAliases UpdateAlias'),
  'AWS::KMS::Key': of(
    'kms',
    'CreateKey DescribeKey DisableKeyRotation EnableKeyRotation GetKeyPolicy GetKeyRotationStatus ListResourceTags PutKeyPolicy ScheduleKeyDeletion TagResource UpdateKeyDescription',
  ),
  // With the deployment that moves its traffic:
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
  'AWS::Lambda::Alias': [
    ...of('lambda', 'CreateAlias DeleteAlias GetAlias GetProvisionedConcurrencyConfig UpdateAlias'),
    ...of(
      'codedeploy',
      'CreateDeployment GetApplicationRevision GetDeployment GetDeploymentConfig RegisterApplicationRevision StopDeployment',
    ),
  ],
  'AWS::Lambda::EventInvokeConfig': of(
    'lambda',
    'DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig',
  ),
  'AWS::Lambda::Function': [
    ...of(
      'lambda',
      'CreateFunction DeleteFunction DeleteFunctionConcurrency GetFunction GetFunctionCodeSigningConfig GetFunctionRecursionConfig GetRuntimeManagementConfig PutFunctionConcurrency TagResource UpdateFunctionCode UpdateFunctionConfiguration',
    ),
    ...PASS_ROLE,
    // The code, which is in the bootstrap bucket under its key.
    's3:GetObject',
    'kms:Decrypt',
  ],
  'AWS::Lambda::Permission': of('lambda', 'AddPermission GetPolicy RemovePermission'),
  'AWS::Lambda::Version': of(
    'lambda',
    'DeleteFunction GetFunctionConfiguration GetProvisionedConcurrencyConfig GetRuntimeManagementConfig ListVersionsByFunction PublishVersion',
  ),
  'AWS::Logs::LogGroup': of(
    'logs',
    'AssociateKmsKey CreateLogGroup DeleteLogGroup DeleteRetentionPolicy DescribeLogGroups DisassociateKmsKey ListTagsForResource PutRetentionPolicy TagResource',
  ),
  'AWS::S3::Bucket': of(
    's3',
    'CreateBucket DeleteBucket GetBucketLogging GetBucketPublicAccessBlock GetBucketTagging GetBucketVersioning GetEncryptionConfiguration GetLifecycleConfiguration ListBucket PutBucketLogging PutBucketPublicAccessBlock PutBucketTagging PutBucketVersioning PutEncryptionConfiguration PutLifecycleConfiguration',
  ),
  'AWS::S3::BucketPolicy': of('s3', 'DeleteBucketPolicy GetBucketPolicy PutBucketPolicy'),
  'AWS::SNS::Subscription': of('sns', 'GetSubscriptionAttributes SetSubscriptionAttributes Subscribe Unsubscribe'),
  'AWS::SNS::Topic': of(
    'sns',
    'CreateTopic DeleteTopic GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource SetTopicAttributes TagResource',
  ),
  'AWS::SNS::TopicPolicy': of('sns', 'GetTopicAttributes SetTopicAttributes'),
  // A function is invoked with the resource.
  'Custom::AlarmsOnVersion': ['lambda:InvokeFunction'],
  'Custom::FirstVersionCheck': ['lambda:InvokeFunction'],
};
