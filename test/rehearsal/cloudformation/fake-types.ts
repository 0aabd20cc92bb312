import { z } from 'zod';
import { ServiceError } from '../../../rehearsal/kernel/errors.ts';
import {
  type AnyResourceType,
  type ResourceContext,
  resourceType,
} from '../../../rehearsal/services/cloudformation/resource-type.ts';
import { idOnce } from '../../../rehearsal/services/cloudformation/resources/create-once.ts';

/** A resource of the fake types, as their "service" keeps it. */
export interface Thing {
  readonly type: string;
  readonly value: string;
  readonly name: string;
  readonly list: readonly string[];
}

/** What a test makes go wrong, and what it saw. */
export interface Scenario {
  /** As `create A`. */
  readonly failing: Set<string>;
  /** The same, but only the next time. */
  readonly failingOnce: Set<string>;
  readonly calls: string[];
  /** Virtual milliseconds that a create or update takes, by logical id. */
  readonly takesMs: Map<string, number>;
}

export const createScenario = (): Scenario => ({
  failing: new Set(),
  failingOnce: new Set(),
  calls: [],
  takesMs: new Map(),
});

const properties = z.strictObject({
  /** Changed in place. */
  Value: z.coerce.string().optional(),
  /** Its change replaces the thing. */
  Name: z.string().optional(),
  List: z.array(z.string()).optional(),
});
type Properties = z.infer<typeof properties>;

/** `Test::Thing` and `Test::Other`: things in a table, whose every call can be made to fail or to take time. */
export function fakeTypes(scenario: Scenario): AnyResourceType[] {
  const things = (context: ResourceContext) => context.table<Thing>('test.things');
  const perform = async (call: string, context: ResourceContext) => {
    const name = `${call} ${context.logicalId}`;
    scenario.calls.push(`${name} begins`);
    const ms = scenario.takesMs.get(context.logicalId);
    if (ms !== undefined && call !== 'delete') await context.clock.sleep(ms, context.shutdown);
    if (scenario.failing.has(name) || scenario.failingOnce.delete(name)) {
      throw new ServiceError('Broken', `${name} is broken`);
    }
    scenario.calls.push(`${name} ends`);
  };
  const thing = (type: string, given: Properties): Thing => ({
    type,
    value: given.Value ?? '',
    name: given.Name ?? '',
    list: given.List ?? [],
  });
  const provisioned = (physicalId: string, given: Properties) => ({
    physicalId,
    attributes: { Arn: `arn:test:${physicalId}`, Value: given.Value ?? '' },
  });
  return ['Test::Thing', 'Test::Other'].map((type) =>
    resourceType<Properties>({
      type,
      properties,
      replacedBy: ['Name'],
      create: async (given, context) => {
        await perform('create', context);
        const id = await idOnce(context, async () => context.generateName(60));
        things(context).put(id, thing(type, given));
        return provisioned(id, given);
      },
      update: async (physicalId, given, _previous, context) => {
        things(context).put(physicalId, thing(type, given));
        await perform('update', context);
        return provisioned(physicalId, given);
      },
      delete: async (physicalId, _given, context) => {
        await perform('delete', context);
        things(context).delete(physicalId);
      },
    }),
  );
}
