import type { Difference, GetDifferencesCommandInput, GetDifferencesCommandOutput } from '@aws-sdk/client-codecommit';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { commitMissing } from '../errors.ts';
import { git, resolveObject } from '../git.ts';
import { repositoryPath } from '../names.ts';
import { findRepository, gitFolder } from '../repository.ts';

/** Git's name of the tree without files. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const LARGEST_PAGE = 400;

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetDifferences.html */
export async function getDifferences(
  input: GetDifferencesCommandInput,
  context: Context,
): Promise<Output<GetDifferencesCommandOutput>> {
  const folder = gitFolder(context, findRepository(context, input.repositoryName ?? ''));
  if (input.beforePath !== input.afterPath && input.beforePath !== undefined && input.afterPath !== undefined)
    throw new ServiceError(
      'InvalidPathException',
      'The rehearsal compares one path: beforePath and afterPath must be the same',
    );
  const resolve = async (specifier: string) => {
    const commit = await resolveObject(folder, `${specifier}^{commit}`);
    if (commit === undefined) throw commitMissing(specifier);
    return commit;
  };
  const before = input.beforeCommitSpecifier === undefined ? EMPTY_TREE : await resolve(input.beforeCommitSpecifier);
  const after = await resolve(input.afterCommitSpecifier ?? '');
  const named = input.afterPath ?? input.beforePath;
  const path = named === undefined ? undefined : repositoryPath(named);
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', before, after];
  const raw = await git(folder, [...args, '--', ...(path === undefined ? [] : [path])]);
  const all = parseRaw(raw.toString());
  const start = Number(input.NextToken ?? 0);
  const end = start + Math.min(input.MaxResults ?? LARGEST_PAGE, LARGEST_PAGE);
  return { differences: all.slice(start, end), ...(end < all.length ? { NextToken: String(end) } : {}) };
}

/** `:<mode> <mode> <blob> <blob> <status>` and a path, each ended by a zero byte. */
export function parseRaw(text: string): Difference[] {
  const fields = text.split('\0');
  const differences: Difference[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = '', newMode = '', oldBlob = '', newBlob = '', status = ''] = (fields[at] ?? '')
      .slice(1)
      .split(' ');
    const path = fields[at + 1] ?? '';
    differences.push({
      changeType: status === 'A' ? 'A' : status === 'D' ? 'D' : 'M',
      ...(status === 'A' ? {} : { beforeBlob: { blobId: oldBlob, path, mode: oldMode } }),
      ...(status === 'D' ? {} : { afterBlob: { blobId: newBlob, path, mode: newMode } }),
    });
  }
  return differences;
}
