import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodeCommitClient, CreateCommitCommand, GetRepositoryCommand } from '@aws-sdk/client-codecommit';
import { expect, jest, test } from '@jest/globals';
import { changesBetween } from '../../../rehearsal/services/codecommit/announce.ts';
import { startRepositoryLab } from './setup.ts';

// Real processes, on a machine that may be busy.
jest.setTimeout(60_000);

test('a push that the endpoint could not tell of any more is told by the next one', async () => {
  const lab = await startRepositoryLab();
  const repositoryName = 'app';
  await lab.create(repositoryName);
  const putFiles = [{ filePath: 'a', fileContent: Buffer.from('a') }];
  const { commitId = '' } = await lab.client.send(
    new CreateCommitCommand({ repositoryName, branchName: 'main', putFiles }),
  );
  await lab.local.rehearsal.kernel.bus.idle();
  const store = join(lab.local.folder, 'codecommit');
  // What git has done when the endpoint is killed before it could compare the references.
  execFileSync('git', [
    '--git-dir',
    join(store, readdirSync(store)[0] ?? ''),
    'update-ref',
    'refs/heads/other',
    commitId,
  ]);
  lab.events.length = 0;
  const again = await lab.local.restart();
  await again.rehearsal.kernel.bus.idle();
  expect(lab.events.map((event) => event.detail)).toMatchObject([
    { event: 'referenceCreated', referenceName: 'other', commitId },
  ]);
  const { repositoryMetadata } = await again
    .client(CodeCommitClient)
    .send(new GetRepositoryCommand({ repositoryName }));
  expect(repositoryMetadata?.defaultBranch).toBe('main');
  await again.stop();
});

test.each([
  [{}, {}, []],
  [{}, { 'refs/heads/a': '1' }, [{ event: 'referenceCreated', fullName: 'refs/heads/a', commitId: '1' }]],
  [{ a: '1' }, { a: '2' }, [{ event: 'referenceUpdated', fullName: 'a', commitId: '2', oldCommitId: '1' }]],
  [{ a: '1', b: '1' }, { b: '1' }, [{ event: 'referenceDeleted', fullName: 'a', oldCommitId: '1' }]],
])('from %j to %j', (before, after, changes) => {
  expect(changesBetween(before, after)).toEqual(changes);
});
