/*
 * Policies that AWS manages. Any can be attached; those whose document is known here are the ones that bootstrap stacks
 * and serverless applications use. Documents: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/
 */

const PREFIX = 'arn:aws:iam::aws:policy/';
export const isAwsManaged = (arn: string): boolean => arn.startsWith(PREFIX);
export const awsManagedName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
export const awsManagedPath = (arn: string): string =>
  `/${arn.slice(PREFIX.length, arn.lastIndexOf('/') + 1).replace(/^\/?/, '')}`;

const allow = (actions: readonly string[], resources: readonly string[] = ['*']) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: resources }],
  });

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

const DOCUMENTS: Readonly<Record<string, string>> = {
  AdministratorAccess: allow(['*']),
  AWSLambdaBasicExecutionRole: allow(LOGS),
  AWSLambdaDynamoDBExecutionRole: allow([
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
    ...LOGS,
  ]),
  AWSLambdaSQSQueueExecutionRole: allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', ...LOGS]),
  AWSXRayDaemonWriteAccess: allow([
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ]),
  AWSCloudFormationReadOnlyAccess: allow([
    'cloudformation:Describe*',
    'cloudformation:EstimateTemplateCost',
    'cloudformation:Get*',
    'cloudformation:List*',
    'cloudformation:ValidateTemplate',
    'cloudformation:Detect*',
  ]),
  AmazonAPIGatewayPushToCloudWatchLogs: allow([
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:DescribeLogGroups',
    'logs:DescribeLogStreams',
    'logs:PutLogEvents',
    'logs:GetLogEvents',
    'logs:FilterLogEvents',
  ]),
  AWSCodeDeployRoleForLambdaLimited: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: [
          'cloudwatch:DescribeAlarms',
          'lambda:UpdateAlias',
          'lambda:GetAlias',
          'lambda:GetProvisionedConcurrencyConfig',
        ],
        Resource: '*',
      },
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: 'arn:aws:s3:::*/CodeDeploy/*' },
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: '*',
        Condition: { StringEquals: { 's3:ExistingObjectTag/UseWithCodeDeploy': 'true' } },
      },
      { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: 'arn:aws:lambda:*:*:function:CodeDeployHook_*' },
    ],
  }),
};

/** The document of a policy that AWS manages; undefined when it is not known here. */
export const awsManagedDocument = (arn: string): string | undefined => DOCUMENTS[awsManagedName(arn)];
