import { describe, expect, test } from '@jest/globals';
import * as cdk from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { PASSPORT_PARAMETERS } from '../../app/release/passport-parameters.ts';
import type { ReleasedStageProps } from '../../pipeline/pipeline-stack.ts';
import { buildRoleOf, readAction, readPipeline, resourceStatements, rightsOf } from './read-template.ts';
import { environment, FixtureStage, synthesize } from './synthesize.ts';

const FOREIGN = '444455556666';
const template = synthesize();
const signer = buildRoleOf(template, 'slipway-Assets-Passport');
const [key] = Object.values(template.findResources('AWS::KMS::Key', { Properties: { KeyUsage: 'SIGN_VERIFY' } }));

describe('the key of the passports', () => {
  const statements: { Sid: string; Action: string | string[]; Principal: unknown; Condition?: unknown }[] =
    key?.Properties.KeyPolicy.Statement;

  test('signs, on a curve that KMS and every other program knows', () => {
    expect(key?.Properties.KeySpec).toBe('ECC_NIST_P256');
  });

  test('may be signed with by the step that makes passports alone, and by it a digest alone', () => {
    const sign = statements.filter(({ Action }) => [Action].flat().includes('kms:Sign'));
    expect(sign).toEqual([
      expect.objectContaining({
        Action: 'kms:Sign',
        Principal: { AWS: { 'Fn::GetAtt': [signer, 'Arn'] } },
        Condition: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' } },
      }),
    ]);
    const granting = rightsOf(template, signer).filter(({ Action }) => Action.includes('kms:Sign'));
    expect(granting).toHaveLength(1);
  });

  test('is managed by the account, which may neither sign with it nor grant that', () => {
    const managed = statements.filter(({ Sid }) => Sid === 'TheAccountManagesIt').flatMap(({ Action }) => Action);
    expect(managed).toContain('kms:PutKeyPolicy');
    for (const action of ['kms:Sign', 'kms:CreateGrant', 'kms:*']) expect(managed).not.toContain(action);
  });
});

test('the step signs for what the build says that it made, by way of CodePipeline', () => {
  const configuration = readAction(template, 'Assets', 'Passport').Configuration;
  const variables: { name: string; value: string }[] = JSON.parse(String(configuration.EnvironmentVariables));
  expect(Object.fromEntries(variables.map(({ name, value }) => [name, value]))).toEqual({
    EXECUTION_ID: '#{codepipeline.PipelineExecutionId}',
    COMMIT: '#{SourceVariables.CommitId}',
    PASSPORT_KEY: 'passports/slipway/#{SourceVariables.CommitId}.json',
    ASSEMBLY_SHA256: '#{Build.ASSEMBLY_SHA256}',
    TOOLS_SHA256: '#{Build.TOOLS_SHA256}',
  });
});

describe('the cloud assembly that is deployed', () => {
  const deploying = readPipeline(template)
    .Properties.Stages.flatMap(({ Actions }) => Actions)
    .filter(({ Configuration }) => Configuration.TemplatePath !== undefined);

  test('is handed on by the step that has held it against its seal, in front of the stages', () => {
    expect(readAction(template, 'Assets', 'Passport').OutputArtifacts).toEqual([{ Name: 'Sealed' }]);
    expect(deploying.length).toBeGreaterThan(1);
    for (const { InputArtifacts, Configuration } of deploying) {
      expect(InputArtifacts).toEqual([{ Name: 'Sealed' }]);
      for (const file of [Configuration.TemplatePath, Configuration.TemplateConfiguration ?? 'Sealed::'])
        expect(file).toMatch(/^Sealed::/);
    }
  });

  test('nobody else may write, whatever their rights: neither the build nor an administrator', () => {
    const refused = resourceStatements(template, 'AWS::S3::BucketPolicy', 'PolicyDocument').filter(
      ({ Effect, Action }) => Effect === 'Deny' && Action.includes('s3:PutObject'),
    );
    expect(refused).toEqual([
      expect.objectContaining({
        Action: ['s3:PutObject'],
        Principal: { AWS: '*' },
        Resource: [{ 'Fn::Join': ['', [expect.anything(), '/slipway/Sealed/*']] }],
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': [signer, 'Arn'] } } },
      }),
    ]);
    const writing = Object.keys(template.findResources('AWS::IAM::Role')).filter((role) =>
      rightsOf(template, role).some(
        ({ Action, Resource }) => Action.includes('s3:PutObject') && JSON.stringify(Resource).includes('/Sealed/'),
      ),
    );
    expect(writing).toEqual([signer]);
  });
});

test('a stack that demands no passport is given no parameter', () => {
  expect(readAction(template, 'Prod', 'Students.Prepare').Configuration.ParameterOverrides).toBeUndefined();
});

/** An application whose stack demands passports. */
function demanding(scope: Construct, id: string, props: ReleasedStageProps): FixtureStage {
  const stage = new FixtureStage(scope, id, props, 'exports.handler = 1');
  const stack = stage.node.findChild('Students');
  for (const name of Object.values(PASSPORT_PARAMETERS)) new cdk.CfnParameter(stack, name, { type: 'String' });
  return stage;
}

describe('a stack that demands passports is told by the pipeline', () => {
  const proving = environment({ name: 'Beta', proveReversible: true });
  const told = synthesize({ application: demanding, environments: [proving] });
  const commitFor = (action: string) => {
    const overrides = readAction(told, 'Beta', action).Configuration.ParameterOverrides;
    return /"PassportCommit":"([^"]*)".*"PassportObject":"([^"]*)"/
      .exec(JSON.stringify(overrides).replaceAll('\\"', '"'))
      ?.slice(1);
  };

  test.each(['Students.Prepare', 'GoForward.Students.Prepare'])('which commit it releases: %s', (action) => {
    expect(commitFor(action)).toEqual([
      '#{SourceVariables.CommitId}',
      'passports/slipway/#{SourceVariables.CommitId}.json',
    ]);
  });

  test('which commit it goes back to', () => {
    expect(commitFor('GoBack.Students.Prepare')).toEqual([
      '#{ReversalBeta.COMMIT}',
      'passports/slipway/#{ReversalBeta.COMMIT}.json',
    ]);
  });
});

test('stages in other accounts may read passports and verify them, and nothing else of the pipeline', () => {
  const other = synthesize({ environments: [environment({ account: FOREIGN })] });
  const foreign = (type: string, property: string) =>
    Object.values(other.findResources(type)).flatMap(({ Properties }) =>
      Properties[property].Statement.filter((one: unknown) => JSON.stringify(one).includes(`${FOREIGN}:root`)),
    );
  expect(foreign('AWS::S3::BucketPolicy', 'PolicyDocument')).toEqual([
    expect.objectContaining({
      Action: 's3:GetObject',
      Resource: { 'Fn::Join': ['', [expect.anything(), '/passports/slipway/*']] },
    }),
  ]);
  expect(
    foreign('AWS::KMS::Key', 'KeyPolicy')
      .map(({ Action }: { Action: string }) => Action)
      .sort(),
  ).toEqual(['kms:Decrypt', 'kms:Verify']);
});
