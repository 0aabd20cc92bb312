import { expect, test } from '@jest/globals';
import { synthesize } from './synthesize.ts';

test('a release of code alone does not change the template of the pipeline', () => {
  const before = synthesize({ code: 'exports.handler = 1' }).toJSON();
  const after = synthesize({ code: 'exports.handler = 2' }).toJSON();
  expect(after).toEqual(before);
});

test('one project publishes the assets, however many there are', () => {
  const names = Object.values(synthesize().findResources('AWS::CodeBuild::Project')).map(
    (project) => project.Properties.Name,
  );
  expect(names.sort()).toEqual([
    'slipway-Assets-Passport',
    'slipway-Beta-IntegrationTest',
    'slipway-Changes-Judge',
    'slipway-Changes-SearchHistory',
    'slipway-build',
    'slipway-publish-assets',
    'slipway-self-mutate',
  ]);
});

test('the publishing project does not name any asset', () => {
  const project = Object.values(synthesize().findResources('AWS::CodeBuild::Project')).find(
    ({ Properties: properties }) => properties.Name === 'slipway-publish-assets',
  );
  expect(JSON.stringify(project)).not.toMatch(/[0-9a-f]{64}/);
});
