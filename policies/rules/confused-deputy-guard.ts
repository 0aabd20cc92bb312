import type { Rule } from '../rule.ts';
import { isOfOneAccount, isOneValue } from '../source.ts';
import { allows, type Condition, RESOURCE_POLICY_TYPES, resourceStatements, trustStatements } from '../statements.ts';

const ID_KEYS = new Set(['aws:sourceaccount', 'aws:sourceorgid']);
const ARN_KEY = 'aws:sourcearn';
/**
 * What CloudWatch Logs says of itself when it uses a key.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
const LOG_GROUP_KEY = 'kms:encryptioncontext:aws:logs:arn';
const LOG_SERVICE = /^logs\.([\w-]+\.)?amazonaws\.com$/;
/** Comparisons that a missing key fails. Those with `IfExists`, `ForAllValues` or a negation hold without it. */
const OPERATORS = new Set([
  'ArnEquals',
  'ArnLike',
  'StringEquals',
  'StringLike',
  'ForAnyValue:StringEquals',
  'ForAnyValue:ArnEquals',
]);

function guards(service: string, { operator, key, values }: Condition): boolean {
  if (!OPERATORS.has(operator) || values.length === 0) return false;
  if (ID_KEYS.has(key)) return values.every(isOneValue);
  const isArn = key === ARN_KEY || (key === LOG_GROUP_KEY && LOG_SERVICE.test(service));
  const comparedAs = operator.includes('Arn') ? 'arn' : 'text';
  return isArn && values.every((value) => isOfOneAccount(value, comparedAs));
}

/** A service that others can configure acts with our roles and on our resources only for us. */
export const confusedDeputyGuard: Rule = {
  id: 'confused-deputy-guard',
  description:
    'A service assumes a role, or uses a bucket, key, topic, queue or secret, only on behalf of our account or resource. https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
  fix: 'Add a condition on aws:SourceAccount or aws:SourceArn; trusts are made by app/identity/service-trust.ts.',
  types: ['AWS::IAM::Role', ...RESOURCE_POLICY_TYPES],
  check: (resource) =>
    [...trustStatements(resource), ...resourceStatements(resource)]
      .filter(allows)
      .flatMap(({ principals, conditions, text }) =>
        principals
          .filter(({ kind, value }) => kind === 'Service' && !conditions.some((condition) => guards(value, condition)))
          .map(({ value }) => ({
            finding: value,
            detail: `'${value}' has no aws:SourceAccount or aws:SourceArn of one account in ${text}`,
          })),
      ),
};
