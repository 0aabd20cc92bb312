import type * as sdk from '@aws-sdk/client-ecr';
import { ServiceError } from '../../kernel/errors.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import type { Table } from '../../kernel/store.ts';

export interface Repository {
  readonly name: string;
  readonly createdMs: number;
  readonly tagMutability: sdk.ImageTagMutability;
  readonly scanOnPush: boolean;
  readonly encryption: { readonly type: sdk.EncryptionType; readonly key?: string | undefined };
  readonly policy?: string | undefined;
  readonly lifecycle?: string | undefined;
  readonly lifecycleMs?: number | undefined;
  readonly tags: readonly sdk.Tag[];
  readonly images: readonly Image[];
}
export interface Image {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly manifest: string;
  readonly mediaType: string;
  readonly pushedMs: number;
}

export const repositories = (context: Scope): Table<Repository> => context.table('ecr.repositories');
export const repositoryArn = (context: Context, name: string): string => context.arn('ecr', `repository/${name}`);
export const repositoryUri = (context: Context, name: string): string =>
  `${context.account}.dkr.ecr.${context.region}.amazonaws.com/${name}`;
export const nameOfArn = (arn: string | undefined): string => (arn ?? '').replace(/^.*:repository\//, '');

/** @throws ServiceError RepositoryNotFoundException */
export function findRepository(context: Context, name: string | undefined, registryId?: string): Repository {
  const registry = registryId ?? context.account;
  const found = registry === context.account ? repositories(context).get(name ?? '') : undefined;
  if (found === undefined)
    throw new ServiceError(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry with id '${registry}'`,
    );
  return found;
}
export const saveRepository = (context: Context, repository: Repository): void =>
  repositories(context).put(repository.name, repository);
