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
