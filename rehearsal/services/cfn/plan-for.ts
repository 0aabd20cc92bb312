import type { Scope } from '../../kernel/service.ts';
import { environmentOf } from './desired.ts';
import { attributeOf, importOf, refOf } from './executor.ts';
import type { HandlerOf } from './handlers.ts';
import { planChanges, type ResourceChange } from './plan.ts';
import { type Desired, resourcesOf, type Stack } from './state.ts';
import { Unknown } from './template/evaluate.ts';

/** What deploying `desired` on a stack would change. What will be replaced is unknown to those that refer to it. */
export function planFor(scope: Scope, stack: Stack, desired: Desired, handlerOf: HandlerOf): ResourceChange[] {
  const current = resourcesOf(scope, stack.id);
  const plan = (replaced: ReadonlySet<string>) => {
    const known = (logicalId: string) =>
      replaced.has(logicalId) ? undefined : current.find((resource) => resource.logicalId === logicalId);
    const environment = environmentOf(scope, desired, {
      stackId: stack.id,
      stackName: stack.name,
      ref: (logicalId) => {
        const resource = known(logicalId);
        return resource === undefined ? new Unknown(logicalId) : refOf(resource, handlerOf);
      },
      attribute: (logicalId, name) => {
        const resource = known(logicalId);
        return resource === undefined ? new Unknown(`${logicalId}.${name}`) : attributeOf(resource, name);
      },
      importValue: (name) => importOf(scope, name),
    });
    return planChanges(environment, current, handlerOf);
  };
  let replaced = new Set<string>();
  for (;;) {
    const changes = plan(replaced);
    const now = new Set(changes.flatMap((change) => (change.replacement === 'True' ? [change.logicalId] : [])));
    if ([...now].every((logicalId) => replaced.has(logicalId))) return changes;
    replaced = now;
  }
}
