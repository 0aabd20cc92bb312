import {
  BatchGetCommitsCommand,
  CreateBranchCommand,
  CreateCommitCommand,
  DeleteBranchCommand,
  DeleteRepositoryCommand,
  GetBranchCommand,
  GetCommitCommand,
  GetDifferencesCommand,
  GetFileCommand,
  GetFolderCommand,
  GetRepositoryCommand,
  ListBranchesCommand,
} from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import yauzl from 'yauzl';
import { archiveCommit } from '../../../rehearsal/services/codecommit/archive.ts';
import { gitSignature } from '../../../rehearsal/services/codecommit/sign-in.ts';
import { ACCOUNT, REGION } from '../../helpers/rehearsal.ts';
import { type RepositoryLab, startRepositoryLab, workstation } from './setup.ts';

// Real processes, on a machine that may be busy.
jest.setTimeout(60_000);

let lab: RepositoryLab;
const { git, commit, newTree } = workstation();
beforeAll(async () => {
  lab = await startRepositoryLab();
});
afterAll(() => lab.local.stop());

test('a push by a plain git client is stored, and EventBridge is told of it', async () => {
  await lab.create('app');
  const tree = await newTree();
  const first = await commit(tree, { 'read.me': 'one\n' }, 'First');
  await git(tree, 'push', '-q', lab.remote('app'), 'main');
  const second = await commit(tree, { 'read.me': 'two\n', 'new.txt': 'n' }, 'Second\n\nwith a body');
  await git(tree, 'push', '-q', lab.remote('app'), 'main');
  await lab.local.rehearsal.kernel.bus.idle();

  const repositoryName = 'app';
  const { repositoryMetadata } = await lab.client.send(new GetRepositoryCommand({ repositoryName }));
  expect(repositoryMetadata).toMatchObject({
    defaultBranch: 'main',
    cloneUrlHttp: `https://git-codecommit.${REGION}.amazonaws.com/v1/repos/app`,
    Arn: `arn:aws:codecommit:${REGION}:${ACCOUNT}:app`,
  });
  const { branch } = await lab.client.send(new GetBranchCommand({ repositoryName, branchName: 'main' }));
  expect(branch).toEqual({ branchName: 'main', commitId: second });
  const { commit: found } = await lab.client.send(new GetCommitCommand({ repositoryName, commitId: second }));
  expect(found).toMatchObject({
    parents: [first],
    message: 'Second\n\nwith a body\n',
    author: { name: 'Ada', email: 'ada@example.com', date: expect.stringMatching(/^\d+ [+-]\d{4}$/) },
  });
  expect(lab.events.map((event) => event.detail)).toEqual([
    expect.objectContaining({
      event: 'referenceCreated',
      commitId: first,
      referenceName: 'main',
      referenceType: 'branch',
    }),
    {
      event: 'referenceUpdated',
      commitId: second,
      oldCommitId: first,
      referenceFullName: 'refs/heads/main',
      referenceName: 'main',
      referenceType: 'branch',
      repositoryName: 'app',
      repositoryId: repositoryMetadata?.repositoryId,
      callerUserArn: `arn:aws:iam::${ACCOUNT}:user/developer`,
    },
  ]);
  const { differences } = await lab.client.send(
    new GetDifferencesCommand({ repositoryName, beforeCommitSpecifier: first, afterCommitSpecifier: 'main' }),
  );
  expect(differences?.map((one) => [one.changeType, one.afterBlob?.path])).toEqual([
    ['A', 'new.txt'],
    ['M', 'read.me'],
  ]);
});

test('a clone has what was pushed', async () => {
  const folder = await newTree();
  await git(folder, 'clone', '-q', lab.remote('app'), 'copy');
  expect(await git(`${folder}/copy`, 'log', '--format=%s')).toBe('Second\nFirst');
});

test('wrong keys and unknown repositories are refused', async () => {
  const tree = await newTree();
  const wrong = new URL(lab.remote('app'));
  wrong.password = 'wrong';
  await expect(git(tree, 'ls-remote', wrong.href)).rejects.toMatchObject({
    stderr: expect.stringContaining('Authentication failed'),
  });
  await expect(git(tree, 'ls-remote', lab.remote('nothing'))).rejects.toMatchObject({
    stderr: expect.stringContaining('not found'),
  });
});

test("the AWS CLI's credential helper signs instead of giving the secret away", async () => {
  const { accessKeyId, secretAccessKey } = lab.local.rehearsal.credentials;
  const host = `git-codecommit.${REGION}.amazonaws.com`;
  const timestamp = '20260105T000000';
  const ask = (password: string) =>
    git(
      '/',
      '-c',
      `http.extraHeader=Host: ${host}`,
      '-c',
      `http.extraHeader=Authorization: Basic ${Buffer.from(`${accessKeyId}:${password}`).toString('base64')}`,
      'ls-remote',
      `${lab.local.rehearsal.endpoint}/v1/repos/app`,
    );
  const signature = gitSignature(secretAccessKey, { timestamp, region: REGION, host, path: '/v1/repos/app' });
  expect(await ask(`${timestamp}Z${signature}`)).toContain('refs/heads/main');
  await expect(ask(`${timestamp}Z${'0'.repeat(64)}`)).rejects.toMatchObject({ code: 128 });
});

