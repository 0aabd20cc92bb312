import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { expect, test } from '@jest/globals';
import { rightsOf } from './read-template.ts';
import { synthesize } from './synthesize.ts';

const template = synthesize();
const projects = Object.values(template.findResources('AWS::CodeBuild::Project')).map((one) => one.Properties);

test('builds run unprivileged, in a current image, on artifacts that are encrypted with the key', () => {
  for (const project of projects) {
    expect(project.Environment).toMatchObject({
      Type: 'LINUX_CONTAINER',
      Image: 'aws/codebuild/standard:8.0',
      PrivilegedMode: false,
    });
    expect(project.EncryptionKey).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/Key/), 'Arn'] });
  }
});

test('every build has a time limit', () => {
  for (const project of projects) {
    expect(project.TimeoutInMinutes).toBeLessThanOrEqual(30);
    expect(project.QueuedTimeoutInMinutes).toBe(60);
  }
});

test('every build, and the audit, logs to a group of its own, encrypted and with retention', () => {
  const groups = Object.values(template.findResources('AWS::Logs::LogGroup'));
  expect(groups.map((group) => group.Properties.LogGroupName).sort()).toEqual(
    [...projects.map((project) => `/aws/codebuild/${project.Name}`), '/slipway/slipway/audit'].sort(),
  );
  for (const group of groups) {
    expect(group.Properties.RetentionInDays).toBe(group.Properties.LogGroupName.endsWith('/audit') ? 3653 : 90);
    expect(group.Properties.KmsKeyId).toBeDefined();
    expect(group.DeletionPolicy).toBe('Delete');
  }
});

test('a build has no environment variable beyond the names of the pipeline and its own parts, and where the report goes', () => {
  const variables = projects.map(({ Name, Environment: { EnvironmentVariables = [] } }) => [
    Name,
    EnvironmentVariables.map((one: { Name: string; Type: string }) => `${one.Type} ${one.Name}`),
  ]);
  const plain = (...names: string[]) => names.map((name) => `PLAINTEXT ${name}`);
  expect(Object.fromEntries(variables)).toEqual({
    'slipway-build': [],
    'slipway-Changes-Judge': plain('PIPELINE_NAME', 'UPDATE_PROJECT', 'REVIEW_STAGE', 'REPORT_BUCKET', 'REPORT_PREFIX'),
    'slipway-Changes-SearchHistory': plain('REPOSITORY_URL', 'BRANCH'),
    'slipway-self-mutate': plain('PIPELINE_STACK'),
    'slipway-publish-assets': [],
    'slipway-Assets-Passport': plain(
      'PIPELINE_NAME',
      'PIPELINE_ARN',
      'REPOSITORY',
      'BRANCH',
      'SIGNING_KEY_ARN',
      'PASSPORT_BUCKET',
    ),
    'slipway-Beta-IntegrationTest': [],
  });
});

test.each([
  ['slipway-Changes-Judge', 'judge-changes.yml'],
  ['slipway-Changes-SearchHistory', 'search-history.yml'],
  ['slipway-self-mutate', 'update-pipeline.yml'],
  ['slipway-publish-assets', 'publish-assets.yml'],
  ['slipway-Assets-Passport', 'sign-passport.yml'],
  ['slipway-Beta-IntegrationTest', 'integration.yml'],
])('what %s runs is part of its definition', (name, file) => {
  const text = readFileSync(path.join(import.meta.dirname, '../../buildspecs', file), 'utf8');
  expect(projects.find((project) => project.Name === name)?.Source).toEqual({ Type: 'CODEPIPELINE', BuildSpec: text });
});

test('the build reads its buildspec from the commit', () => {
  expect(projects.find((project) => project.Name === 'slipway-build')?.Source.BuildSpec).toBe('buildspecs/build.yml');
});

test('reports go to report groups that the stack owns, and each build writes only its own', () => {
  const groups = template.findResources('AWS::CodeBuild::ReportGroup');
  expect(Object.values(groups).map((group) => [group.Properties.Name, group.Properties.Type])).toEqual(
    expect.arrayContaining([
      ['slipway-build-unit-tests', 'TEST'],
      ['slipway-build-coverage', 'CODE_COVERAGE'],
      ['slipway-Beta-IntegrationTest-integration', 'TEST'],
    ]),
  );
  const role = Object.values(template.findResources('AWS::CodeBuild::Project')).find(
    (one) => one.Properties.Name === 'slipway-Beta-IntegrationTest',
  )?.Properties.ServiceRole['Fn::GetAtt'][0];
  const written = rightsOf(template, role)
    .filter((statement) => statement.Action.includes('codebuild:CreateReport'))
    .flatMap((statement) => statement.Resource ?? []);
  const [own] = Object.entries(groups).filter(([, group]) => group.Properties.Name.startsWith('slipway-Beta'));
  expect(written).toEqual([{ 'Fn::GetAtt': [own?.[0], 'Arn'] }]);
});
