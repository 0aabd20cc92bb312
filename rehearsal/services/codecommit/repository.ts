import { join } from 'node:path';
import type { RepositoryMetadata } from '@aws-sdk/client-codecommit';
import type { Scope } from '../../kernel/service.ts';
import type { Table } from '../../kernel/store.ts';
import { repositoryMissing } from './errors.ts';

export interface StoredRepository {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly description?: string;
  readonly kmsKeyId?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly defaultBranch?: string;
  readonly createdMs: number;
  readonly lastModifiedMs: number;
  /**
   * The references that EventBridge was told of, by full name. What differs from git's own is a change that is still to be
   * told, also after a restart.
   */
  readonly announced: Readonly<Record<string, string>>;
  /** Who pushes; named in the event also when the endpoint was killed before it could be published. */
  readonly lastCallerArn?: string;
}

export const repositories = (scope: Scope): Table<StoredRepository> =>
  scope.table<StoredRepository>('codecommit.repositories');

/** @throws ServiceError `RepositoryDoesNotExistException` */
export function findRepository(scope: Scope, name: string): StoredRepository {
  const repository = repositories(scope).get(name);
  if (repository === undefined) throw repositoryMissing(name);
  return repository;
}

/** The bare git repository. Its folder has the id, so that a repository of the same name can be made anew. */
export const gitFolder = (scope: Scope, repository: StoredRepository): string =>
  join(scope.store.folder('codecommit'), `${repository.id}.git`);

/** As GetRepository shows it; the addresses are AWS's. */
export function describeRepository(scope: Scope, repository: StoredRepository): RepositoryMetadata {
  const { name, id, arn, description, kmsKeyId, defaultBranch, createdMs, lastModifiedMs } = repository;
  const host = `git-codecommit.${scope.region}.amazonaws.com`;
  return {
    accountId: scope.account,
    repositoryId: id,
    repositoryName: name,
    repositoryDescription: description,
    defaultBranch,
    lastModifiedDate: new Date(lastModifiedMs),
    creationDate: new Date(createdMs),
    cloneUrlHttp: `https://${host}/v1/repos/${name}`,
    cloneUrlSsh: `ssh://${host}/v1/repos/${name}`,
    Arn: arn,
    kmsKeyId: kmsKeyId ?? scope.arn('kms', 'alias/aws/codecommit'),
  };
}
