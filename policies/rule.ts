import { casesOf } from './condition-cases.ts';
import type { Resource, Template } from './template.ts';

/** One violation of a rule by one resource. */
export interface Problem {
  /** Which of several possible violations; part of the exact finding that the ledger names. Brackets must match. */
  readonly finding: string;
  /** What was found, with the offending value in it. */
  readonly detail: string;
}

/** A rule of our own, over a resource as the template has it. Pure: the same template gives the same problems. */
export interface Rule {
  /** Also the name of its file in `policies/rules/`. */
  readonly id: string;
  /** What must hold, and the page it follows. */
  readonly description: string;
  /** What to change. */
  readonly fix: string;
  /** Resource types that the rule judges. */
  readonly types: readonly string[] | 'every';
  readonly check: (resource: Resource, template: Template) => readonly Problem[];
}

/** Whether a rule judges resources of a type. */
export const judges = ({ types }: Rule, type: string): boolean => types === 'every' || types.includes(type);

/**
 * What a rule says of a resource, whatever the template's conditions turn out to be: a problem in one case is a problem.
 *
 * @throws Error where the resource has more conditions than can be followed
 */
export function problemsOf(rule: Rule, resource: Resource, template: Template): readonly Problem[] {
  const cases = casesOf(resource.properties, { what: `'${resource.logicalId}'`, given: resource.condition }).map(
    ({ value }) => ({ ...resource, properties: Object.fromEntries(Object.entries(value ?? {})) }),
  );
  const problems = cases.flatMap((one) => rule.check(one, template));
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
