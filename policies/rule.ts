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
 * A resource in each case of the conditions that its properties name.
 *
 * @throws Error where it has more conditions than can be followed
 */
export const resourceCases = (resource: Resource): readonly Resource[] =>
  casesOf(resource.properties, { what: `'${resource.logicalId}'`, given: resource.condition }).map(({ value }) => ({
    ...resource,
    properties: Object.fromEntries(Object.entries(value ?? {})),
  }));

/** What a rule says of a resource, whatever the template's conditions turn out to be: a problem in one of its cases is a problem. */
export function problemsOf(rule: Rule, cases: readonly Resource[], template: Template): readonly Problem[] {
  const problems = cases.flatMap((one) => rule.check(one, template));
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
