import { expect, test } from '@jest/globals';
import { noPublicLambdaPermission as rule } from '../../../policies/rules/no-public-lambda-permission.ts';
import { findingsOf } from '../check-rule.ts';

const permission = (properties: object) =>
  findingsOf(rule, { Permission: ['AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', ...properties }] });
const service = { Principal: 'apigateway.amazonaws.com' };

test('nobody is everybody', () => {
  expect(permission({ Principal: '*' })).toEqual(['Permission Principal']);
  expect(permission({ Principal: 'arn:aws:iam::111122223333:role/caller' })).toEqual([]);
});

test('a service says for which resource or account', () => {
  expect(permission(service)).toEqual(['Permission apigateway.amazonaws.com']);
  expect(permission({ ...service, SourceArn: 'arn:aws:execute-api:eu-west-1:111122223333:api/v1/GET/' })).toEqual([]);
  expect(permission({ ...service, SourceAccount: '111122223333' })).toEqual([]);
});

test('a URL asks who calls', () => {
  expect(findingsOf(rule, { Url: ['AWS::Lambda::Url', { AuthType: 'NONE' }] })).toEqual(['Url AuthType']);
  expect(findingsOf(rule, { Url: ['AWS::Lambda::Url', { AuthType: 'AWS_IAM' }] })).toEqual([]);
  expect(permission({ Principal: '111122223333', FunctionUrlAuthType: 'NONE' })).toEqual(['Permission AuthType']);
});
