import type { Statement } from './document.ts';
import { type Operator, readOperator } from './operators.ts';
import { fill, hasVariables, plain, readTemplate, type Template } from './variables.ts';

/** Condition keys of a request, in lower case, each with one value or several. */
export type ConditionKeys = ReadonlyMap<string, readonly string[]>;

/** Builds the keys of a request; a key without a value is absent. */
export function conditionKeys(
  entries: Readonly<Record<string, string | readonly string[] | undefined>>,
): ConditionKeys {
  const keys = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(entries))
    if (value !== undefined) keys.set(name.toLowerCase(), typeof value === 'string' ? [value] : value);
  return keys;
}

/** Whether the conditions of a statement hold for a request. */
export type CompiledCondition = (keys: ConditionKeys) => boolean;

/** Values of the policy: those without variables as they are, the others filled for each request. */
function wantedValues(values: readonly string[], operator: Operator, withVariables: boolean) {
  const fixed: string[] = [];
  const templates: Template[] = [];
  for (const value of values)
    if (withVariables && operator.takesVariables && hasVariables(value)) templates.push(readTemplate(value));
    else fixed.push(value);
  if (templates.length === 0) return () => fixed;
  return (keys: ConditionKeys): readonly string[] => [
    ...fixed,
    ...templates.flatMap((template) => {
      const filled = fill(template, keys);
      return filled === undefined ? [] : [operator.takesPatterns ? filled : plain(filled)];
    }),
  ];
}

function compileTest(name: string, key: string, values: readonly string[], withVariables: boolean): CompiledCondition {
  const lower = key.toLowerCase();
  if (name === 'Null') {
    const wanted = values.map((value) => value.toLowerCase() === 'true');
    return (keys) => {
      const absent = (keys.get(lower)?.length ?? 0) === 0;
      return wanted.includes(absent);
    };
  }
  const operator = readOperator(name);
  if (operator === undefined) return () => false; // an operator that is not known here never grants
  const { test, negated, ifExists, set } = operator;
  const wanted = wantedValues(values, operator, withVariables);
  return (keys) => {
    const given = keys.get(lower);
    if (given === undefined || given.length === 0)
      return ifExists || set === 'ForAllValues' || (negated && set === undefined);
    const candidates = wanted(keys);
    const matches = (one: string) => candidates.some((value) => test(one, value)) !== negated;
    return set === 'ForAllValues' || (negated && set === undefined) ? given.every(matches) : given.some(matches);
  };
}

/**
 * Prepares the conditions of a statement. All operators and keys must hold; one value of a key is enough.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function compileCondition(condition: Statement['Condition'], withVariables = true): CompiledCondition {
  const tests = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => compileTest(operator, key, values, withVariables)),
  );
  const [first] = tests;
  if (first === undefined) return () => true;
  return tests.length === 1 ? first : (keys) => tests.every((test) => test(keys));
}

/** Whether every condition of a statement holds for a request with these keys. */
export function conditionsHold(condition: Statement['Condition'], keys: ConditionKeys): boolean {
  return compileCondition(condition)(keys);
}
