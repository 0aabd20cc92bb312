import type {
  CreateBranchCommandInput,
  DeleteBranchCommandInput,
  DeleteBranchCommandOutput,
  GetBranchCommandInput,
  GetBranchCommandOutput,
  ListBranchesCommandInput,
  ListBranchesCommandOutput,
} from '@aws-sdk/client-codecommit';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { announce, rememberCaller } from '../announce.ts';
import { branchMissing, commitMissing } from '../errors.ts';
import { git, references, resolveObject } from '../git.ts';
import { branchReference } from '../names.ts';
import { findRepository, gitFolder } from '../repository.ts';

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetBranch.html */
export async function getBranch(
  { repositoryName = '', branchName = '' }: GetBranchCommandInput,
  context: Context,
): Promise<Output<GetBranchCommandOutput>> {
  const folder = gitFolder(context, findRepository(context, repositoryName));
  const commitId = await resolveObject(folder, branchReference(branchName));
  if (commitId === undefined) throw branchMissing(branchName);
  return { branch: { branchName, commitId } };
}

/** All in one page. https://docs.aws.amazon.com/codecommit/latest/APIReference/API_ListBranches.html */
export async function listBranches(
  { repositoryName = '' }: ListBranchesCommandInput,
  context: Context,
): Promise<Output<ListBranchesCommandOutput>> {
  const all = Object.keys(await references(gitFolder(context, findRepository(context, repositoryName))));
  return {
    branches: all.filter((name) => name.startsWith('refs/heads/')).map((name) => name.slice('refs/heads/'.length)),
  };
}

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateBranch.html */
export async function createBranch(
  { repositoryName = '', branchName = '', commitId = '' }: CreateBranchCommandInput,
  context: Context,
): Promise<Record<string, never>> {
  const folder = gitFolder(context, findRepository(context, repositoryName));
  const fullName = branchReference(branchName);
  if ((await resolveObject(folder, fullName)) !== undefined)
    throw new ServiceError('BranchNameExistsException', `${branchName} already exists`);
  if ((await resolveObject(folder, `${commitId}^{commit}`)) === undefined) throw commitMissing(commitId);
  rememberCaller(context, repositoryName, context.principal.arn);
  await git(folder, ['update-ref', fullName, commitId]);
  await announce(context, repositoryName);
  return {};
}

/** Succeeds, without a branch, when there is no such branch. https://docs.aws.amazon.com/codecommit/latest/APIReference/API_DeleteBranch.html */
export async function deleteBranch(
  { repositoryName = '', branchName = '' }: DeleteBranchCommandInput,
  context: Context,
): Promise<Output<DeleteBranchCommandOutput>> {
  const repository = findRepository(context, repositoryName);
  const folder = gitFolder(context, repository);
  if (branchName === repository.defaultBranch)
    throw new ServiceError('DefaultBranchCannotBeDeletedException', `Default branch ${branchName} cannot be deleted`);
  const fullName = branchReference(branchName);
  const commitId = await resolveObject(folder, fullName);
  if (commitId === undefined) return {};
  rememberCaller(context, repositoryName, context.principal.arn);
  await git(folder, ['update-ref', '-d', fullName]);
  await announce(context, repositoryName);
  return { deletedBranch: { branchName, commitId } };
}
