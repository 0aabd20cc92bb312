import { z } from 'zod';

/*
 * Event patterns: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html and
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const oneOrMore = <T extends z.ZodType>(of: T) => z.union([of, z.array(of)]);
const comparison = z.enum(['=', '<', '<=', '>', '>=']);
const operator = z.union([
  z.strictObject({ prefix: z.union([z.string(), z.strictObject({ 'equals-ignore-case': z.string() })]) }),
  z.strictObject({ suffix: z.union([z.string(), z.strictObject({ 'equals-ignore-case': z.string() })]) }),
  z.strictObject({ 'equals-ignore-case': z.string() }),
  z.strictObject({ wildcard: z.string() }),
  z.strictObject({ exists: z.boolean() }),
  z.strictObject({ cidr: z.string() }),
  z.strictObject({ numeric: z.array(z.union([comparison, z.number()])).min(2) }),
  z.strictObject({
    'anything-but': z.union([
      oneOrMore(scalar),
      z.strictObject({ prefix: oneOrMore(z.string()) }),
      z.strictObject({ suffix: oneOrMore(z.string()) }),
      z.strictObject({ 'equals-ignore-case': oneOrMore(z.string()) }),
      z.strictObject({ wildcard: oneOrMore(z.string()) }),
    ]),
  }),
]);
const alternatives = z.array(z.union([scalar, operator])).min(1);
type Alternative = z.infer<typeof alternatives>[number];
type Operator = z.infer<typeof operator>;

export interface Pattern {
  readonly [field: string]: Pattern | readonly Alternative[] | readonly Pattern[];
}
const pattern: z.ZodType<Pattern> = z.lazy(() =>
  z.record(z.string(), z.unknown()).transform((fields, context): Pattern => {
    const result: Record<string, Pattern | readonly Alternative[] | readonly Pattern[]> = {};
    for (const [name, value] of Object.entries(fields)) {
      const schema = name === '$or' ? z.array(pattern).min(2) : Array.isArray(value) ? alternatives : pattern;
      const parsed = schema.safeParse(value);
      if (parsed.success) result[name] = parsed.data;
      else context.addIssue({ code: 'custom', path: [name], message: z.prettifyError(parsed.error) });
    }
    return result;
  }),
);

/**
 * @throws SyntaxError when it is not JSON
 * @throws z.ZodError that names the field which is not a pattern
 */
export function parsePattern(text: string): Pattern {
  return pattern.parse(JSON.parse(text));
}

const many = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

function wildcardMatches(wildcard: string, text: string): boolean {
  const source = wildcard
    .split('*')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 's').test(text);
}

const COMPARE: Readonly<Record<z.infer<typeof comparison>, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function numericMatches(conditions: readonly (string | number)[], value: unknown): boolean {
  if (typeof value !== 'number') return false;
  for (let i = 0; i < conditions.length; i += 2) {
    const compare = comparison.safeParse(conditions[i]);
    const limit = conditions[i + 1];
    if (!compare.success || typeof limit !== 'number' || !COMPARE[compare.data](value, limit)) return false;
  }
  return true;
}

function toNumber(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

function cidrMatches(cidr: string, value: unknown): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  const network = toNumber(base);
  const address = typeof value === 'string' ? toNumber(value) : undefined;
  if (network === undefined || address === undefined) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(network / size) === Math.floor(address / size);
}

const lower = (text: string) => text.toLowerCase();

function textMatches(
  kind: 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard',
  wanted: string | { 'equals-ignore-case': string },
  value: unknown,
): boolean {
  if (typeof value !== 'string') return false;
  const ignoreCase = typeof wanted === 'object';
  const want = ignoreCase ? lower(wanted['equals-ignore-case']) : wanted;
  const text = ignoreCase ? lower(value) : value;
  if (kind === 'prefix') return text.startsWith(want);
  if (kind === 'suffix') return text.endsWith(want);
  if (kind === 'wildcard') return wildcardMatches(want, text);
  return lower(text) === lower(want);
}

function anythingBut(but: Extract<Operator, { 'anything-but': unknown }>['anything-but'], value: unknown): boolean {
  if (typeof but !== 'object' || but === null || Array.isArray(but)) return !many(but).includes(asScalar(value));
  if ('prefix' in but) return !many(but.prefix).some((wanted) => textMatches('prefix', wanted, value));
  if ('suffix' in but) return !many(but.suffix).some((wanted) => textMatches('suffix', wanted, value));
  if ('wildcard' in but) return !many(but.wildcard).some((wanted) => textMatches('wildcard', wanted, value));
  return !many(but['equals-ignore-case']).some((wanted) => textMatches('equals-ignore-case', wanted, value));
}

type Scalar = z.infer<typeof scalar>;
function asScalar(value: unknown): Scalar {
  const parsed = scalar.safeParse(value);
  return parsed.success ? parsed.data : JSON.stringify(value);
}

/** One alternative against one value that is there. */
function valueMatches(alternative: Alternative, value: unknown): boolean {
  if (typeof alternative !== 'object' || alternative === null) return alternative === value;
  if ('exists' in alternative) return alternative.exists;
  if ('prefix' in alternative) return textMatches('prefix', alternative.prefix, value);
  if ('suffix' in alternative) return textMatches('suffix', alternative.suffix, value);
  if ('wildcard' in alternative) return textMatches('wildcard', alternative.wildcard, value);
  if ('equals-ignore-case' in alternative)
    return textMatches('equals-ignore-case', alternative['equals-ignore-case'], value);
  if ('cidr' in alternative) return cidrMatches(alternative.cidr, value);
  if ('numeric' in alternative) return numericMatches(alternative.numeric, value);
  return anythingBut(alternative['anything-but'], value);
}

const isAbsent = (alternative: Alternative): boolean =>
  typeof alternative === 'object' && alternative !== null && 'exists' in alternative && !alternative.exists;

function fieldMatches(alternatives: readonly Alternative[], value: unknown): boolean {
  if (value === undefined) return alternatives.some(isAbsent);
  // Of a list in the event, one element that matches is enough.
  const values = Array.isArray(value) ? value : [value];
  return alternatives.some(
    (alternative) => !isAbsent(alternative) && values.some((one) => valueMatches(alternative, one)),
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPatterns = (value: Pattern[string]): value is readonly Pattern[] =>
  Array.isArray(value) && value.every(isRecord);
const isAlternatives = (value: Pattern[string]): value is readonly Alternative[] => Array.isArray(value);

/** Whether an event fits a pattern: every field that the pattern names must match. */
export function matchesPattern(wanted: Pattern, event: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(wanted).every(([name, want]) => {
    if (name === '$or' && isPatterns(want)) return want.some((one) => matchesPattern(one, event));
    if (isAlternatives(want)) return fieldMatches(want, event[name]);
    const inner = event[name];
    const under = isRecord(inner) ? inner : {};
    return isRecord(want) && matchesPattern(asPattern(want), under);
  });
}

const asPattern = (value: Pattern | readonly Alternative[] | readonly Pattern[]): Pattern => {
  if (Array.isArray(value)) throw new TypeError('A list of alternatives is not a pattern');
  return Object.fromEntries(Object.entries(value));
};
