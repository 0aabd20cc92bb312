const patterns = new Map<string, RegExp>();

/** IAM's wildcards: `*` is any text, `?` one character. */
export function wildcard(pattern: string, caseInsensitive = false): RegExp {
  const name = `${caseInsensitive ? 'i' : 'c'}${pattern}`;
  let expression = patterns.get(name);
  if (expression === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    expression = new RegExp(`^${source}$`, caseInsensitive ? 'is' : 's');
    patterns.set(name, expression);
  }
  return expression;
}

/** Each of an ARN's six parts is compared by itself, so that `*` in one does not reach into the next. */
export function arnLike(arn: string, pattern: string): boolean {
  const split = (text: string) => {
    const parts = text.split(':');
    return [...parts.slice(0, 5), parts.slice(5).join(':')];
  };
  const given = split(arn);
  const wanted = split(pattern);
  return given.length === wanted.length && wanted.every((part, i) => wildcard(part).test(given[i] ?? ''));
}
