import { validation } from '../errors.ts';

export interface Token {
  readonly kind: 'name' | 'alias' | 'value' | 'number' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}
const PATTERN =
  /\s*(?:(?<alias>#[A-Za-z0-9_]+)|(?<value>:[A-Za-z0-9_]+)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<number>\d+)|(?<symbol><>|<=|>=|[=<>(),.[\]+-]))/y;

/** @param kind such as `ConditionExpression`: named in what is wrong */
export function tokenize(text: string, kind: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  if (text.trim() === '') throw validation(`Invalid ${kind}: The expression can not be empty;`);
  while (at < text.length) {
    PATTERN.lastIndex = at;
    const match = PATTERN.exec(text);
    if (match?.groups === undefined) {
      const rest = text.slice(at).trimStart();
      if (rest === '') break;
      throw syntaxError(
        kind,
        rest.charAt(0),
        text.slice(Math.max(0, text.length - rest.length - 5), text.length - rest.length + 6),
      );
    }
    at = PATTERN.lastIndex;
    const { alias, value, name, number, symbol } = match.groups;
    const kindOf =
      alias !== undefined
        ? 'alias'
        : value !== undefined
          ? 'value'
          : name !== undefined
            ? 'name'
            : number !== undefined
              ? 'number'
              : 'symbol';
    const token = alias ?? value ?? name ?? number ?? symbol ?? '';
    tokens.push({ kind: kindOf, text: token, at: at - token.length });
  }
  tokens.push({ kind: 'end', text: '<EOF>', at: text.length });
  return tokens;
}

export const syntaxError = (kind: string, token: string, near: string) =>
  validation(`Invalid ${kind}: Syntax error; token: "${token}", near: "${near}"`);

/** A position in an expression, with the substitutions that it may use. */
export class Cursor {
  private position = 0;
  private readonly tokens: readonly Token[];
  readonly kind: string;
  constructor(text: string, kind: string) {
    this.tokens = tokenize(text, kind);
    this.kind = kind;
  }
  peek(ahead = 0): Token {
    return this.tokens[this.position + ahead] ?? { kind: 'end', text: '<EOF>', at: 0 };
  }
  next(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }
  /** Takes the token when it is this symbol, or this word in any case. */
  take(text: string): boolean {
    const token = this.peek();
    const fits =
      token.kind === 'name'
        ? token.text.toUpperCase() === text.toUpperCase()
        : token.kind === 'symbol' && token.text === text;
    if (fits) this.position++;
    return fits;
  }
  expect(text: string): void {
    if (!this.take(text)) throw this.unexpected();
  }
  isWord(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'name' && token.text.toUpperCase() === text;
  }
  unexpected(): Error {
    const near = this.tokens
      .slice(Math.max(0, this.position - 1), this.position + 2)
      .filter((token) => token.kind !== 'end')
      .map((token) => token.text)
      .join(' ');
    return syntaxError(this.kind, this.peek().text, near);
  }
}
