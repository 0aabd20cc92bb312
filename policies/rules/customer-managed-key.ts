import type { Rule } from '../rule.ts';
import { isThereWith, listOf, type Resource, refersTo, type Template, textOf, valueAt } from '../template.ts';

/** For each type, the properties that name its keys; a missing key is undefined. */
const KEYS: Readonly<Record<string, (resource: Resource) => readonly (readonly [property: string, key: unknown])[]>> = {
  'AWS::CodeBuild::Project': ({ properties }) => [['EncryptionKey', properties.EncryptionKey]],
  'AWS::CodePipeline::Pipeline': ({ properties }) =>
    [
      ...listOf(properties.ArtifactStore),
      ...listOf(properties.ArtifactStores).map((store) => valueAt(store, 'ArtifactStore')),
    ].map((store) => ['ArtifactStore.EncryptionKey', valueAt(store, 'EncryptionKey', 'Id')] as const),
  'AWS::DynamoDB::Table': ({ properties }) => [
    ['SSESpecification.KMSMasterKeyId', valueAt(properties, 'SSESpecification', 'KMSMasterKeyId')],
  ],
  'AWS::DynamoDB::GlobalTable': ({ properties }) =>
    listOf(properties.Replicas).map(
      (replica) =>
        ['Replicas.SSESpecification.KMSMasterKeyId', valueAt(replica, 'SSESpecification', 'KMSMasterKeyId')] as const,
    ),
  'AWS::ECR::Repository': ({ properties }) => [
    ['EncryptionConfiguration.KmsKey', valueAt(properties, 'EncryptionConfiguration', 'KmsKey')],
  ],
  'AWS::EFS::FileSystem': ({ properties }) => [['KmsKeyId', properties.KmsKeyId]],
  'AWS::Kinesis::Stream': ({ properties }) => [
    ['StreamEncryption.KeyId', valueAt(properties, 'StreamEncryption', 'KeyId')],
  ],
  'AWS::Logs::LogGroup': ({ properties }) => [['KmsKeyId', properties.KmsKeyId]],
  'AWS::S3::Bucket': ({ properties }) => [
    [
      'BucketEncryption',
      valueAt(
        properties,
        'BucketEncryption',
        'ServerSideEncryptionConfiguration',
        0,
        'ServerSideEncryptionByDefault',
        'KMSMasterKeyID',
      ),
    ],
  ],
  'AWS::SNS::Topic': ({ properties }) => [['KmsMasterKeyId', properties.KmsMasterKeyId]],
  'AWS::SQS::Queue': ({ properties }) => [['KmsMasterKeyId', properties.KmsMasterKeyId]],
  'AWS::SecretsManager::Secret': ({ properties }) => [['KmsKeyId', properties.KmsKeyId]],
};

/**
 * S3 delivers access logs only to buckets under its own key.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
function takesAccessLogs(bucket: Resource, { resources }: Template): boolean {
  return resources.some(
    (other) =>
      other.type === 'AWS::S3::Bucket' &&
      isThereWith(other, bucket) &&
      refersTo(valueAt(other.properties, 'LoggingConfiguration', 'DestinationBucketName'), bucket.logicalId),
  );
}

/** Data at rest is under a key whose policy and rotation are ours. */
export const customerManagedKey: Rule = {
  id: 'customer-managed-key',
  description:
    'Data, logs, messages and artifacts are encrypted with a customer-managed key. https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#customer-cmk',
  fix: 'Give the resource a key of ours, and let its service use it in the policy of the key.',
  types: Object.keys(KEYS),
  check: (resource, template) => {
    if (resource.type === 'AWS::S3::Bucket' && takesAccessLogs(resource, template)) return [];
    return (KEYS[resource.type]?.(resource) ?? [])
      .filter(([, key]) => key === undefined || textOf(key).includes('alias/aws/'))
      .map(([property, key]) => ({
        finding: property,
        detail: `${property} is ${key === undefined ? 'not set' : `'${textOf(key)}', a key of AWS`}`,
      }));
  },
};
