import type { ConditionKeys } from './condition.ts';

/*
 * Policy variables: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html. Only a document of
 * version 2012-10-17 has them; in an older one `${...}` is plain text.
 */

/** Text that may hold variables, taken apart once. */
export type Template = readonly (string | Variable)[];
interface Variable {
  /** As it is written. */
  readonly name: string;
  /** In lower case. */
  readonly key: string;
  readonly fallback: string | undefined;
}

/** Stands for `*`, `?` and `$` that the policy means literally: no key or ARN holds these characters. */
const LITERAL = { '*': '\u{E000}', '?': '\u{E001}', $: '$' } as const;
const LITERALS = /[\u{E000}\u{E001}]/gu;

export const hasVariables = (text: string): boolean => text.includes('${');

export function readTemplate(text: string): Template {
  const parts: (string | Variable)[] = [];
  let position = 0;
  for (const found of text.matchAll(/\$\{([^}]*)\}/g)) {
    if (found.index > position) parts.push(text.slice(position, found.index));
    const inner = (found[1] ?? '').trim();
    if (inner === '*' || inner === '?' || inner === '$') parts.push(LITERAL[inner]);
    else {
      const [, key = inner, fallback] = /^([^,]+?)\s*,\s*'(.*)'$/s.exec(inner) ?? [];
      parts.push({ name: key, key: key.toLowerCase(), fallback });
    }
    position = found.index + found[0].length;
  }
  if (position < text.length) parts.push(text.slice(position));
  return parts;
}

/**
 * The text with the request's values in it. Wildcards in a value are literal.
 * @returns undefined when the request has no such key or several values for it: then nothing matches
 */
export function fill(template: Template, keys: ConditionKeys): string | undefined {
  let text = '';
  for (const part of template) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const values = keys.get(part.key);
    if (values !== undefined && values.length > 1) return undefined;
    const value = values?.[0] ?? part.fallback;
    if (value === undefined) return undefined;
    text += value.replaceAll('*', LITERAL['*']).replaceAll('?', LITERAL['?']);
  }
  return text;
}

/** For comparisons that know no patterns: the literal characters themselves. */
export const plain = (text: string): string =>
  text.replace(LITERALS, (character) => (character === LITERAL['*'] ? '*' : '?'));
