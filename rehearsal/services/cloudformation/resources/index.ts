import type { AnyResourceType } from '../resource-type.ts';

/** Every resource type with local behaviour; one file a type beside this one. */
export const resourceTypes: readonly AnyResourceType[] = [];
