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

test.each(['Version', 'Alias'])('of a %s as well', (target) => {
  const properties = { FunctionName: { Ref: target }, Principal: '*' };
  expect(permission(properties)).toEqual(['Permission Principal']);
});

test('a layer is read by those who are named', () => {
  const layer = (properties: object) =>
    findingsOf(rule, {
      Layer: ['AWS::Lambda::LayerVersionPermission', { Action: 'lambda:GetLayerVersion', ...properties }],
    });
  expect(layer({ Principal: '*' })).toEqual(['Layer Principal']);
  expect(layer({ Principal: '*', OrganizationId: 'o-1234567890' })).toEqual([]);
  expect(layer({ Principal: '111122223333' })).toEqual([]);
});

test.each([
  ['everything', '*'],
  ['every bucket', 'arn:aws:s3:::*'],
  ['buckets of a name that others can choose', 'arn:aws:s3:::uploads-*'],
  ['every account', 'arn:aws:events:eu-west-1:*:rule/daily'],
  ['accounts of twelve digits', 'arn:aws:events:eu-west-1:????????????:rule/daily'],
  // Lambda compares as text, and so takes arn:aws:events:eu-west-1:999999999999:rule/a:111122223333:rule/daily.
  ['a region that may be anything', 'arn:aws:events:*:111122223333:rule/daily'],
  ['nothing', { Ref: 'AWS::NoValue' }],
])('a source that is %s names nobody', (_, SourceArn) => {
  expect(permission({ Principal: 's3.amazonaws.com', SourceArn })).toEqual(['Permission s3.amazonaws.com']);
});

test.each([
  ['a resource of this template', { 'Fn::GetAtt': ['Bucket', 'Arn'] }],
  ['one bucket', 'arn:aws:s3:::uploads'],
  ['resources of one account', 'arn:aws:execute-api:eu-west-1:111122223333:*/v1/GET/'],
])('a source that is %s is named', (_, SourceArn) => {
  expect(permission({ Principal: 's3.amazonaws.com', SourceArn })).toEqual([]);
});

test('the account does, whatever the resource', () => {
  const source = { SourceArn: 'arn:aws:s3:::*', SourceAccount: { Ref: 'AWS::AccountId' } };
  expect(permission({ Principal: 's3.amazonaws.com', ...source })).toEqual([]);
});
