import { ServiceError } from '../../kernel/errors.ts';

export const repositoryMissing = (name: string) =>
  new ServiceError('RepositoryDoesNotExistException', `${name} does not exist`);
export const branchMissing = (name: string) =>
  new ServiceError('BranchDoesNotExistException', `${name} does not exist`);
export const commitMissing = (specifier: string) =>
  new ServiceError('CommitDoesNotExistException', `Commit ${specifier} does not exist`);
