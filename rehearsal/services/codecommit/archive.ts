import type { Scope } from '../../kernel/service.ts';
import { commitMissing } from './errors.ts';
import { git, resolveObject } from './git.ts';
import { findRepository, gitFolder } from './repository.ts';

/**
 * The files of a commit as a zip archive, without the repository's history: what CodePipeline takes as its source.
 * Stands in for `codecommit:UploadArchive`, which no SDK models.
 * @throws ServiceError when there is no such repository or commit
 */
export async function archiveCommit(scope: Scope, repositoryName: string, commitId: string): Promise<Buffer> {
  const folder = gitFolder(scope, findRepository(scope, repositoryName));
  const commit = await resolveObject(folder, `${commitId}^{commit}`);
  if (commit === undefined) throw commitMissing(commitId);
  return git(folder, ['archive', '--format=zip', commit]);
}
