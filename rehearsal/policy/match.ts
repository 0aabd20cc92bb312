const patterns = new Map<string, RegExp>();
/** Policies are few, values that variables are filled with are not: what is remembered has an end. */
const REMEMBERED = 10_000;

/** IAM's wildcards: `*` is any text, `?` one character. U+E000 and U+E001 stand for the two characters themselves. */
export function wildcard(pattern: string, caseInsensitive = false): RegExp {
  const name = `${caseInsensitive ? 'i' : 'c'}${pattern}`;
  let expression = patterns.get(name);
  if (expression === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replace(/\?/g, '.')
      .replace(/\u{E000}/gu, '\\*')
      .replace(/\u{E001}/gu, '\\?');
    expression = new RegExp(`^${source}$`, caseInsensitive ? 'is' : 's');
    if (patterns.size >= REMEMBERED) patterns.clear();
    patterns.set(name, expression);
  }
  return expression;
}

const WILDCARD = /[*?\u{E000}\u{E001}]/u;
export const hasWildcard = (text: string) => WILDCARD.test(text);

/** A pattern as a test, the cheapest that it allows: any text, the text itself, its beginning, or an expression. */
export function matcher(pattern: string): (text: string) => boolean {
  if (pattern === '*') return () => true;
  if (!hasWildcard(pattern)) return (text) => text === pattern;
  const head = pattern.slice(0, pattern.search(WILDCARD));
  if (pattern === `${head}*`) return (text) => text.startsWith(head);
  const expression = wildcard(pattern);
  return (text) => text.startsWith(head) && expression.test(text);
}

/** Several patterns as one test: whether any of them fits. */
export function anyMatcher(patterns: readonly string[]): (text: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !hasWildcard(pattern)));
  const tests = patterns.filter(hasWildcard).map(matcher);
  return tests.length === 0 ? (text) => exact.has(text) : (text) => exact.has(text) || tests.some((test) => test(text));
}

/** The six parts of an ARN; of text with fewer colons, what there is. */
const splitArn = (text: string): string[] => {
  const parts = text.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
};

/** An ARN that is compared with many patterns, taken apart once. */
export interface Arn {
  readonly text: string;
  readonly parts: readonly string[];
}
export const readArn = (text: string): Arn => ({ text, parts: splitArn(text) });

/**
 * A pattern of ARNs as a test. Each part is compared by itself, so that `*` in one does not reach into the next; the last
 * one that the pattern has takes all that is left.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function arnMatcher(pattern: string): (arn: Arn) => boolean {
  if (pattern === '*') return () => true;
  if (!hasWildcard(pattern)) return ({ text }) => text === pattern;
  // What stands before the first wildcard rules most ARNs out at once.
  const head = pattern.slice(0, pattern.search(WILDCARD));
  const tests = splitArn(pattern).map((part) => matcher(part));
  const last = tests.length - 1;
  const rest = ({ parts }: Arn, i: number) => (i < last ? parts[i] : parts.slice(last).join(':')) ?? '';
  return (arn) =>
    arn.text.startsWith(head) &&
    (last === 5 ? arn.parts.length === 6 : arn.parts.length > last) &&
    tests.every((test, i) => test(last === 5 ? (arn.parts[i] ?? '') : rest(arn, i)));
}

const arnPatterns = new Map<string, (arn: Arn) => boolean>();

/** The same, remembered: for patterns that only a request completes. */
export function rememberedArnMatcher(pattern: string): (arn: Arn) => boolean {
  let test = arnPatterns.get(pattern);
  if (test === undefined) {
    test = arnMatcher(pattern);
    if (arnPatterns.size >= REMEMBERED) arnPatterns.clear();
    arnPatterns.set(pattern, test);
  }
  return test;
}

/** Whether an ARN fits a pattern, part by part. */
export const arnLike = (arn: string, pattern: string): boolean =>
  arn === pattern || rememberedArnMatcher(pattern)(readArn(arn));