test('the keys of a session are none without its token', async () => {
  const { kernel } = lab.local.rehearsal;
  const principal = kernel.principals.find(lab.local.rehearsal.credentials.accessKeyId)?.principal;
  if (principal === undefined) throw new Error('The developer has no keys');
  const { accessKeyId, secretAccessKey, sessionToken = '' } = kernel.principals.issueSession(principal, 900);
  const ask = (user: string) => {
    const authorization = `Basic ${Buffer.from(`${user}:${secretAccessKey}`).toString('base64')}`;
    const url = `${lab.local.rehearsal.endpoint}/v1/repos/app`;
    return git('/', '-c', `http.extraHeader=Authorization: ${authorization}`, 'ls-remote', url);
  };
  expect(await ask(`${accessKeyId}%${sessionToken}`)).toContain('refs/heads/main');
  await expect(ask(accessKeyId)).rejects.toMatchObject({ code: 128 });
  await expect(ask(`${accessKeyId}%another`)).rejects.toMatchObject({ code: 128 });
});

test('a commit without git, a branch and its end', async () => {
  await lab.create('made');
  const repositoryName = 'made';
  const putFiles = [
    { filePath: 'src/a.txt', fileContent: Buffer.from('a') },
    { filePath: 'run.sh', fileContent: Buffer.from('#!/bin/sh\n'), fileMode: 'EXECUTABLE' as const },
  ];
  const { commitId } = await lab.client.send(new CreateCommitCommand({ repositoryName, branchName: 'main', putFiles }));
  const file = await lab.client.send(new GetFileCommand({ repositoryName, filePath: 'run.sh' }));
  expect(file).toMatchObject({ commitId, fileMode: 'EXECUTABLE', fileSize: 10 });
  const folder = await lab.client.send(new GetFolderCommand({ repositoryName, folderPath: '/' }));
  expect(folder.subFolders?.map((one) => one.absolutePath)).toEqual(['src']);
  await lab.client.send(new CreateBranchCommand({ repositoryName, branchName: 'side', commitId }));
  expect((await lab.client.send(new ListBranchesCommand({ repositoryName }))).branches).toEqual(['main', 'side']);
  await lab.client.send(new DeleteBranchCommand({ repositoryName, branchName: 'side' }));
  await lab.local.rehearsal.kernel.bus.idle();
  const events = lab.events
    .filter((event) => event.detail.repositoryName === 'made')
    .map((event) => event.detail.event);
  expect(events).toEqual(['referenceCreated', 'referenceCreated', 'referenceDeleted']);
  await expect(lab.client.send(new DeleteBranchCommand({ repositoryName, branchName: 'main' }))).rejects.toMatchObject({
    name: 'DefaultBranchCannotBeDeletedException',
  });
  await expect(
    lab.client.send(new CreateCommitCommand({ repositoryName, branchName: 'main', putFiles })),
  ).rejects.toMatchObject({ name: 'ParentCommitIdRequiredException' });
  const batch = await lab.client.send(
    new BatchGetCommitsCommand({ repositoryName, commitIds: [commitId ?? '', 'f'.repeat(40)] }),
  );
  expect([batch.commits?.length, batch.errors?.length]).toEqual([1, 1]);
});

test('the archive of a commit has its files and not its history', async () => {
  const scope = lab.local.rehearsal.kernel.scope(REGION);
  const { branch } = await lab.client.send(new GetBranchCommand({ repositoryName: 'made', branchName: 'main' }));
  const zip = await yauzl.fromBufferPromise(await archiveCommit(scope, 'made', branch?.commitId ?? ''));
  const names: string[] = [];
  for await (const entry of zip.eachEntry()) names.push(entry.fileName);
  expect(names).toEqual(['run.sh', 'src/', 'src/a.txt']);
  await expect(archiveCommit(scope, 'made', 'f'.repeat(40))).rejects.toMatchObject({
    code: 'CommitDoesNotExistException',
  });
});

test("unknown things give AWS's errors", async () => {
  const { client } = lab;
  await expect(client.send(new GetRepositoryCommand({ repositoryName: 'no' }))).rejects.toMatchObject({
    name: 'RepositoryDoesNotExistException',
    message: 'no does not exist',
  });
  await expect(client.send(new GetBranchCommand({ repositoryName: 'app', branchName: 'no' }))).rejects.toMatchObject({
    name: 'BranchDoesNotExistException',
  });
  expect(await client.send(new DeleteRepositoryCommand({ repositoryName: 'no' }))).toMatchObject({
    $metadata: { httpStatusCode: 200 },
  });
});
