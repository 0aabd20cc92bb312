import { expect, test } from '@jest/globals';
import { noFunctionUrl as rule } from '../../../policies/rules/no-function-url.ts';
import { findingsOf } from '../check-rule.ts';

const permission = (properties: object) =>
  findingsOf(rule, { Permission: ['AWS::Lambda::Permission', { Principal: '111122223333', ...properties }] });

test.each(['NONE', 'AWS_IAM'])('a URL is one too many, with AuthType %s too', (AuthType) => {
  expect(findingsOf(rule, { Url: ['AWS::Lambda::Url', { AuthType }] })).toEqual(['Url Url']);
});

test('nobody is let to one', () => {
  expect(permission({ Action: 'lambda:InvokeFunctionUrl' })).toEqual(['Permission InvokeFunctionUrl']);
  expect(permission({ Action: 'lambda:InvokeFunction', FunctionUrlAuthType: 'NONE' })).toEqual([
    'Permission InvokeFunctionUrl',
  ]);
});

test('a function that is invoked by its name mends it', () => {
  expect(permission({ Action: 'lambda:InvokeFunction' })).toEqual([]);
});
