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

const hasWildcard = (text: string) => /[*?\u{E000}\u{E001}]/u.test(text);

/** A pattern as a test, the cheapest that it allows: any text, the text itself, or an expression. */
export function matcher(pattern: string, caseInsensitive = false): (text: string) => boolean {
  if (pattern === '*') return () => true;
  if (!hasWildcard(pattern)) {
    if (!caseInsensitive) return (text) => text === pattern;
    const lower = pattern.toLowerCase();
    return (text) => text.length === lower.length && text.toLowerCase() === lower;
  }
  const expression = wildcard(pattern, caseInsensitive);
  return (text) => expression.test(text);
}

/** The six parts of an ARN; of text with fewer colons, what there is. */
export const splitArn = (text: string): string[] => {
  const parts = text.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
};

/**
 * A pattern of ARNs as a test of an ARN's parts. Each part is compared by itself, so that `*` in one does not reach into the
 * next; the last one that the pattern has takes all that is left.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function arnMatcher(pattern: string): (parts: readonly string[]) => boolean {
  if (pattern === '*') return () => true;
  const tests = splitArn(pattern).map((part) => matcher(part));
  const last = tests.length - 1;
  if (last === 5) return (parts) => parts.length === 6 && tests.every((test, i) => test(parts[i] ?? ''));
  return (parts) =>
    parts.length > last && tests.every((test, i) => test(i < last ? (parts[i] ?? '') : parts.slice(last).join(':')));
}

const arnPatterns = new Map<string, (parts: readonly string[]) => boolean>();

/** Whether an ARN fits a pattern, part by part. */
export function arnLike(arn: string, pattern: string): boolean {
  if (arn === pattern) return true;
  let test = arnPatterns.get(pattern);
  if (test === undefined) {
    test = arnMatcher(pattern);
    if (arnPatterns.size >= REMEMBERED) arnPatterns.clear();
    arnPatterns.set(pattern, test);
  }
  return test(splitArn(arn));
}
