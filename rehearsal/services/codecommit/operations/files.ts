import type {
  GetBlobCommandInput,
  GetBlobCommandOutput,
  GetFileCommandInput,
  GetFileCommandOutput,
  GetFolderCommandInput,
  GetFolderCommandOutput,
} from '@aws-sdk/client-codecommit';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { commitMissing } from '../errors.ts';
import { git, gitText, resolveObject } from '../git.ts';
import { repositoryPath } from '../names.ts';
import { findRepository, gitFolder } from '../repository.ts';

interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly id: string;
  readonly path: string;
}

const FILE_MODES = { '100755': 'EXECUTABLE', '120000': 'SYMLINK' } as const;
const fileMode = (mode: string): 'EXECUTABLE' | 'SYMLINK' | 'NORMAL' =>
  mode === '100755' || mode === '120000' ? FILE_MODES[mode] : 'NORMAL';

async function commitOf(folder: string, specifier = 'HEAD'): Promise<string> {
  const commitId = await resolveObject(folder, `${specifier}^{commit}`);
  if (commitId === undefined) throw commitMissing(specifier);
  return commitId;
}

async function entriesOf(folder: string, commitId: string, path: string): Promise<TreeEntry[]> {
  const raw = (
    await git(folder, ['ls-tree', '-z', '--full-tree', commitId, '--', ...(path === '' ? [] : [path])])
  ).toString();
  return raw.split('\0').flatMap((line) => {
    const [, mode, type, id, found] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    if (mode === undefined || type === undefined || id === undefined || found === undefined) return [];
    return [{ mode, type, id, path: found }];
  });
}

const trim = (path: string): string => path.replace(/^\/+|\/+$/g, '');

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetFile.html */
export async function getFile(input: GetFileCommandInput, context: Context): Promise<Output<GetFileCommandOutput>> {
  const folder = gitFolder(context, findRepository(context, input.repositoryName ?? ''));
  const commitId = await commitOf(folder, input.commitSpecifier);
  const filePath = repositoryPath(trim(input.filePath ?? ''));
  const [entry] = await entriesOf(folder, commitId, filePath);
  if (entry?.type !== 'blob')
    throw new ServiceError('FileDoesNotExistException', `The file ${filePath} does not exist at ${commitId}`);
  const fileContent = await git(folder, ['cat-file', 'blob', entry.id]);
  return {
    commitId,
    blobId: entry.id,
    filePath,
    fileMode: fileMode(entry.mode),
    fileSize: fileContent.byteLength,
    fileContent,
  };
}

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetBlob.html */
export async function getBlob(
  { repositoryName = '', blobId = '' }: GetBlobCommandInput,
  context: Context,
): Promise<Output<GetBlobCommandOutput>> {
  const folder = gitFolder(context, findRepository(context, repositoryName));
  const id = /^[0-9a-f]{40}$/.test(blobId) ? await resolveObject(folder, `${blobId}^{blob}`) : undefined;
  if (id === undefined) throw new ServiceError('BlobIdDoesNotExistException', `Blob ${blobId} does not exist`);
  return { content: await git(folder, ['cat-file', 'blob', id]) };
}

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetFolder.html */
export async function getFolder(
  input: GetFolderCommandInput,
  context: Context,
): Promise<Output<GetFolderCommandOutput>> {
  const folder = gitFolder(context, findRepository(context, input.repositoryName ?? ''));
  const commitId = await commitOf(folder, input.commitSpecifier);
  const folderPath = trim(input.folderPath ?? '');
  if (folderPath !== '') repositoryPath(folderPath);
  const treeId = await resolveObject(folder, `${commitId}:${folderPath}`);
  if (treeId === undefined || (await gitText(folder, ['cat-file', '-t', treeId])) !== 'tree')
    throw new ServiceError('FolderDoesNotExistException', `The folder ${folderPath} does not exist at ${commitId}`);
  const entries = await entriesOf(folder, commitId, folderPath === '' ? '' : `${folderPath}/`);
  const described = entries.map((entry) => ({
    entry,
    paths: { absolutePath: entry.path, relativePath: entry.path.slice(entry.path.lastIndexOf('/') + 1) },
  }));
  const blobs = (link: boolean) =>
    described
      .filter(({ entry }) => entry.type === 'blob' && (entry.mode === '120000') === link)
      .map(({ entry, paths }) => ({ blobId: entry.id, fileMode: fileMode(entry.mode), ...paths }));
  return {
    commitId,
    folderPath,
    treeId,
    subFolders: described
      .filter(({ entry }) => entry.type === 'tree')
      .map(({ entry, paths }) => ({ treeId: entry.id, ...paths })),
    files: blobs(false),
    symbolicLinks: blobs(true),
    subModules: described
      .filter(({ entry }) => entry.type === 'commit')
      .map(({ entry, paths }) => ({ commitId: entry.id, ...paths })),
  };
}
