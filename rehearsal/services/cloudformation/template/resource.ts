import { templateError } from '../errors.ts';
import type { Policies } from '../model.ts';
import { type Environment, type Evaluated, evaluate, NO_VALUE } from './evaluate.ts';
import type { JsonObject } from './json.ts';
import type { TemplateResource } from './template.ts';

/** The members of an object of the template, evaluated. */
export function evaluateObject(object: JsonObject, environment: Environment): Record<string, Evaluated> {
  const result: Record<string, Evaluated> = {};
  for (const [name, value] of Object.entries(object)) {
    const evaluated = evaluate(value, environment);
    if (evaluated !== NO_VALUE) result[name] = evaluated;
  }
  return result;
}

const DELETION = ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'];
const REPLACING = ['Delete', 'Retain', 'Snapshot'];

/**
 * What happens to a resource that leaves the stack or is replaced.
 * @throws ServiceError ValidationError for a value that is not one of AWS's
 */
export function policiesOf({ DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }: TemplateResource): Policies {
  if (typeof DeletionPolicy !== 'string' || !DELETION.includes(DeletionPolicy))
    throw templateError(`Unrecognized DeletionPolicy ${JSON.stringify(DeletionPolicy)}; one of ${DELETION.join(', ')}`);
  if (typeof UpdateReplacePolicy !== 'string' || !REPLACING.includes(UpdateReplacePolicy))
    throw templateError(
      `Unrecognized UpdateReplacePolicy ${JSON.stringify(UpdateReplacePolicy)}; one of ${REPLACING.join(', ')}`,
    );
  return { deletion: DeletionPolicy, updateReplace: UpdateReplacePolicy };
}
