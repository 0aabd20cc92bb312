import { JSONPath } from 'jsonpath-plus';

const DEFINITE = /^\$(\.[\w$-]+|\['[^']*'\]|\[\d+\])*$/;

/** The value at a JSONPath: one value for a path that can name only one, else a list. */
export function jsonPath(document: unknown, path: string): unknown {
  if (path === '$' || path === '') return document;
  const found: unknown = JSONPath({ path, json: Object(document), eval: 'safe', wrap: true });
  return DEFINITE.test(path) && Array.isArray(found) ? found[0] : found;
}
