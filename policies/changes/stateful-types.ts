/** A resource type whose loss no template brings back. */
export interface StatefulType {
  /** What it is, in a sentence. */
  readonly noun: string;
  /** What goes with it. */
  readonly holds: string;
  /** Properties whose change makes CloudFormation replace it: the documentation says "Update requires: Replacement". */
  readonly replacedBy: readonly string[];
  /** The property with its physical name, which two resources cannot have at the same time. */
  readonly physicalName?: string;
}

const MESSAGES = 'the messages that nobody has received yet';
const CALLERS = 'the identity that callers hold';

/**
 * Types that hold data, or an identity that somebody outside of the stack holds (an address, a key, an id). What
 * replaces them is that of CloudFormation's own resource schemas; a test holds it against the copy in the CDK command
 * line. A type that is not here counts as one that the template makes again.
 */
export const STATEFUL_TYPES: Readonly<Record<string, StatefulType>> = {
  'AWS::DynamoDB::Table': {
    noun: 'table',
    holds: 'its items',
    // LocalSecondaryIndexes: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
    replacedBy: ['ImportSourceSpecification', 'KeySchema', 'LocalSecondaryIndexes', 'TableName'],
    physicalName: 'TableName',
  },
  'AWS::DynamoDB::GlobalTable': {
    noun: 'global table',
    holds: 'its items',
    replacedBy: ['KeySchema', 'LocalSecondaryIndexes', 'TableName'],
    physicalName: 'TableName',
  },
  'AWS::S3::Bucket': {
    noun: 'bucket',
    holds: 'its objects',
    replacedBy: ['BucketName', 'BucketNamePrefix', 'BucketNamespace', 'ObjectLockEnabled'],
    physicalName: 'BucketName',
  },
  'AWS::KMS::Key': { noun: 'key', holds: 'all data that it encrypts', replacedBy: [] },
  'AWS::SQS::Queue': {
    noun: 'queue',
    holds: MESSAGES,
    replacedBy: ['FifoQueue', 'QueueName'],
    physicalName: 'QueueName',
  },
  'AWS::SNS::Topic': {
    noun: 'topic',
    holds: 'its subscriptions, those that people confirmed included',
    replacedBy: ['FifoTopic', 'TopicName'],
    physicalName: 'TopicName',
  },
  'AWS::Logs::LogGroup': {
    noun: 'log group',
    holds: 'its log events',
    replacedBy: ['LogGroupName'],
    physicalName: 'LogGroupName',
  },
  'AWS::ApiGateway::RestApi': { noun: 'REST API', holds: 'its address, which clients call', replacedBy: [] },
  'AWS::ApiGatewayV2::Api': { noun: 'API', holds: 'its address, which clients call', replacedBy: ['ProtocolType'] },
  'AWS::ApiGateway::DomainName': {
    noun: 'domain name',
    holds: 'the address that DNS leads to',
    replacedBy: ['DomainName'],
    physicalName: 'DomainName',
  },
  'AWS::ApiGateway::Stage': {
    noun: 'stage of an API',
    holds: 'the first part of every path, and the usage of its plans',
    replacedBy: ['RestApiId', 'StageName'],
  },
  'AWS::ApiGateway::ApiKey': {
    noun: 'API key',
    holds: 'its value, which clients send',
    replacedBy: ['GenerateDistinctId', 'Name', 'Value'],
    physicalName: 'Name',
  },
  'AWS::ApiGateway::UsagePlan': { noun: 'usage plan', holds: 'what its keys have used of their quota', replacedBy: [] },
  'AWS::ApiGateway::UsagePlanKey': {
    noun: "key's place in a usage plan",
    holds: 'what the key has used of its quota',
    replacedBy: ['KeyId', 'KeyType', 'UsagePlanId'],
  },
  'AWS::Cognito::UserPool': { noun: 'user pool', holds: 'its users and their passwords', replacedBy: [] },
  'AWS::Cognito::UserPoolClient': {
    noun: 'client of a user pool',
    holds: CALLERS,
    replacedBy: ['GenerateSecret', 'UserPoolId'],
  },
  'AWS::Cognito::UserPoolDomain': {
    noun: 'domain of a user pool',
    holds: 'the address of its sign-in pages',
    replacedBy: ['Domain', 'UserPoolId'],
    physicalName: 'Domain',
  },
  'AWS::Cognito::IdentityPool': { noun: 'identity pool', holds: 'the identities of its users', replacedBy: [] },
  'AWS::Events::EventBus': {
    noun: 'event bus',
    holds: 'the address that senders put events to',
    replacedBy: ['EventSourceName', 'Name'],
    physicalName: 'Name',
  },
  'AWS::Events::Archive': {
    noun: 'archive of events',
    holds: 'its events',
    replacedBy: ['ArchiveName', 'SourceArn'],
    physicalName: 'ArchiveName',
  },
  'AWS::Kinesis::Stream': { noun: 'stream', holds: 'its records', replacedBy: ['Name'], physicalName: 'Name' },
  'AWS::SecretsManager::Secret': { noun: 'secret', holds: 'its value', replacedBy: ['Name'], physicalName: 'Name' },
  'AWS::ECR::Repository': {
    noun: 'image repository',
    holds: 'its images',
    replacedBy: ['EncryptionConfiguration', 'RepositoryName'],
    physicalName: 'RepositoryName',
  },
  'AWS::CodeCommit::Repository': {
    noun: 'repository',
    holds: 'its commits and pull requests',
    replacedBy: [],
    physicalName: 'RepositoryName',
  },
  'AWS::StepFunctions::StateMachine': {
    noun: 'state machine',
    holds: 'its running executions and their history',
    replacedBy: ['StateMachineName', 'StateMachineType'],
    physicalName: 'StateMachineName',
  },
  'AWS::RDS::DBInstance': {
    noun: 'database',
    holds: 'its data',
    replacedBy: [
      'BackupTarget',
      'CharacterSetName',
      'CustomIAMInstanceProfile',
      'DBClusterIdentifier',
      'DBInstanceIdentifier',
      'DBName',
      'DBSubnetGroupName',
      'DBSystemId',
      'KmsKeyId',
      'MasterUsername',
      'NcharCharacterSetName',
      'Port',
      'SourceRegion',
      'StorageEncrypted',
      'Timezone',
    ],
    physicalName: 'DBInstanceIdentifier',
  },
  'AWS::RDS::DBCluster': {
    noun: 'database cluster',
    holds: 'its data',
    replacedBy: [
      'AvailabilityZones',
      'ClusterScalabilityType',
      'DBClusterIdentifier',
      'DBSubnetGroupName',
      'DBSystemId',
      'DatabaseName',
      'EngineMode',
      'KmsKeyId',
      'PubliclyAccessible',
      'RestoreToTime',
      'RestoreType',
      'SnapshotIdentifier',
      'SourceDBClusterIdentifier',
      'SourceDbClusterResourceId',
      'SourceRegion',
      'StorageEncrypted',
      'UseLatestRestorableTime',
      'WithExpressConfiguration',
    ],
    physicalName: 'DBClusterIdentifier',
  },
  'AWS::EFS::FileSystem': {
    noun: 'file system',
    holds: 'its files',
    replacedBy: ['AvailabilityZoneName', 'Encrypted', 'KmsKeyId', 'PerformanceMode'],
  },
  'AWS::EC2::Volume': { noun: 'volume', holds: 'its blocks', replacedBy: [] },
  'AWS::OpenSearchService::Domain': {
    noun: 'search domain',
    holds: 'its indices',
    replacedBy: ['DomainName', 'EngineMode'],
    physicalName: 'DomainName',
  },
  'AWS::Backup::BackupVault': {
    noun: 'backup vault',
    holds: 'its recovery points',
    replacedBy: ['BackupVaultName', 'EncryptionKeyArn'],
    physicalName: 'BackupVaultName',
  },
};
