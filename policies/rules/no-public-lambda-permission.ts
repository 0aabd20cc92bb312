import type { Problem, Rule } from '../rule.ts';
import { isOfOneAccount, isOneValue } from '../source.ts';
import { textOf } from '../template.ts';

/** By every name of a region's services. */
const SERVICE = /\.(?:amazonaws\.com(?:\.cn)?|<AWS::URLSuffix>)$/;

/**
 * Whether a permission says on whose behalf. Lambda compares the ARN as text.
 * https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
const isBound = (sourceArn: unknown, sourceAccount: unknown): boolean =>
  (sourceAccount !== undefined && isOneValue(textOf(sourceAccount))) ||
  (sourceArn !== undefined && isOfOneAccount(textOf(sourceArn), 'text'));

/** Nobody invokes a function, a version or an alias, or reads a layer, whom we did not name. */
export const noPublicLambdaPermission: Rule = {
  id: 'no-public-lambda-permission',
  description:
    'A function, its versions and aliases are invoked by those who are named: no wildcard principal, no service on behalf of any account; layers are read by accounts that are named. https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
  fix: 'Name the principal; for a service also sourceArn (or sourceAccount).',
  types: ['AWS::Lambda::LayerVersionPermission', 'AWS::Lambda::Permission'],
  check: ({ type, properties: { Principal, PrincipalOrgID, OrganizationId, SourceAccount, SourceArn } }) => {
    const principal = textOf(Principal);
    // Everybody in an organization is not everybody.
    const everybody = principal.includes('*') && PrincipalOrgID === undefined && OrganizationId === undefined;
    const problems: Problem[] = everybody
      ? [{ finding: 'Principal', detail: `Everybody ('${principal}') may use the function or layer` }]
      : [];
    const service = type === 'AWS::Lambda::Permission' && SERVICE.test(principal);
    if (service && !isBound(SourceArn, SourceAccount)) {
      problems.push({
        finding: principal,
        detail: `'${principal}' may invoke the function for any account: neither SourceArn nor SourceAccount names one`,
      });
    }
    return problems;
  },
};
