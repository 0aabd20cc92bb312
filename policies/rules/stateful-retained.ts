import type { Rule } from '../rule.ts';

/** What holds data, or without which data cannot be read. */
const STATEFUL = [
  'AWS::CodeCommit::Repository',
  'AWS::Cognito::UserPool',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::ECR::Repository',
  'AWS::EFS::FileSystem',
  'AWS::KMS::Key',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
];
const KEPT = {
  DeletionPolicy: ['Retain', 'RetainExceptOnCreate', 'Snapshot'],
  UpdateReplacePolicy: ['Retain', 'Snapshot'],
};

/** Neither a slip in a template nor the deletion of a stack takes data away. */
export const statefulRetained: Rule = {
  id: 'stateful-retained',
  description:
    'What holds data stays when it leaves the template or is replaced. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html',
  fix: 'Set removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE (or RETAIN).',
  types: STATEFUL,
  check: ({ deletionPolicy, updateReplacePolicy }) =>
    [
      { finding: 'DeletionPolicy', policy: deletionPolicy, kept: KEPT.DeletionPolicy },
      { finding: 'UpdateReplacePolicy', policy: updateReplacePolicy, kept: KEPT.UpdateReplacePolicy },
    ]
      .filter(({ policy, kept }) => policy === undefined || !kept.includes(policy))
      .map(({ finding, policy }) => ({
        finding,
        detail: `${finding} is ${policy ?? 'not set'}: the data goes with it`,
      })),
};
