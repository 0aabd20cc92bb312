import { invalid } from './errors.ts';

/*
 * Filter patterns for JSON events: { ($.level = "ERROR" || $.status >= 500) && $.user.id != * }
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */

type Test = (event: unknown) => boolean;

const TOKEN =
  /\s*(?:(&&|\|\||\(|\))|(\$(?:\.[\w-]+|\.?\["[^"]+"\]|\[\d+\])+)|(>=|<=|!=|=|<|>)|(IS\s+NULL|IS\s+TRUE|IS\s+FALSE|NOT\s+EXISTS|EXISTS)|"((?:[^"\\]|\\.)*)"|(%[^%]+%)|([^\s()&|]+))/giy;

interface Token {
  readonly kind: 'junction' | 'path' | 'operator' | 'state' | 'quoted' | 'regex' | 'word';
  readonly text: string;
}
const KINDS: readonly Token['kind'][] = ['junction', 'path', 'operator', 'state', 'quoted', 'regex', 'word'];

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const text = pattern.trim();
  while (TOKEN.lastIndex < text.length) {
    const matched = TOKEN.exec(text);
    const at = matched?.slice(1).findIndex((group) => group !== undefined) ?? -1;
    const kind = KINDS[at];
    if (matched === null || kind === undefined) throw invalid(`Invalid filter pattern: { ${pattern} }`);
    tokens.push({ kind, text: matched[at + 1] ?? '' });
  }
  return tokens;
}

/** The value at a path such as `$.user.roles[0]`; undefined where there is none. */
export function valueAt(event: unknown, path: string): unknown {
  let value = event;
  for (const [, name, quoted, index] of path.slice(1).matchAll(/\.?(?:([\w-]+)|\["([^"]+)"\]|\[(\d+)\])/g)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Array.isArray(value) ? value[Number(index ?? Number.NaN)] : Reflect.get(value, name ?? quoted ?? '');
  }
  return value;
}

const wildcard = (text: string) =>
  new RegExp(`^${text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`, 's');

function compare(path: string, operator: string, operand: Token): Test {
  const number = operand.kind === 'word' && operand.text !== '' ? Number(operand.text) : Number.NaN;
  if (!Number.isNaN(number)) {
    const compared = (value: number): boolean => {
      switch (operator) {
        case '=':
          return value === number;
        case '!=':
          return value !== number;
        case '<':
          return value < number;
        case '<=':
          return value <= number;
        case '>':
          return value > number;
        default:
          return value >= number;
      }
    };
    return (event) => {
      const value = valueAt(event, path);
      return typeof value === 'number' && compared(value);
    };
  }
  if (operator !== '=' && operator !== '!=')
    throw invalid(`Invalid filter pattern: ${operator} compares numbers, not ${operand.text}`);
  const expression = operand.kind === 'regex' ? new RegExp(operand.text.slice(1, -1)) : wildcard(operand.text);
  return (event) => {
    const value = valueAt(event, path);
    if (value === undefined || value === null || typeof value === 'object') return false;
    return expression.test(String(value)) === (operator === '=');
  };
}

const STATES: Readonly<Record<string, (value: unknown) => boolean>> = {
  'IS NULL': (value) => value === null,
  'IS TRUE': (value) => value === true,
  'IS FALSE': (value) => value === false,
  'NOT EXISTS': (value) => value === undefined,
  EXISTS: (value) => value !== undefined,
};

/**
 * Compiles what stands between the braces.
 * @throws ServiceError InvalidParameterException
 */
export function compileJsonPattern(pattern: string): Test {
  const tokens = tokensOf(pattern);
  let at = 0;
  const fail = () => invalid(`Invalid filter pattern: { ${pattern} }`);
  const term = (): Test => {
    const token = tokens[at++];
    if (token?.text === '(') {
      const inner = anyOf();
      if (tokens[at++]?.text !== ')') throw fail();
      return inner;
    }
    const next = tokens[at++];
    if (token?.kind !== 'path' || next === undefined) throw fail();
    if (next.kind === 'state') {
      const state = STATES[next.text.toUpperCase().replaceAll(/\s+/g, ' ')];
      if (state === undefined) throw fail();
      return (event) => state(valueAt(event, token.text));
    }
    const operand = tokens[at++];
    if (next.kind !== 'operator' || operand === undefined || operand.kind === 'junction') throw fail();
    return compare(token.text, next.text, operand);
  };
  const allOf = (): Test => {
    const terms = [term()];
    while (tokens[at]?.text === '&&') {
      at++;
      terms.push(term());
    }
    return (event) => terms.every((test) => test(event));
  };
  const anyOf = (): Test => {
    const terms = [allOf()];
    while (tokens[at]?.text === '||') {
      at++;
      terms.push(allOf());
    }
    return (event) => terms.some((test) => test(event));
  };
  const test = anyOf();
  if (at !== tokens.length) throw fail();
  return test;
}
