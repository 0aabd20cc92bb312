import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { templateFormat } from '../errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** Short forms whose long form is not `Fn::<name>`. */
const WITHOUT_PREFIX: ReadonlySet<string> = new Set(['Ref', 'Condition']);

/**
 * A template's text, JSON or YAML with short forms such as `!Sub`, as plain data in long forms.
 * @throws ServiceError ValidationError with the line where the text is not well-formed
 */
export function parseTemplateText(text: string): JsonObject {
  const data = /^\s*\{/.test(text) ? parseJson(text) : parseYaml(text);
  if (!isObject(data)) throw templateFormat('unsupported structure.');
  return data;
}

function parseJson(text: string): Json {
  try {
    const data: Json = JSON.parse(text);
    return data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // A flow mapping of YAML starts with a brace too.
    return parseYaml(text, `JSON not well-formed. (${error.message})`);
  }
}

function parseYaml(text: string, complaint?: string): Json {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, version: '1.2', uniqueKeys: true, logLevel: 'error' });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line, col } = lineCounter.linePos(problem.pos[0]);
    throw templateFormat(complaint ?? `YAML not well-formed. (line ${line}, column ${col})`);
  }
  const convert = (node: unknown): Json => {
    if (isAlias(node)) return convert(node.resolve(document));
    if (isMap(node))
      return tagged(
        node,
        Object.fromEntries(
          node.items.map((pair) => [String(isScalar(pair.key) ? pair.key.value : pair.key), convert(pair.value)]),
        ),
      );
    if (isSeq(node)) return tagged(node, node.items.map(convert));
    if (isScalar(node)) return tagged(node, scalar(node.value));
    return null;
  };
  return convert(document.contents);
}

function scalar(value: unknown): Json {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}

function tagged(node: Node & { tag?: string }, value: Json): Json {
  const [, name] = /^!([A-Za-z]+)$/.exec(node.tag ?? '') ?? [];
  if (name === undefined) return value;
  if (WITHOUT_PREFIX.has(name)) return { [name]: value };
  if (name === 'GetAtt' && typeof value === 'string') {
    const dot = value.indexOf('.');
    return { 'Fn::GetAtt': dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] };
  }
  return { [`Fn::${name}`]: value };
}
