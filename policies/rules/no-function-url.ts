import type { Rule } from '../rule.ts';

/** A function is reached through the API, with its keys, limits and logs, or not at all. */
export const noFunctionUrl: Rule = {
  id: 'no-function-url',
  description:
    'A function has no URL of its own, which would pass by the API with its validation, throttling and access logs. https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  fix: 'Remove the URL, and the permission to invoke it; add a method to the API.',
  types: ['AWS::Lambda::Permission', 'AWS::Lambda::Url'],
  check: ({ type, properties: { Action, FunctionUrlAuthType } }) => {
    if (type === 'AWS::Lambda::Url') return [{ finding: 'Url', detail: 'The function has a URL' }];
    return Action === 'lambda:InvokeFunctionUrl' || FunctionUrlAuthType !== undefined
      ? [{ finding: 'InvokeFunctionUrl', detail: 'Somebody may invoke the URL of a function' }]
      : [];
  },
};
