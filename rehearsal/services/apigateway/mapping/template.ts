import { Compile, parse } from 'velocityjs';
import { jsonPath } from './json-path.ts';
import type { ParameterSource } from './parameters.ts';

/** What a template may change besides the body. */
export interface Overrides {
  readonly responseOverride: { status?: number | string; readonly header: Record<string, string> };
  readonly requestOverride: {
    readonly header: Record<string, string>;
    readonly path: Record<string, string>;
    readonly querystring: Record<string, string>;
  };
}

export interface Rendered {
  readonly text: string;
  readonly overrides: Overrides;
}

/** @param body what `$input` is about: the request's body, or the integration's answer */
export type Template = (source: ParameterSource, body: string) => Rendered;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html */
const util = {
  escapeJavaScript: (text: unknown) =>
    JSON.stringify(String(text ?? ''))
      .slice(1, -1)
      .replaceAll("'", "\\'")
      .replaceAll('/', '\\/'),
  parseJson: (text: unknown): unknown => JSON.parse(String(text)),
  urlEncode: (text: unknown) => encodeURIComponent(String(text ?? '')),
  urlDecode: (text: unknown) => decodeURIComponent(String(text ?? '').replaceAll('+', ' ')),
  base64Encode: (text: unknown) => Buffer.from(String(text ?? '')).toString('base64'),
  base64Decode: (text: unknown) => Buffer.from(String(text ?? ''), 'base64').toString(),
};

function parseBody(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function inputOf({ call, pathParameters }: ParameterSource, body: string) {
  const all = () => ({
    path: pathParameters,
    querystring: Object.fromEntries(call.query),
    header: Object.fromEntries(call.headers),
  });
  return {
    body,
    json: (path: string) => JSON.stringify(jsonPath(parseBody(body), path)) ?? '',
    path: (path: string) => jsonPath(parseBody(body), path),
    params: (name?: string): unknown => {
      if (name === undefined) return all();
      const within = all();
      if (name === 'path' || name === 'querystring' || name === 'header') return within[name];
      return pathParameters[name] ?? call.query.getAll(name).at(-1) ?? call.header.get(name.toLowerCase()) ?? '';
    },
  };
}

/** What has no value is written as nothing, where plain Velocity would write the reference itself. */
const quiet = (text: string) => text.replace(/\$(\{?)(?=(?:context|stageVariables|input|util)\b)/g, '$!$1');

/** Compiles a mapping template, once for all requests. */
export function compileTemplate(text: string): Template {
  // A fixed text, as CORS mocks have, needs no engine.
  if (!/[$#]/.test(text)) return () => ({ text, overrides: noOverrides() });
  const asts = parse(quiet(text));
  return (source, body) => {
    const overrides = noOverrides();
    const compiled = new Compile(asts);
    const rendered = compiled.render({
      input: inputOf(source, body),
      context: { ...source.context, ...overrides },
      stageVariables: source.stageVariables,
      util,
    });
    return { text: rendered, overrides };
  };
}

const noOverrides = (): Overrides => ({
  responseOverride: { header: {} },
  requestOverride: { header: {}, path: {}, querystring: {} },
});
