import { CreateTableCommand, DynamoDBClient, PutResourcePolicyCommand } from '@aws-sdk/client-dynamodb';
import { CreateRepositoryCommand, ECRClient, SetRepositoryPolicyCommand } from '@aws-sdk/client-ecr';
import { CreatePolicyCommand, CreateRoleCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  PutResourcePolicyCommand as PutSecretPolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dynamodb } from '../../../rehearsal/services/dynamodb/index.ts';
import { ecr } from '../../../rehearsal/services/ecr/index.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { kms } from '../../../rehearsal/services/kms/index.ts';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { secretsmanager } from '../../../rehearsal/services/secretsmanager/index.ts';
import { sns } from '../../../rehearsal/services/sns/index.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

/** A Deny whose operator is mistyped: one that was taken would deny nothing. */
const deny = { Effect: 'Deny', Action: '*', Condition: { StringEqual: { 'aws:PrincipalAccount': ACCOUNT } } };
const document = (more: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ ...deny, ...more }] });
const identity = document({ Resource: '*' });
const resource = document({ Principal: '*', Resource: '*' });

let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([dynamodb, ecr, iam, kms, s3, secretsmanager, sns]);
});
afterAll(() => local.stop());

test.each([
  [
    'a managed policy',
    'MalformedPolicyDocumentException',
    () => local.client(IAMClient).send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: identity })),
  ],
  [
    'a policy of a user',
    'MalformedPolicyDocumentException',
    () =>
      local
        .client(IAMClient)
        .send(new PutUserPolicyCommand({ UserName: 'developer', PolicyName: 'p', PolicyDocument: identity })),
  ],
  [
    'a trust policy',
    'MalformedPolicyDocumentException',
    () => {
      const AssumeRolePolicyDocument = document({ Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' });
      return local.client(IAMClient).send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument }));
    },
  ],
  [
    'a key policy',
    'MalformedPolicyDocumentException',
    () => local.client(KMSClient).send(new CreateKeyCommand({ Policy: resource })),
  ],
  [
    'a bucket policy',
    'MalformedPolicy',
    async () => {
      const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
      const client = local.client(S3Client);
      await client.send(new CreateBucketCommand({ Bucket: 'data', CreateBucketConfiguration }));
      const Policy = document({ Principal: '*', Resource: 'arn:aws:s3:::data/*' });
      return client.send(new PutBucketPolicyCommand({ Bucket: 'data', Policy }));
    },
  ],
  [
    'the policy of a topic',
    'InvalidParameterException',
    () => local.client(SNSClient).send(new CreateTopicCommand({ Name: 't', Attributes: { Policy: resource } })),
  ],
  [
    'the policy of a secret',
    'MalformedPolicyDocumentException',
    async () => {
      const client = local.client(SecretsManagerClient);
      await client.send(new CreateSecretCommand({ Name: 's', SecretString: 'x' }));
      return client.send(new PutSecretPolicyCommand({ SecretId: 's', ResourcePolicy: resource }));
    },
  ],
  [
    'the policy of a repository',
    'InvalidParameterException',
    async () => {
      const client = local.client(ECRClient);
      await client.send(new CreateRepositoryCommand({ repositoryName: 'images' }));
      return client.send(new SetRepositoryPolicyCommand({ repositoryName: 'images', policyText: resource }));
    },
  ],
  [
    'the policy of a table',
    'ValidationException',
    async () => {
      const client = local.client(DynamoDBClient);
      const { TableDescription: table } = await client.send(
        new CreateTableCommand({
          TableName: 'rows',
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
        }),
      );
      return client.send(new PutResourcePolicyCommand({ ResourceArn: table?.TableArn, Policy: resource }));
    },
  ],
])('%s with a mistyped operator is refused', async (_what, name, put) => {
  await expect(put()).rejects.toMatchObject({ name, message: expect.stringContaining('Condition.StringEqual') });
});
