import { BatchGetCommitsCommand, type CodeCommitClient, type Commit } from '@aws-sdk/client-codecommit';

/** A commit, and who made it. */
export interface CommitView {
  readonly id: string;
  /** First line of its message. */
  readonly title: string;
  /** What follows. */
  readonly body: string;
  readonly author: string;
  readonly email: string;
  readonly atMs: number | undefined;
}

const SECOND_MS = 1000;

function toCommit({ commitId = '', message = '', author }: Commit): CommitView {
  const [title = '', ...rest] = message.trim().split('\n');
  // CodeCommit tells the date as `<seconds> <zone>`.
  const seconds = Number(author?.date?.split(' ')[0]);
  return {
    id: commitId,
    title,
    body: rest.join('\n').trim(),
    author: author?.name ?? '',
    email: author?.email ?? '',
    atMs: Number.isFinite(seconds) ? seconds * SECOND_MS : undefined,
  };
}

/** Reads commits, each once: they never change. */
export function createCommitReader(client: CodeCommitClient) {
  const known = new Map<string, Commit>();

  async function read(repositoryName: string, commitId: string): Promise<Commit | undefined> {
    const before = known.get(commitId);
    if (before !== undefined || commitId === '') return before;
    const { commits = [] } = await client.send(new BatchGetCommitsCommand({ repositoryName, commitIds: [commitId] }));
    const [commit] = commits;
    if (commit !== undefined) known.set(commitId, commit);
    return commit;
  }

  return {
    /** @returns undefined where the repository no longer has it */
    one: async (repositoryName: string, commitId: string): Promise<CommitView | undefined> => {
      const commit = await read(repositoryName, commitId);
      return commit === undefined ? undefined : toCommit(commit);
    },
    /**
     * The commits of a release that the one before it did not have, the newest first: along the first parents.
     * @param base what runs already; undefined: nothing does, and only the newest is told
     * @param most commits at most
     */
    since: async (
      repositoryName: string,
      newest: string,
      base: string | undefined,
      most: number,
    ): Promise<CommitView[]> => {
      const found: CommitView[] = [];
      let next: string | undefined = newest;
      while (next !== undefined && next !== base && found.length < most) {
        const commit: Commit | undefined = await read(repositoryName, next);
        if (commit === undefined) break;
        found.push(toCommit(commit));
        next = base === undefined ? undefined : commit.parents?.[0];
      }
      return found;
    },
  };
}

export type CommitReader = ReturnType<typeof createCommitReader>;
