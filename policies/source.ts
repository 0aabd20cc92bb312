/** What matches more than one thing: wildcards, and variables, which are what the request says of itself. */
const OPEN = /[*?]|\$\{/;
/** A reference within a text, see `textOf`. */
const REFERENCE = /<[^<>]*>/g;
/** A reference to something in the template, which has an ARN of its own. */
const BEGINS_WITH_REFERENCE = /^<(?!AWS::)[^<>]+>/;

/** Whether a text is one value, and not a pattern of several. */
export const isOneValue = (text: string): boolean => text !== '' && !OPEN.test(text);

/**
 * Whether an ARN, which may be a pattern, is about resources of one account alone. One without an account, such as that of a
 * bucket, has to be exact. Where it is compared as an ARN, a wildcard stays within its part; where it is compared as text, one
 * that stands before the account can swallow it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function isOfOneAccount(arn: string, comparedAs: 'arn' | 'text'): boolean {
  if (BEGINS_WITH_REFERENCE.test(arn)) return true;
  const parts = arn.replace(REFERENCE, '<>').split(':').slice(0, 5);
  const account = parts[4] ?? '';
  if (account === '') return isOneValue(arn);
  return !(comparedAs === 'arn' ? [account] : parts).some((part) => OPEN.test(part));
}
