/** Text as a regular expression that matches it and nothing else. */
const literal = (text: string): string => text.replace(/[.+^${}()|[\]\\]/g, '\\$&');

/**
 * Whether an action of a statement, which may have wildcards, covers an action. IAM does not tell case in actions.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function covers(pattern: string, action: string): boolean {
  const source = literal(pattern).replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(action);
}
