import { validationError } from '../errors.ts';

export type Operator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<=' | '>=' | '<' | '>' | 'AND' | 'OR';
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'reference'; readonly id: string }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] };

/** From the loosest to the tightest; one level binds to the left. */
const LEVELS: readonly (readonly Operator[])[] = [
  ['OR'],
  ['AND'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
];
const TOKEN =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z][A-Za-z0-9_]*)|("[^"]*"|'[^']*')|(&&|\|\||==|!=|<=|>=|[-+*/^<>()[\],]))/y;

interface Token {
  readonly kind: 'number' | 'name' | 'text' | 'symbol';
  readonly text: string;
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.trimEnd().length) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (match === null) throw syntaxError(source, `unexpected '${source.slice(start).trim().slice(0, 10)}'`);
    const [, number, name, text, symbol] = match;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.slice(1, -1) });
    else if (symbol !== undefined)
      tokens.push({ kind: 'symbol', text: symbol === '&&' ? 'AND' : symbol === '||' ? 'OR' : symbol });
    else if (name === 'AND' || name === 'OR') tokens.push({ kind: 'symbol', text: name });
    else tokens.push({ kind: 'name', text: name ?? '' });
  }
  return tokens;
}

const syntaxError = (source: string, why: string) => validationError(`Error in expression '${source}': ${why}`);

/**
 * Reads a metric math expression. Ids start with a lower-case letter, functions are upper case.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws ServiceError ValidationError
 */
export function parseExpression(source: string): Expression {
  const tokens = tokenize(source);
  let next = 0;
  const peek = (text: string) => tokens[next]?.kind === 'symbol' && tokens[next]?.text === text;
  const take = (text: string) => {
    if (!peek(text)) throw syntaxError(source, `expected '${text}' before '${tokens[next]?.text ?? 'its end'}'`);
    next++;
  };
  const sequence = (end: string): Expression[] => {
    const items: Expression[] = [];
    if (!peek(end)) items.push(binary(0));
    while (!peek(end)) {
      take(',');
      items.push(binary(0));
    }
    take(end);
    return items;
  };
  const primary = (): Expression => {
    const token = tokens[next++];
    if (token?.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token?.kind === 'text') return { kind: 'text', value: token.text };
    if (token?.kind === 'name') {
      if (peek('(')) {
        take('(');
        return { kind: 'call', name: token.text, args: sequence(')') };
      }
      return { kind: 'reference', id: token.text };
    }
    if (token?.text === '(') {
      const inner = binary(0);
      take(')');
      return inner;
    }
    if (token?.text === '[') return { kind: 'array', items: sequence(']') };
    throw syntaxError(source, `unexpected '${token?.text ?? 'end'}'`);
  };
  const power = (): Expression => {
    const base = primary();
    if (!peek('^')) return base;
    take('^');
    return { kind: 'binary', operator: '^', left: base, right: unary() };
  };
  const unary = (): Expression => {
    if (!peek('-')) return power();
    take('-');
    return { kind: 'negate', operand: unary() };
  };
  const binary = (level: number): Expression => {
    const operators = LEVELS[level];
    if (operators === undefined) return unary();
    let left = binary(level + 1);
    for (;;) {
      const operator = operators.find((candidate) => peek(candidate));
      if (operator === undefined) return left;
      take(operator);
      left = { kind: 'binary', operator, left, right: binary(level + 1) };
    }
  };
  const expression = binary(0);
  if (next < tokens.length) throw syntaxError(source, `unexpected '${tokens[next]?.text}'`);
  return expression;
}

/** Ids that an expression names, without those that `METRICS()` stands for. */
export function references(expression: Expression): string[] {
  switch (expression.kind) {
    case 'reference':
      return /^[a-z]/.test(expression.id) ? [expression.id] : [];
    case 'negate':
      return references(expression.operand);
    case 'binary':
      return [...references(expression.left), ...references(expression.right)];
    case 'array':
      return expression.items.flatMap(references);
    case 'call':
      return expression.args.flatMap(references);
    default:
      return [];
  }
}
