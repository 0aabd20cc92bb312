import { type CodeCommitClient, type Difference, GetDifferencesCommand } from '@aws-sdk/client-codecommit';

/** A file that differs between two commits. */
export interface FileChange {
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'removed';
}

/** The files that the commits of a release change. */
export interface ChangedFiles {
  readonly files: readonly FileChange[];
  /** Whether there are more than are told. */
  readonly more: boolean;
}

/** More than anybody reads on a page. */
const FILES_MOST = 400;
const KINDS = { A: 'added', D: 'removed', M: 'changed' } as const;

const toFile = ({ changeType = 'M', beforeBlob, afterBlob }: Difference): FileChange => ({
  path: afterBlob?.path ?? beforeBlob?.path ?? '',
  kind: KINDS[changeType],
});

/**
 * Reads what differs between two commits, each pair once: commits never change. CodeCommit tells paths and no lines.
 * https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetDifferences.html
 */
export function createFilesReader(client: CodeCommitClient) {
  const known = new Map<string, ChangedFiles>();
  return async (repositoryName: string, base: string, newest: string): Promise<ChangedFiles> => {
    const key = `${repositoryName} ${base} ${newest}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const files: FileChange[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new GetDifferencesCommand({
          repositoryName,
          beforeCommitSpecifier: base,
          afterCommitSpecifier: newest,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      );
      files.push(...(page.differences ?? []).map(toFile));
      NextToken = page.NextToken;
    } while (NextToken !== undefined && files.length < FILES_MOST);
    const read = { files: files.slice(0, FILES_MOST), more: NextToken !== undefined || files.length > FILES_MOST };
    known.set(key, read);
    return read;
  };
}

export type FilesReader = ReturnType<typeof createFilesReader>;

/** How many files, in a sentence. */
export function filesWords({ files, more }: ChangedFiles): string {
  if (files.length === 0) return 'The commits change no file.';
  return `The commits change ${more ? `more than ${files.length}` : files.length} file${files.length === 1 ? '' : 's'}.`;
}
