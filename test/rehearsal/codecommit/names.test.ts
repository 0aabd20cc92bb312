import {
  CreateBranchCommand,
  CreateCommitCommand,
  DeleteBranchCommand,
  GetBranchCommand,
  GetCommitCommand,
  GetDifferencesCommand,
  GetFileCommand,
  GetFolderCommand,
  ListBranchesCommand,
  UpdateDefaultBranchCommand,
} from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RepositoryLab, startRepositoryLab } from './setup.ts';

const repositoryName = 'app';
let lab: RepositoryLab;
let first: string;
const put = (filePath: string, more: object = {}) =>
  lab.client.send(
    new CreateCommitCommand({
      repositoryName,
      branchName: 'main',
      putFiles: [{ filePath, fileContent: Buffer.from('x') }],
      ...more,
    }),
  );
beforeAll(async () => {
  lab = await startRepositoryLab();
  await lab.create(repositoryName);
  first = (await put('folder/a.txt')).commitId ?? '';
});
afterAll(() => lab.local.stop());

type Command =
  | CreateBranchCommand
  | CreateCommitCommand
  | DeleteBranchCommand
  | GetBranchCommand
  | GetDifferencesCommand
  | GetFileCommand
  | GetFolderCommand
  | UpdateDefaultBranchCommand;
async function eachRefused(name: string, calls: readonly Command[]): Promise<void> {
  for (const call of calls)
    await expect(lab.client.send(call as GetBranchCommand)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 400 },
    });
}

/** What anybody can see of the repository. */
const seen = async () => ({
  branches: (await lab.client.send(new ListBranchesCommand({ repositoryName }))).branches,
  main: (await lab.client.send(new GetBranchCommand({ repositoryName, branchName: 'main' }))).branch?.commitId,
});

test.each([
  '../tags/x',
  'x/../main',
  '../../config',
  '/main',
  'main/',
  'main~0',
  'main^{commit}',
  'main@{0}',
  'main.lock',
  '.hidden',
  'a/.hidden',
  'main..main',
  '-d',
  '@',
  'a b',
  'a\u0000b',
  'a\nb',
])('%j names no branch, and changes nothing', async (branchName) => {
  const before = await seen();
  await eachRefused('InvalidBranchNameException', [
    new GetBranchCommand({ repositoryName, branchName }),
    new CreateBranchCommand({ repositoryName, branchName, commitId: first }),
    new DeleteBranchCommand({ repositoryName, branchName }),
    new UpdateDefaultBranchCommand({ repositoryName, defaultBranchName: branchName }),
    new CreateCommitCommand({ repositoryName, branchName, putFiles: [] }),
  ]);
  expect(await seen()).toEqual(before);
});

test.each([
  '../evil',
  'folder/../../evil',
  './a',
  'folder/./a',
  '.git/config',
  'folder/.GIT/hooks/post-checkout',
  'folder//a',
  'a\u0000100644 4b825dc642cb6eb9a060e54bf8d69288fbee4904\tb',
])('%j is the path of no file, and changes nothing', async (filePath) => {
  const before = await seen();
  const edit = { repositoryName, branchName: 'main', parentCommitId: first };
  const putFiles = [{ filePath, fileContent: Buffer.from('x') }];
  await eachRefused('InvalidPathException', [
    new CreateCommitCommand({ ...edit, putFiles }),
    new CreateCommitCommand({ ...edit, deleteFiles: [{ filePath }] }),
    new CreateCommitCommand({ ...edit, setFileModes: [{ filePath, fileMode: 'EXECUTABLE' }] }),
    new GetFileCommand({ repositoryName, filePath }),
    new GetFolderCommand({ repositoryName, folderPath: filePath }),
    new GetDifferencesCommand({
      repositoryName,
      afterCommitSpecifier: 'main',
      beforePath: filePath,
      afterPath: filePath,
    }),
  ]);
  expect(await seen()).toEqual(before);
});

test('who made a commit is one line of it, whatever their name holds', async () => {
  const { commitId } = await put('b.txt', {
    parentCommitId: first,
    authorName: `Ada <ada@example.com> 1 +0000\nparent ${'0'.repeat(40)}\nauthor Eve`,
    email: 'ada@example.com>\ncommitter Eve',
  });
  const { commit } = await lab.client.send(new GetCommitCommand({ repositoryName, commitId }));
  expect(commit?.parents).toEqual([first]);
  expect(commit?.committer?.email).toBe('ada@example.comcommitter Eve');
});
