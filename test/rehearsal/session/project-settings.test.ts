import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readProjectSettings } from '../../../rehearsal/session/project-settings.ts';

const read = (content: string) => {
  const file = join(mkdtempSync(join(tmpdir(), 'cdk-json-')), 'cdk.json');
  writeFileSync(file, content);
  return readProjectSettings(file);
};

test('names and branch of the pipeline, and the qualifier, are those of cdk.json', () => {
  const context = {
    'slipway:pipelineName': 'orders',
    'slipway:repositoryName': 'shop',
    'slipway:branch': 'release',
    '@aws-cdk/core:bootstrapQualifier': 'orders1',
  };
  expect(read(JSON.stringify({ context }))).toEqual({
    pipelineName: 'orders',
    repositoryName: 'shop',
    branch: 'release',
    qualifier: 'orders1',
  });
});

test('what it does not say, or is not there, is as by default', () => {
  const usual = { pipelineName: 'slipway', repositoryName: 'slipway', branch: 'main', qualifier: 'hnb659fds' };
  expect(read('{}')).toEqual(usual);
  expect(readProjectSettings('/nowhere/cdk.json')).toEqual(usual);
});

test.each(['{', '{"context":{"slipway:pipelineName":7}}'])('%s is told by the file', (content) => {
  expect(() => read(content)).toThrow(/cdk\.json is not what it should be: /);
});
