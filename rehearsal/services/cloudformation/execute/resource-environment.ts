import type { Engine } from '../engine.ts';
import type { StackEnvironment } from '../environment.ts';
import { templateError } from '../errors.ts';
import type { StackResource } from '../model.ts';
import type { Environment } from '../template/evaluate.ts';
import { isCustom } from './custom-resource.ts';
import { isRecorded, recordedAttribute } from './provision.ts';
import { exists } from './run.ts';

/** An environment that answers for resources as they are. */
export function resourceEnvironment(
  engine: Engine,
  base: StackEnvironment,
  inTemplate: ReadonlySet<string>,
  find: (logicalId: string) => StackResource | undefined,
): Environment {
  const existing = (id: string) => {
    const resource = inTemplate.has(id) ? find(id) : undefined;
    return exists(resource) ? resource : undefined;
  };
  return {
    parameter: (name) => base.parameter(name),
    mapping: (...path) => base.mapping(...path),
    condition: (name) => base.condition(name),
    imported: (name) => base.imported(name),
    stackOutput: (...path) => base.stackOutput(...path),
    zones: (region) => base.zones(region),
    reference: (id) => existing(id)?.reference,
    attribute: (id, name) => {
      const resource = existing(id);
      const value = resource?.attributes[name];
      if (resource === undefined || value !== undefined) return value;
      if (isRecorded(engine, resource.type)) return recordedAttribute(id, name);
      if (isCustom(resource.type))
        throw templateError(
          `CustomResource attribute error: Vendor response doesn't contain ${name} attribute in object ${id}`,
        );
      throw templateError(`Requested attribute ${name} does not exist in schema for ${resource.type}`);
    },
  };
}
