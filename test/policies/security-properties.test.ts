import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { environments } from '../../pipeline/environments.ts';
import { planStages } from '../../pipeline/waves.ts';
import { covers } from '../../policies/action-patterns.ts';
import { allows, identityStatements } from '../../policies/statements.ts';
import { synthesizeRealApp } from './real-app.ts';

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DeletionPolicy: z.string().optional(),
      UpdateReplacePolicy: z.string().optional(),
    }),
  ),
});

/** Every resource that a release deploys, in the pipeline and in every stage. */
const resources = synthesizeRealApp().stacks.flatMap(({ stackName, templateFullPath }) =>
  Object.entries(template.parse(JSON.parse(readFileSync(templateFullPath, 'utf8'))).Resources).map(
    ([logicalId, resource]) => ({ logicalId, stackName, ...resource }),
  ),
);
const ofType = (type: string) => {
  const found = resources.filter((resource) => resource.Type === type);
  expect(found.length).toBeGreaterThan(0);
  return found;
};
const retaining = planStages(environments)
  .flatMap((stage) => stage.environments)
  .filter(({ retainData }) => retainData)
  .map(({ name }) => `${name}-Students`);

const signs = ({ Properties }: { readonly Properties: { readonly KeyUsage?: unknown } }): boolean =>
  Properties.KeyUsage === 'SIGN_VERIFY';

test('every key rotates, but the one that signs: KMS rotates none on a curve', () => {
  const keys = ofType('AWS::KMS::Key');
  expect(keys.filter(signs)).toHaveLength(1);
  for (const key of keys) if (!signs(key)) expect(key.Properties.EnableKeyRotation).toBe(true);
});

test('tables and keys are kept where the stage retains its data, and go with the stack elsewhere; the key that signs is kept', () => {
  for (const resource of [...ofType('AWS::DynamoDB::Table'), ...ofType('AWS::KMS::Key')]) {
    const { stackName, DeletionPolicy, UpdateReplacePolicy } = resource;
    // RetainExceptOnCreate: what a failed first deployment made is not left behind.
    const policies =
      retaining.includes(stackName) || signs(resource) ? ['RetainExceptOnCreate', 'Retain'] : ['Delete', 'Delete'];
    expect([stackName, DeletionPolicy, UpdateReplacePolicy]).toEqual([stackName, ...policies]);
  }
});

test('nothing else outlives its stack, but the repository and versions that a roll-back may need', () => {
  const kept = resources.filter(
    ({ Type, DeletionPolicy }) =>
      DeletionPolicy !== undefined &&
      DeletionPolicy !== 'Delete' &&
      !['AWS::CodeCommit::Repository', 'AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Lambda::Version'].includes(Type),
  );
  expect(kept).toEqual([]);
});

test('metrics are published under one namespace by each role, and by no two roles under the same', () => {
  const publishing = resources
    .flatMap(({ logicalId, Type, Properties }) =>
      identityStatements({ logicalId, type: Type, properties: Properties }).filter(
        (statement) =>
          allows(statement) && statement.actions.some((pattern) => covers(pattern, 'cloudwatch:PutMetricData')),
      ),
    )
    .map(({ conditions }) => conditions);
  const namespaces = publishing.flatMap((conditions) =>
    conditions.flatMap(({ operator, key, values }) =>
      operator === 'StringEquals' && key === 'cloudwatch:namespace' && values.length === 1 ? values : [],
    ),
  );
  const judges = resources.filter(({ Properties }) => String(Properties.FunctionName).endsWith('-bake-judge'));
  expect(judges.length).toBeGreaterThan(0);
  expect(publishing).toHaveLength(judges.length);
  expect(namespaces).toHaveLength(publishing.length);
  expect(new Set(namespaces).size).toBe(namespaces.length);
});

test('every log group is encrypted with a customer key, expires, and goes with its stack', () => {
  for (const { Properties, DeletionPolicy } of ofType('AWS::Logs::LogGroup')) {
    expect(Properties).toMatchObject({ KmsKeyId: expect.anything(), RetentionInDays: expect.any(Number) });
    expect(DeletionPolicy).toBe('Delete');
  }
});

test('every bucket is private, versioned, and has a life cycle', () => {
  for (const { Properties } of ofType('AWS::S3::Bucket')) {
    expect(Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: { Rules: expect.anything() },
    });
  }
});

test('no user, group or access key is made, and no function has a public URL', () => {
  const forbidden = ['AWS::IAM::User', 'AWS::IAM::Group', 'AWS::IAM::AccessKey', 'AWS::Lambda::Url'];
  expect(resources.filter(({ Type }) => forbidden.includes(Type))).toEqual([]);
});
