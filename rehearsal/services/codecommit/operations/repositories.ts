import { rm } from 'node:fs/promises';
import type {
  BatchGetRepositoriesCommandInput,
  BatchGetRepositoriesCommandOutput,
  CreateRepositoryCommandInput,
  CreateRepositoryCommandOutput,
  DeleteRepositoryCommandInput,
  DeleteRepositoryCommandOutput,
  GetRepositoryCommandInput,
  GetRepositoryCommandOutput,
  ListRepositoriesCommandInput,
  ListRepositoriesCommandOutput,
  UpdateDefaultBranchCommandInput,
  UpdateRepositoryDescriptionCommandInput,
} from '@aws-sdk/client-codecommit';
import { ServiceError } from '../../../kernel/errors.ts';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { branchMissing } from '../errors.ts';
import { git, resolveObject } from '../git.ts';
import { branchReference } from '../names.ts';
import { describeRepository, findRepository, gitFolder, repositories, type StoredRepository } from '../repository.ts';

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateRepository.html */
export async function createRepository(
  input: CreateRepositoryCommandInput,
  context: Context,
): Promise<Output<CreateRepositoryCommandOutput>> {
  const name = input.repositoryName ?? '';
  if (!/^[\w.-]{1,100}$/.test(name) || name.endsWith('.git'))
    throw new ServiceError('InvalidRepositoryNameException', `The repository name ${name} is not valid`);
  if (repositories(context).get(name) !== undefined)
    throw new ServiceError('RepositoryNameExistsException', `Repository named ${name} already exists`);
  const now = context.clock.now();
  const repository: StoredRepository = {
    name,
    id: uuid(),
    arn: context.arn('codecommit', name),
    ...(input.repositoryDescription === undefined ? {} : { description: input.repositoryDescription }),
    ...(input.kmsKeyId === undefined ? {} : { kmsKeyId: input.kmsKeyId }),
    tags: { ...input.tags },
    createdMs: now,
    lastModifiedMs: now,
    announced: {},
  };
  await git(gitFolder(context, repository), ['init', '--quiet', '--bare', '--initial-branch=main']);
  repositories(context).put(name, repository);
  return { repositoryMetadata: describeRepository(context, repository) };
}

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetRepository.html */
export function getRepository(
  { repositoryName = '' }: GetRepositoryCommandInput,
  context: Context,
): Output<GetRepositoryCommandOutput> {
  return { repositoryMetadata: describeRepository(context, findRepository(context, repositoryName)) };
}

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_BatchGetRepositories.html */
export function batchGetRepositories(
  { repositoryNames = [] }: BatchGetRepositoriesCommandInput,
  context: Context,
): Output<BatchGetRepositoriesCommandOutput> {
  const found = repositoryNames.map((name) => ({ name, repository: repositories(context).get(name) }));
  return {
    repositories: found.flatMap(({ repository }) =>
      repository === undefined ? [] : [describeRepository(context, repository)],
    ),
    repositoriesNotFound: found.flatMap(({ name, repository }) => (repository === undefined ? [name] : [])),
  };
}

/** All in one page. https://docs.aws.amazon.com/codecommit/latest/APIReference/API_ListRepositories.html */
export function listRepositories(
  { sortBy, order }: ListRepositoriesCommandInput,
  context: Context,
): Output<ListRepositoriesCommandOutput> {
  const all = repositories(context).values();
  if (sortBy === 'lastModifiedDate') all.sort((a, b) => a.lastModifiedMs - b.lastModifiedMs);
  if (order === 'descending') all.reverse();
  return { repositories: all.map(({ name, id }) => ({ repositoryName: name, repositoryId: id })) };
}

/** Succeeds, without an id, when there is no such repository. https://docs.aws.amazon.com/codecommit/latest/APIReference/API_DeleteRepository.html */
export async function deleteRepository(
  { repositoryName = '' }: DeleteRepositoryCommandInput,
  context: Context,
): Promise<Output<DeleteRepositoryCommandOutput>> {
  const repository = repositories(context).get(repositoryName);
  if (repository === undefined) return {};
  repositories(context).delete(repositoryName);
  await rm(gitFolder(context, repository), { recursive: true, force: true });
  return { repositoryId: repository.id };
}

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_UpdateRepositoryDescription.html */
export function updateRepositoryDescription(
  { repositoryName = '', repositoryDescription }: UpdateRepositoryDescriptionCommandInput,
  context: Context,
): Record<string, never> {
  const { description: _, ...repository } = findRepository(context, repositoryName);
  const description = repositoryDescription ? { description: repositoryDescription } : {};
  repositories(context).put(repositoryName, { ...repository, ...description, lastModifiedMs: context.clock.now() });
  return {};
}

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_UpdateDefaultBranch.html */
export async function updateDefaultBranch(
  { repositoryName = '', defaultBranchName = '' }: UpdateDefaultBranchCommandInput,
  context: Context,
): Promise<Record<string, never>> {
  const folder = gitFolder(context, findRepository(context, repositoryName));
  const reference = branchReference(defaultBranchName);
  if ((await resolveObject(folder, reference)) === undefined) throw branchMissing(defaultBranchName);
  await git(folder, ['symbolic-ref', 'HEAD', reference]);
  repositories(context).put(repositoryName, {
    ...findRepository(context, repositoryName),
    defaultBranch: defaultBranchName,
    lastModifiedMs: context.clock.now(),
  });
  return {};
}
