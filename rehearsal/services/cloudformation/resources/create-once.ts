import type { ResourceContext } from '../resource-type.ts';

interface Begun {
  readonly name: string;
}

/**
 * Creates a resource that has a name of its own, and adopts it when an earlier try under the same token made it. One that
 * somebody else made is left alone: the service's own "already exists" is what CloudFormation then reports.
 */
export async function createOnce(
  context: ResourceContext,
  name: string,
  exists: () => Promise<boolean>,
  create: () => Promise<unknown>,
): Promise<void> {
  const begun = context.table<Begun>('cloudformation.creations');
  const retried = begun.get(context.token)?.name === name;
  const present = await exists();
  if (present && retried) return;
  if (!present) begun.put(context.token, { name });
  await create();
}

/** The id that an earlier try under the same token made, for resources whose id the service chooses; else makes one. */
export async function idOnce(context: ResourceContext, create: () => Promise<string>): Promise<string> {
  const begun = context.table<Begun>('cloudformation.creations');
  const known = begun.get(context.token)?.name;
  if (known !== undefined) return known;
  const id = await create();
  begun.put(context.token, { name: id });
  return id;
}
