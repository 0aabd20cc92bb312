import type { Scope } from './service.ts';

/** The ARN of a key or alias that is named by its id, its alias or its ARN, whether it exists or not. */
export function keyArnOf(scope: Scope, name: string): string {
  if (name.startsWith('arn:')) return name;
  return scope.arn('kms', name.startsWith('alias/') ? name : `key/${name}`);
}
