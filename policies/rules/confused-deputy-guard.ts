import type { Rule } from '../rule.ts';
import { allows, type Condition, trustStatements } from '../statements.ts';

/** Services of build, deployment and delivery that act for whoever configures them. */
const CI_CD_SERVICES = new Set([
  'cloudformation.amazonaws.com',
  'codebuild.amazonaws.com',
  'codecommit.amazonaws.com',
  'codedeploy.amazonaws.com',
  'codepipeline.amazonaws.com',
  'events.amazonaws.com',
  'scheduler.amazonaws.com',
]);
const KEYS = new Set(['aws:sourceaccount', 'aws:sourcearn']);
/** Comparisons that a missing key fails. Those with `IfExists`, `ForAllValues` or a negation hold without it. */
const OPERATORS = new Set([
  'ArnEquals',
  'ArnLike',
  'StringEquals',
  'StringLike',
  'ForAnyValue:StringEquals',
  'ForAnyValue:ArnEquals',
]);

const guards = ({ operator, key, values }: Condition): boolean =>
  OPERATORS.has(operator) && KEYS.has(key) && values.length > 0 && !values.includes('*');

/** A service that others can configure assumes a role only for our account or resource. */
export const confusedDeputyGuard: Rule = {
  id: 'confused-deputy-guard',
  description:
    'A service of build and delivery assumes a role only on behalf of our account or resource. https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
  fix: 'Make the trust with serviceTrust of app/identity/service-trust.ts, which names the account and the resource.',
  types: ['AWS::IAM::Role'],
  check: (resource) =>
    trustStatements(resource)
      .filter((statement) => allows(statement) && !statement.conditions.some(guards))
      .flatMap(({ principals, text }) =>
        principals
          .filter(({ kind, value }) => kind === 'Service' && CI_CD_SERVICES.has(value))
          .map(({ value }) => ({
            finding: value,
            detail: `'${value}' has no aws:SourceAccount or aws:SourceArn in ${text}`,
          })),
      ),
};
