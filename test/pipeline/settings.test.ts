import { expect, test } from '@jest/globals';
import { readSettings } from '../../pipeline/settings.ts';
import { newApp } from './synthesize.ts';

const context = (key: string): unknown => newApp().node.tryGetContext(key);

test('account and region are those of the CDK CLI', () => {
  expect(readSettings(context, { CDK_DEFAULT_ACCOUNT: '444455556666', CDK_DEFAULT_REGION: 'eu-central-1' })).toEqual({
    account: '444455556666',
    region: 'eu-central-1',
    pipelineName: 'slipway',
    repositoryName: 'slipway',
    repositoryMode: 'create',
    branch: 'main',
  });
});

test('whoever has no account sees the templates for the example account', () => {
  expect(readSettings(context, { CDK_DEFAULT_REGION: 'us-east-1' })).toMatchObject({
    account: '111122223333',
    region: 'eu-west-1',
  });
});

test('a build without an account fails instead of releasing to the example account', () => {
  expect(() =>
    readSettings(context, { CODEBUILD_BUILD_ID: 'slipway-build:1', CDK_DEFAULT_REGION: 'eu-west-1' }),
  ).toThrow("CDK_DEFAULT_ACCOUNT is ''");
});

test('a wrong setting is named with its value', () => {
  const wrong = (key: string) => (key === 'slipway:repositoryMode' ? 'adopt' : context(key));
  expect(() => readSettings(wrong, {})).toThrow('slipway:repositoryMode is "adopt"');
});
