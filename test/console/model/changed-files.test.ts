import { CreateCommitCommand, type PutFileEntry } from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createFilesReader, filesWords } from '../../../console/model/changed-files.ts';
import { type RepositoryLab, startRepositoryLab } from '../../rehearsal/codecommit/setup.ts';

// Real processes, on a machine that may be busy.
jest.setTimeout(60_000);

let lab: RepositoryLab;
beforeAll(async () => {
  lab = await startRepositoryLab();
  await lab.create('app');
});
afterAll(() => lab.local.stop());

const file = (filePath: string, text: string): PutFileEntry => ({ filePath, fileContent: Buffer.from(text) });

async function commit(parentCommitId: string | undefined, putFiles: PutFileEntry[], gone: readonly string[] = []) {
  const { commitId = '' } = await lab.client.send(
    new CreateCommitCommand({
      repositoryName: 'app',
      branchName: 'main',
      putFiles,
      deleteFiles: gone.map((filePath) => ({ filePath })),
      ...(parentCommitId === undefined ? {} : { parentCommitId }),
    }),
  );
  return commitId;
}

test('the files that differ are told, up to as many as anybody reads', async () => {
  const read = createFilesReader(lab.client);
  const first = await commit(undefined, [file('read.ts', 'one'), file('old.ts', 'one')]);
  const second = await commit(first, [file('read.ts', 'two'), file('app/new.ts', 'one')], ['old.ts']);
  const changed = await read('app', first, second);
  expect(changed).toEqual({
    files: [
      { path: 'app/new.ts', kind: 'added' },
      { path: 'old.ts', kind: 'removed' },
      { path: 'read.ts', kind: 'changed' },
    ],
    more: false,
  });
  expect(filesWords(changed)).toBe('The commits change 3 files.');
  expect(filesWords(await read('app', second, second))).toBe('The commits change no file.');

  const many = Array.from({ length: 401 }, (_, index) => file(`many/${index}`, 'x'));
  const all = await read('app', second, await commit(second, many));
  expect([all.files.length, all.more]).toEqual([400, true]);
  expect(filesWords(all)).toBe('The commits change more than 400 files.');
});
