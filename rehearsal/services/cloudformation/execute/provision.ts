import type { Engine } from '../engine.ts';
import type { Provisioned } from '../resource-type.ts';
import { type Json, type JsonObject, sameJson } from '../template/json.ts';
import { aliasPolicy, shiftAlias } from './alias-deployment.ts';
import type { StepContext } from './context.ts';
import { isCustom, runCustomResource } from './custom-resource.ts';

/** A resource that exists, with what `Ref` and `Fn::GetAtt` answer. */
export interface Made {
  readonly physicalId: string;
  readonly attributes: JsonObject;
  readonly reference: string;
}

export interface Wanted {
  readonly type: string;
  readonly properties: JsonObject;
  readonly updatePolicy?: JsonObject | undefined;
}

/** Kept as records on AWS too. */
const SILENT = new Set(['AWS::CDK::Metadata']);

/** Attributes of a resource that is kept as a record: whoever uses one sees where it comes from. */
export const recordedAttribute = (logicalId: string, name: string) => `recorded-not-run:${logicalId}.${name}`;

export const isRecorded = (engine: Engine, type: string) => !engine.types.has(type) && !isCustom(type);

/** @throws what the handler throws for a resource that cannot be made */
export async function createResource(engine: Engine, wanted: Wanted, context: StepContext): Promise<Made> {
  const { type, properties } = wanted;
  if (isCustom(type)) return plain(await runCustomResource({ requestType: 'Create', type, properties }, context));
  const handler = engine.types.get(type);
  if (handler !== undefined) return made(engine, type, await handler.create(properties, context));
  if (!SILENT.has(type))
    context.recordNotRun({
      type,
      logicalId: `${context.stackName}/${context.logicalId}`,
      why: 'the rehearsal has no local behaviour for this type',
    });
  return plain({ physicalId: context.generateName(128), attributes: {} });
}

/**
 * @param existing the resource as it is; the answer's physical id differs from its own when it was replaced meanwhile
 * @throws what the handler throws for a resource that cannot be changed
 */
export async function updateResource(
  engine: Engine,
  wanted: Wanted,
  previous: JsonObject,
  existing: Made,
  context: StepContext,
): Promise<Made> {
  const { type, properties } = wanted;
  const { physicalId, attributes, reference } = existing;
  // A copy with these members only: the resource's whole record would bring its old properties along.
  const current: Made = { physicalId, attributes, reference };
  if (isCustom(type))
    return plain(await runCustomResource({ requestType: 'Update', type, properties, previous, physicalId }, context));
  const handler = engine.types.get(type);
  if (handler === undefined) return current;
  const policy = aliasPolicy(wanted.updatePolicy);
  if (policy === undefined || sameJson(previous.FunctionVersion, properties.FunctionVersion))
    return made(engine, type, await handler.update(physicalId, properties, previous, context));
  // The version is CodeDeploy's to change; everything else is changed first, so that the shift is the last thing.
  const unshifted = withVersion(properties, previous.FunctionVersion);
  const updated = sameJson(unshifted, previous)
    ? current
    : made(engine, type, await handler.update(physicalId, unshifted, previous, context));
  await shiftAlias(properties, policy, context);
  return updated;
}

const withVersion = (properties: JsonObject, FunctionVersion: Json | undefined): JsonObject =>
  FunctionVersion === undefined ? properties : { ...properties, FunctionVersion };

export async function deleteResource(
  engine: Engine,
  resource: { readonly type: string; readonly physicalId: string; readonly properties: JsonObject },
  context: StepContext,
): Promise<void> {
  const { type, physicalId, properties } = resource;
  if (isCustom(type)) await runCustomResource({ requestType: 'Delete', type, properties, physicalId }, context);
  else await engine.types.get(type)?.delete(physicalId, properties, context);
}

function made(engine: Engine, type: string, provisioned: Provisioned): Made {
  const reference = engine.types.get(type)?.ref?.(provisioned);
  return { ...plain(provisioned), ...(reference === undefined ? {} : { reference }) };
}

function plain({ physicalId, attributes }: Provisioned): Made {
  const kept: JsonObject = JSON.parse(JSON.stringify(attributes));
  return { physicalId, attributes: kept, reference: physicalId };
}
