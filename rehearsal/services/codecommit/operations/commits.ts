import type {
  BatchGetCommitsCommandInput,
  BatchGetCommitsCommandOutput,
  Commit,
  GetCommitCommandInput,
  GetCommitCommandOutput,
  UserInfo,
} from '@aws-sdk/client-codecommit';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { git, resolveObject } from '../git.ts';
import { findRepository, gitFolder } from '../repository.ts';

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetCommit.html */
export async function getCommit(
  { repositoryName = '', commitId = '' }: GetCommitCommandInput,
  context: Context,
): Promise<Output<GetCommitCommandOutput>> {
  const commit = await readCommit(gitFolder(context, findRepository(context, repositoryName)), commitId);
  if (commit === undefined)
    throw new ServiceError('CommitIdDoesNotExistException', `Commit ID ${commitId} does not exist`);
  return { commit };
}

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_BatchGetCommits.html */
export async function batchGetCommits(
  { repositoryName = '', commitIds = [] }: BatchGetCommitsCommandInput,
  context: Context,
): Promise<Output<BatchGetCommitsCommandOutput>> {
  const folder = gitFolder(context, findRepository(context, repositoryName));
  const found = await Promise.all(
    commitIds.map(async (commitId) => ({ commitId, commit: await readCommit(folder, commitId) })),
  );
  return {
    commits: found.flatMap(({ commit }) => (commit === undefined ? [] : [commit])),
    errors: found.flatMap(({ commitId, commit }) =>
      commit === undefined
        ? [
            {
              commitId,
              errorCode: 'CommitIdDoesNotExistException',
              errorMessage: `Commit ID ${commitId} does not exist`,
            },
          ]
        : [],
    ),
  };
}

async function readCommit(folder: string, specifier: string): Promise<Commit | undefined> {
  const commitId = /^[0-9a-f]{4,40}$/i.test(specifier)
    ? await resolveObject(folder, `${specifier}^{commit}`)
    : undefined;
  if (commitId === undefined) return undefined;
  return { commitId, ...parseCommit((await git(folder, ['cat-file', 'commit', commitId])).toString()) };
}

/** A commit object: header lines (some go on in lines that start with a space), an empty line, the message. */
export function parseCommit(text: string): Commit {
  const end = text.indexOf('\n\n');
  const headers = text.slice(0, end < 0 ? undefined : end).split(/\n(?! )/);
  const all = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return {
    treeId: all('tree')[0],
    parents: all('parent'),
    message: end < 0 ? '' : text.slice(end + 2),
    author: parseUser(all('author')[0]),
    committer: parseUser(all('committer')[0]),
    additionalData: '',
  };
}

/** `Name <email> seconds zone`; CodeCommit shows the date as `seconds zone`. */
function parseUser(line = ''): UserInfo {
  const [, name = '', email = '', date = ''] = /^(.*?) ?<(.*)> (\d+ [+-]\d{4})$/.exec(line) ?? [];
  return { name, email, date };
}
