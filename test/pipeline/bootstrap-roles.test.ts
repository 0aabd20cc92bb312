import { expect, test } from '@jest/globals';
import { buildRoleOf, readAction, resourceStatements, rightsOf } from './read-template.ts';
import { environment, synthesize } from './synthesize.ts';

const DEPLOY_ROLE = 'arn:aws:iam::111122223333:role/cdk-hnb659fds-deploy-role-111122223333-eu-west-1';
const PUBLISHING_ROLE = 'arn:aws:iam::111122223333:role/cdk-hnb659fds-file-publishing-role-111122223333-eu-west-1';
const EXECUTION_ROLE = 'arn:aws:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-111122223333-eu-west-1';
const template = synthesize();

function assumed(project: string, from = template): unknown[] {
  return rightsOf(from, buildRoleOf(from, project))
    .filter((statement) => statement.Action.includes('sts:AssumeRole'))
    .flatMap((statement) => statement.Resource ?? []);
}

test('the self-mutation may assume the deploying and the file-publishing role, and no other', () => {
  expect(assumed('slipway-self-mutate')).toEqual([DEPLOY_ROLE, PUBLISHING_ROLE]);
});

test('the asset publishing may assume the file-publishing role, and no other', () => {
  expect(assumed('slipway-publish-assets')).toEqual([PUBLISHING_ROLE]);
});

test('asset publishing for a stage of another account assumes the publishing role there', () => {
  const other = synthesize({ environments: [environment({ account: '444455556666' })] });
  expect(assumed('slipway-publish-assets', other)).toEqual([
    'arn:aws:iam::444455556666:role/cdk-hnb659fds-file-publishing-role-444455556666-eu-west-1',
  ]);
});

test('a build and a test may assume no role', () => {
  expect(assumed('slipway-build')).toEqual([]);
  expect(assumed('slipway-Beta-IntegrationTest')).toEqual([]);
});

test.each(['Students.Prepare', 'Students.Deploy'])('%s acts as the deploying role', (action) => {
  expect(readAction(template, 'Prod', action).RoleArn).toBe(DEPLOY_ROLE);
});

test('CloudFormation acts as the execution role of the bootstrap stack', () => {
  expect(readAction(template, 'Prod', 'Students.Prepare').Configuration.RoleArn).toBe(EXECUTION_ROLE);
});

test('the deploying role may read the cloud assembly as it was signed for, and no other artifact', () => {
  const statements = resourceStatements(template, 'AWS::S3::BucketPolicy', 'PolicyDocument').filter((statement) =>
    JSON.stringify(statement.Principal).includes('deploy-role'),
  );
  const objects = statements.filter((statement) => statement.Action.includes('s3:GetObject'));
  expect(objects.flatMap((statement) => statement.Resource ?? []).map((one) => JSON.stringify(one))).toEqual([
    expect.stringContaining('/slipway/Sealed/*'),
  ]);
  expect(statements.every((statement) => statement.Effect === 'Allow')).toBe(true);
  expect(JSON.stringify(statements)).not.toMatch(/Put|Delete/);
});
