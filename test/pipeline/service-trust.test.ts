import { expect, test } from '@jest/globals';
import { readTrusts, resourceStatements } from './read-template.ts';
import { synthesize } from './synthesize.ts';

const template = synthesize();
const trusts = [...readTrusts(template)].flatMap(([role, statements]) =>
  statements.map((statement) => ({ role, statement })),
);
const services = trusts.filter(({ statement }) => JSON.stringify(statement.Principal).includes('.amazonaws.com'));

test('every service may assume a role only for one resource of this account', () => {
  expect(services.length).toBeGreaterThan(0);
  for (const { statement } of services) {
    expect(statement.Condition).toEqual({
      StringEquals: { 'aws:SourceAccount': '111122223333' },
      ArnEquals: { 'aws:SourceArn': expect.stringMatching(/^arn:aws:[a-z]+:eu-west-1:111122223333:[\w/-]+$/) },
    });
  }
});

test('the services are CodePipeline, CodeBuild and EventBridge', () => {
  const names = services.map(({ statement }) => JSON.stringify(statement.Principal));
  expect(new Set(names)).toEqual(
    new Set(
      ['codepipeline', 'codebuild', 'events'].map((name) => JSON.stringify({ Service: `${name}.amazonaws.com` })),
    ),
  );
});

test('every other role, but for that of people who approve, is assumed by the role of the pipeline alone', () => {
  const others = trusts.filter((trust) => !services.includes(trust) && !trust.role.startsWith('Approver'));
  expect(others.length).toBeGreaterThan(0);
  for (const { statement } of others) {
    expect(statement.Principal).toEqual({
      AWS: { 'Fn::GetAtt': [expect.stringMatching(/^ReleaseServiceRole/), 'Arn'] },
    });
  }
});

test('the log service may use the key for the log groups of the builds and the audit alone', () => {
  const statements = resourceStatements(template, 'AWS::KMS::Key', 'KeyPolicy').filter((statement) =>
    JSON.stringify(statement.Principal).includes('logs.'),
  );
  const arns = statements.map((statement) => statement.Condition?.ArnEquals?.['kms:EncryptionContext:aws:logs:arn']);
  expect(arns.sort()).toEqual(
    [
      '/aws/codebuild/slipway-Assets-Passport',
      '/aws/codebuild/slipway-Beta-IntegrationTest',
      '/aws/codebuild/slipway-Changes-Judge',
      '/aws/codebuild/slipway-Changes-SearchHistory',
      '/aws/codebuild/slipway-build',
      '/aws/codebuild/slipway-publish-assets',
      '/aws/codebuild/slipway-self-mutate',
      '/slipway/slipway/audit',
    ].map((group) => `arn:aws:logs:eu-west-1:111122223333:log-group:${group}`),
  );
});
