import { invalid, notImplemented } from './errors.ts';
import { compileJsonPattern } from './json-pattern.ts';

/** Whether a log event's message matches. */
export type Matcher = (message: string) => boolean;

/** @returns undefined when it is no JSON object */
export function parseJson(message: string): unknown {
  const text = message.trimStart();
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // most log lines are no JSON
    throw error;
  }
}

function unstructured(pattern: string): Matcher {
  const required: Matcher[] = [];
  const optional: Matcher[] = [];
  const excluded: Matcher[] = [];
  const TERM = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|([^\s"]+))/y;
  const text = pattern.trim();
  while (TERM.lastIndex < text.length) {
    const matched = TERM.exec(text);
    if (matched === null) throw invalid(`Invalid filter pattern: ${pattern}`);
    const [, sign, quoted, regex, word = ''] = matched;
    const term = quoted?.replaceAll(/\\(.)/g, '$1') ?? word;
    const expression = regex === undefined ? undefined : new RegExp(regex);
    const matcher: Matcher = (message) =>
      expression === undefined ? message.includes(term) : expression.test(message);
    (sign === '?' ? optional : sign === '-' ? excluded : required).push(matcher);
  }
  return (message) =>
    required.every((matches) => matches(message)) &&
    !excluded.some((matches) => matches(message)) &&
    (required.length > 0 || optional.length === 0 || optional.some((matches) => matches(message)));
}

/**
 * Compiles a filter pattern: terms (all must occur), "phrases", ?optional, -excluded, %regular expressions%, and
 * `{ $.json = patterns }`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @throws ServiceError for a pattern that is none
 */
export function compilePattern(pattern: string | undefined): Matcher {
  const text = (pattern ?? '').trim();
  if (text === '') return () => true;
  if (text.startsWith('{')) {
    if (!text.endsWith('}')) throw invalid(`Invalid filter pattern: ${pattern}`);
    const test = compileJsonPattern(text.slice(1, -1));
    return (message) => {
      const event = parseJson(message);
      return event !== undefined && test(event);
    };
  }
  if (text.startsWith('[')) throw notImplemented(`space-delimited filter patterns (${text})`);
  return unstructured(text);
}
