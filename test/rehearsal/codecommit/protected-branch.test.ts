import { createHash, randomBytes } from 'node:crypto';
import { GetBranchCommand } from '@aws-sdk/client-codecommit';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { basicAuthorization } from '../../../rehearsal/kernel/basic-authorization.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { ACCOUNT, REGION } from '../../helpers/rehearsal.ts';
import { type RepositoryLab, startRepositoryLab, workstation } from './setup.ts';

const { git, commit, newTree } = workstation();
const REPOSITORY = `arn:aws:codecommit:${REGION}:${ACCOUNT}:app`;

let lab: RepositoryLab;
/** Where a developer pushes to who may push everywhere but to main. */
let remote: string;
beforeAll(async () => {
  lab = await startRepositoryLab([iam], undefined, { enforce: 'deny' });
  await lab.create('app');
  const client = lab.local.client(IAMClient);
  await client.send(new CreateUserCommand({ UserName: 'dev' }));
  const Statement = [
    { Effect: 'Allow', Action: ['codecommit:GitPull', 'codecommit:GitPush'], Resource: REPOSITORY },
    {
      Effect: 'Deny',
      Action: 'codecommit:GitPush',
      Resource: REPOSITORY,
      Condition: {
        StringEqualsIfExists: { 'codecommit:References': ['refs/heads/main'] },
        Null: { 'codecommit:References': 'false' },
      },
    },
  ];
  await client.send(
    new PutUserPolicyCommand({
      UserName: 'dev',
      PolicyName: 'own',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
  const { AccessKey: key } = await client.send(new CreateAccessKeyCommand({ UserName: 'dev' }));
  const url = new URL(lab.remote('app'));
  url.username = key?.AccessKeyId ?? '';
  url.password = encodeURIComponent(key?.SecretAccessKey ?? '');
  remote = url.href;
});
afterAll(() => lab.local.stop());

const head = (branchName: string) =>
  lab.client
    .send(new GetBranchCommand({ repositoryName: 'app', branchName }))
    .then(({ branch }) => branch?.commitId)
    .catch((error: Error) => error.name);

test('a push to a branch that a policy protects is refused by name, and moves nothing', async () => {
  const tree = await newTree();
  const first = await commit(tree, { 'a.txt': '1' }, 'First');
  await git(tree, 'push', '-q', lab.remote('app'), 'main');
  await commit(tree, { 'a.txt': '2' }, 'Second');
  await expect(git(tree, 'push', remote, 'main')).rejects.toMatchObject({
    stderr: expect.stringMatching(
      /remote rejected\] main -> main \(User: arn:aws:iam::\d+:user\/dev is not authorized to perform: codecommit:GitPush.*explicit deny/,
    ),
  });
  expect(await head('main')).toBe(first);
});

test('the same person may push to a branch of their own, also a large change', async () => {
  const tree = await newTree();
  const change = await commit(tree, { 'large.txt': randomBytes(3 * 1024 * 1024).toString('base64') }, 'Large');
  await git(tree, 'push', '-q', remote, 'main:mine');
  expect(await head('mine')).toBe(change);
});

test('one reference that is protected refuses the whole push', async () => {
  const tree = await newTree();
  await commit(tree, { 'b.txt': '1' }, 'Other');
  await expect(git(tree, 'push', '--force', remote, 'main:other', 'main:main')).rejects.toMatchObject({
    stderr: expect.stringContaining('remote rejected'),
  });
  expect(await head('other')).toBe('BranchDoesNotExistException');
});

test('a protected branch cannot be deleted', async () => {
  const before = await head('main');
  await expect(git(await newTree(), 'push', remote, ':refs/heads/main')).rejects.toMatchObject({
    stderr: expect.stringContaining('remote rejected'),
  });
  expect(await head('main')).toBe(before);
});

test('without credentials nothing is pushed', async () => {
  const tree = await newTree();
  await commit(tree, { 'c.txt': '1' }, 'Nobody');
  const nobody = new URL(remote);
  nobody.username = '';
  nobody.password = '';
  await expect(git(tree, 'push', nobody.href, 'main:nobody')).rejects.toMatchObject({
    stderr: expect.stringMatching(/could not read Username|Authentication failed/),
  });
  expect(await head('nobody')).toBe('BranchDoesNotExistException');
});

test('what is no push is refused', async () => {
  const answer = await fetch(`${lab.local.rehearsal.endpoint}/v1/repos/app/git-receive-pack`, {
    method: 'POST',
    headers: {
      authorization: basicAuthorization(lab.local.rehearsal.credentials),
      'content-type': 'application/x-git-receive-pack-request',
    },
    body: 'no packets',
  });
  expect([answer.status, await answer.text()]).toEqual([400, 'This is no push: the request is not in packets\n']);
});

/** One packet of git's protocol. */
const packet = (text: string) => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
/** A pack without objects: what is pushed is in the repository already. */
function emptyPack(): Buffer {
  const head = Buffer.concat([Buffer.from('PACK'), Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])]);
  return Buffer.concat([head, createHash('sha1').update(head).digest()]);
}

/* What no client of git sends: the commands are written so that whoever checks them reads something else than git does. */
const ABSENT = '0'.repeat(40);
test.each<[string, (from: string, to: string) => string[]]>([
  ['in upper case', (from, to) => [`${from.toUpperCase()} ${to.toUpperCase()} refs/heads/main\0 report-status`]],
  [
    'behind one to a branch of their own',
    (from, to) => [
      `${ABSENT} ${to} refs/heads/beside\0 report-status`,
      `${from} ${to.toUpperCase()} refs/heads/main\n`,
    ],
  ],
  [
    'within a certificate',
    (from, to) => [
      'push-cert\0 report-status\n',
      'certificate version 0.1\n',
      'pusher dev 1 +0000\n',
      'nonce 1\n',
      '\n',
      `${from} ${to} refs/heads/main\n`,
      'push-cert-end\n',
    ],
  ],
  [
    'within a certificate, in one packet with other lines',
    (from, to) => [
      'push-cert\0 report-status\n',
      `certificate version 0.1\npusher dev 1 +0000\n\n${from} ${to} refs/heads/main\n`,
      'push-cert-end\n',
    ],
  ],
  ['that is none', () => ['hello']],
])('a command %s moves no protected branch', async (_how, commands) => {
  const tree = await newTree();
  const from = String(await head('main'));
  await git(tree, 'pull', '-q', remote, 'main');
  const to = await commit(tree, { 'd.txt': randomBytes(8).toString('hex') }, 'Hostile');
  await git(tree, 'push', '-q', '--force', remote, 'main:mine');
  const { origin, pathname, username, password } = new URL(remote);
  const answer = await fetch(`${origin}${pathname}/git-receive-pack`, {
    method: 'POST',
    headers: {
      authorization: basicAuthorization({ accessKeyId: username, secretAccessKey: decodeURIComponent(password) }),
      'content-type': 'application/x-git-receive-pack-request',
    },
    body: Buffer.concat([Buffer.from(`${commands(from, to).map(packet).join('')}0000`), emptyPack()]),
  });
  expect(await answer.text()).toMatch(/not authorized to perform: codecommit:GitPush|^This is no push: /);
  expect(await head('main')).toBe(from);
  expect(await head('beside')).toBe('BranchDoesNotExistException');
});
