/** `$context` as a tree: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html */
export interface Variables {
  [name: string]: VariableValue;
}
export type VariableValue = string | number | null | undefined | Variables;

/** @param path such as `identity.sourceIp` @returns undefined for what is not there or is no single value */
export function lookUp(variables: Variables, path: string): string | undefined {
  let value: VariableValue = variables;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = value[name];
  }
  return value === null || value === undefined || typeof value === 'object' ? undefined : String(value);
}

const REFERENCE =
  /\$(context|stageVariables)((?:\.[A-Za-z_][\w-]*)+)|\$\{(context|stageVariables)((?:\.[A-Za-z_][\w-]*)+)\}/g;

/** A text with `$context` and `$stageVariables` references, split once so that filling it in is cheap. */
export function compileText(
  text: string,
): (roots: { context: Variables; stageVariables: Variables }, missing: string) => string {
  const parts: (string | { root: 'context' | 'stageVariables'; path: string })[] = [];
  let end = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const root = (match[1] ?? match[3]) === 'context' ? 'context' : 'stageVariables';
    parts.push(text.slice(end, match.index), { root, path: (match[2] ?? match[4] ?? '').slice(1) });
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return (roots, missing) =>
    parts.map((part) => (typeof part === 'string' ? part : (lookUp(roots[part.root], part.path) ?? missing))).join('');
}
