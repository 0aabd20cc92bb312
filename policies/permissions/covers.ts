import type { Condition } from '../statements.ts';
import type { Grant, Pattern } from './grant.ts';

/**
 * Whether every text that matches `inner` also matches `outer`, for patterns of IAM: `*` is any text, `?` one character.
 * A wildcard of `inner` is taken as a character that only a wildcard of `outer` matches: what is answered with yes holds.
 */
export function includes(outer: string, inner: string): boolean {
  if (!/[*?]/.test(outer)) return outer === inner;
  // rest[i]: whether outer, from the position that the loop is at, matches inner from i on.
  let rest: readonly boolean[] = Array.from({ length: inner.length + 1 }, (_, i) => i === inner.length);
  for (const one of [...outer].reverse()) {
    const next = new Array<boolean>(inner.length + 1).fill(false);
    for (let i = inner.length; i >= 0; i--) {
      const at = inner[i];
      if (one === '*') next[i] = rest[i] === true || (at !== undefined && next[i + 1] === true);
      else if (at !== undefined && at !== '*') next[i] = (one === '?' || one === at) && rest[i + 1] === true;
    }
    rest = next;
  }
  return rest[0] === true;
}

/**
 * Whether what `inner` allows is allowed by `outer` alone, so that granting it is nothing new. Where the two cannot be
 * compared the answer is no, so that a reader rather sees too much than too little.
 */
export function covers(outer: Grant, inner: Grant): boolean {
  return (
    outer.effect === inner.effect &&
    isPrincipal(outer.principal, inner.principal) &&
    patternIncludes(outer.action, inner.action, (text) => text.toLowerCase()) &&
    patternIncludes(outer.resource, inner.resource, (text) => text) &&
    outer.conditions.every((condition) => inner.conditions.some((other) => implies(other, condition)))
  );
}

/** A policy that names everybody names each. */
function isPrincipal(outer: string, inner: string): boolean {
  return outer === inner || outer === EVERYBODY || (outer === 'AWS:*' && inner.startsWith('AWS:'));
}

/** How a policy's `"Principal": "*"` reads; the same as `{"AWS": "*"}` for whoever signs. */
export const EVERYBODY = '*:*';

function patternIncludes(outer: Pattern, inner: Pattern, normal: (text: string) => string): boolean {
  if (outer.kind === 'only') {
    return inner.kind === 'only' ? includes(normal(outer.text), normal(inner.text)) : outer.text === '*';
  }
  // What outer leaves out, inner has to leave out as well.
  return (
    inner.kind === 'allBut' &&
    outer.texts.every((text) => inner.texts.some((other) => includes(normal(other), normal(text))))
  );
}

const LIKE = new Set(['StringLike', 'ArnLike', 'ArnEquals']);
const EQUAL = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'Bool',
  'NumericEquals',
  'DateEquals',
  'IpAddress',
  'Null',
]);

/**
 * Whether a condition holds only where another one does: the same comparison of the same key, with fewer values. Of
 * negated comparisons and limits only the same values count.
 */
function implies(narrow: Condition, wide: Condition): boolean {
  if (narrow.operator !== wide.operator || narrow.key !== wide.key) return false;
  const base = narrow.operator.replace(/^(ForAllValues|ForAnyValue):/, '');
  if (LIKE.has(base)) return narrow.values.every((value) => wide.values.some((other) => includes(other, value)));
  if (EQUAL.has(base)) return narrow.values.every((value) => wide.values.includes(value));
  const [one, other] = [new Set(narrow.values), new Set(wide.values)];
  return one.size === other.size && [...one].every((value) => other.has(value));
}
