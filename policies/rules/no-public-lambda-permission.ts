import type { Problem, Rule } from '../rule.ts';
import { textOf } from '../template.ts';

/** Nobody invokes a function whom we did not name. */
export const noPublicLambdaPermission: Rule = {
  id: 'no-public-lambda-permission',
  description:
    'A function is invoked by those who are named: no wildcard principal, no service on behalf of any account, no open URL. https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
  fix: 'Name the principal; for a service also sourceArn (or sourceAccount); for a URL use AuthType AWS_IAM.',
  types: ['AWS::Lambda::Permission', 'AWS::Lambda::Url'],
  check: ({ type, properties }) => {
    const { AuthType, FunctionUrlAuthType, Principal, SourceAccount, SourceArn } = properties;
    const problems: Problem[] = [];
    if (AuthType === 'NONE' || FunctionUrlAuthType === 'NONE') {
      problems.push({ finding: 'AuthType', detail: 'The URL of the function asks for no identity' });
    }
    if (type !== 'AWS::Lambda::Permission') return problems;
    const principal = textOf(Principal);
    if (principal.includes('*')) {
      problems.push({ finding: 'Principal', detail: `Everybody ('${principal}') may invoke the function` });
    }
    if (principal.endsWith('.amazonaws.com') && SourceArn === undefined && SourceAccount === undefined) {
      problems.push({
        finding: principal,
        detail: `'${principal}' may invoke the function for any account: neither SourceArn nor SourceAccount is set`,
      });
    }
    return problems;
  },
};
