import type { z } from 'zod';
import type { Keys } from '../../kernel/clients.ts';
import type { Scope } from '../../kernel/service.ts';

/** What a resource's handler is given besides its properties. */
export interface ResourceContext extends Scope {
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  /** An SDK client with the credentials that CloudFormation acts with (the execution role's, or the caller's). */
  client<C>(clientClass: new (configuration: ClientConfigurationOf) => C): C;
  /** The same value each time this create or update is tried again, also after a restart. */
  readonly token: string;
  /**
   * CloudFormation's name for a resource that the template does not name: stack, logical id and a random suffix, cut to
   * `maxLength`. The same each time this create is tried again.
   */
  generateName(maxLength: number): string;
}
type ClientConfigurationOf = ConstructorParameters<Parameters<Scope['clients']['withKeys']>[0]>[0];

export type { Keys };

export interface Provisioned {
  readonly physicalId: string;
  /** What `Fn::GetAtt` answers, by attribute name (nested ones as `Endpoint.Address`). */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * How CloudFormation handles one resource type. Handlers call the service with an SDK client, wait until the resource is
 * usable, and may be called again with the same `token` after a kill: a create that finds its own resource adopts it.
 */
export interface ResourceType<P = unknown> {
  /** Such as `AWS::S3::Bucket`. */
  readonly type: string;
  /** The properties it understands. Strict: a property that is not handled is refused by name, never ignored. */
  readonly properties: z.ZodType<P>;
  /** Top-level properties whose change needs a replacement; every other one is updated in place. */
  readonly replacedBy: readonly (keyof P & string)[];
  create(properties: P, context: ResourceContext): Promise<Provisioned>;
  update(physicalId: string, properties: P, previous: P, context: ResourceContext): Promise<Provisioned>;
  /** Succeeds when the resource is already gone. */
  delete(physicalId: string, properties: P, context: ResourceContext): Promise<void>;
  /** What `Ref` answers, when it is not the physical id. */
  ref?(provisioned: Provisioned): string;
}

/** A handler whose property type is forgotten, so that all fit one list. */
export type AnyResourceType = Omit<ResourceType, 'replacedBy'> & { readonly replacedBy: readonly string[] };

/** Checks a handler's types, and its properties whenever it is called. */
export function resourceType<P>(handler: ResourceType<P>): AnyResourceType {
  return {
    ...handler,
    create: (properties, context) => handler.create(handler.properties.parse(properties), context),
    update: (id, properties, previous, context) =>
      handler.update(id, handler.properties.parse(properties), handler.properties.parse(previous), context),
    delete: (id, properties, context) => handler.delete(id, handler.properties.parse(properties), context),
  };
}
