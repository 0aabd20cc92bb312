import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Edit, openWorkspace, pushUrl, type Remote } from '../../../rehearsal/session/workspace.ts';

const PROJECT_FILES = {
  '.gitignore': 'node_modules/\n*.log\n',
  'README.md': 'one\ntwo\n',
  'app/handler.ts': "const REVISION = '1';\nexport const answer = () => REVISION;\n",
  'node_modules/left/out.js': 'not ours',
  'debug.log': 'not ours',
};
const REVISION_2: Edit = { file: 'app/handler.ts', find: "'1'", replace: "'2'" };
const REMOTE: Remote = {
  endpointUrl: 'http://127.0.0.1:4242',
  accessKeyId: 'AKIA1',
  secretAccessKey: 'a/b+c=',
  repository: 'slipway',
  branch: 'main',
};

let base: string;
let project: string;
let folder: string;

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}
const git = (...args: string[]): string => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
const filesOf = (commit: string): string[] => git('ls-tree', '-r', '--name-only', commit).split('\n');

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'slipway-workspace-'));
  project = join(base, 'project');
  folder = join(base, 'workspace');
  write(project, PROJECT_FILES);
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

describe('a plain copy of the project, without .git', () => {
  test('is taken as it is, without what .gitignore names', async () => {
    const workspace = await openWorkspace(project, folder);
    const commit = await workspace.commit('The working tree', []);
    expect(filesOf(commit)).toEqual(['.gitignore', 'README.md', 'app/handler.ts']);
    expect(git('show', `${commit}:README.md`)).toBe('one\ntwo');
    expect(existsSync(join(project, '.git'))).toBe(false);
  });
});

describe('a git checkout', () => {
  test('is taken with its uncommitted changes, and its own repository is not touched', async () => {
    const inProject = (...args: string[]) => execFileSync('git', ['-C', project, ...args], { encoding: 'utf8' });
    inProject('init', '--quiet');
    inProject('add', '--all');
    inProject('-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'theirs');
    write(project, { 'README.md': 'changed\n', 'new.ts': 'export {};\n' });
    const before = `${inProject('rev-parse', 'HEAD')}${inProject('status', '--porcelain')}`;
    const workspace = await openWorkspace(project, folder);
    const commit = await workspace.commit('The working tree', []);
    expect(git('show', `${commit}:README.md`)).toBe('changed');
    expect(filesOf(commit)).toContain('new.ts');
    expect(`${inProject('rev-parse', 'HEAD')}${inProject('status', '--porcelain')}`).toBe(before);
  });
});

describe('edits', () => {
  test('are committed in the workspace, on the commit before, and leave the project alone', async () => {
    const workspace = await openWorkspace(project, folder);
    const first = await workspace.commit('The working tree', []);
    const second = await workspace.commit('Revision 2', [REVISION_2]);
    expect(git('show', `${second}:app/handler.ts`)).toContain("REVISION = '2'");
    expect(git('rev-parse', `${second}^`)).toBe(first);
    expect(git('log', '-1', '--format=%s|%an', second)).toBe('Revision 2|Developer');
    expect(readFileSync(join(project, 'app/handler.ts'), 'utf8')).toBe(PROJECT_FILES['app/handler.ts']);
  });

  test('start from the project each time: what an earlier push changed or added is gone', async () => {
    const workspace = await openWorkspace(project, folder);
    const added: Edit = { file: 'test/app/broken.test.ts', find: '', replace: 'fails\n' };
    const first = await workspace.commit('With a file', [REVISION_2, added]);
    expect(filesOf(first)).toContain('test/app/broken.test.ts');
    const second = await workspace.commit('Without it', [{ file: 'README.md', find: 'two', replace: 'three' }]);
    expect(filesOf(second)).toEqual(['.gitignore', 'README.md', 'app/handler.ts']);
    expect(git('show', `${second}:app/handler.ts`)).toContain("REVISION = '1'");
    expect(git('show', `${second}:README.md`)).toBe('one\nthree');
  });

  test('a commit without a change is a commit of its own, as every push is a release', async () => {
    const workspace = await openWorkspace(project, folder);
    const first = await workspace.commit('One', []);
    expect(await workspace.commit('Two', [])).not.toBe(first);
  });

  test.each([
    [
      'stands there no more',
      { file: 'app/handler.ts', find: "'7'", replace: '' },
      'app/handler.ts holds "\'7\'" 0 times',
    ],
    [
      'stands there twice',
      { file: 'app/handler.ts', find: 'REVISION', replace: '' },
      'app/handler.ts holds "REVISION" 2 times',
    ],
    [
      'is of a file that is not there',
      { file: 'app/gone.ts', find: 'x', replace: '' },
      'app/gone.ts holds "x" 0 times',
    ],
  ])('one whose text %s is refused and names the file', async (_, edit, message) => {
    const workspace = await openWorkspace(project, folder);
    const commit = workspace.commit('Does not fit', [edit]);
    await expect(commit).rejects.toMatchObject({ code: 'EditDoesNotFit', message: expect.stringContaining(message) });
  });
});

test('the workspace of an earlier run goes on from where it was, whatever became of the project', async () => {
  const first = await (await openWorkspace(project, folder)).commit('One', []);
  write(project, { 'README.md': 'changed since\n' });
  const second = await (await openWorkspace(project, folder)).commit('Two', [REVISION_2]);
  expect(git('rev-parse', `${second}^`)).toBe(first);
  expect(git('show', `${second}:README.md`)).toBe('one\ntwo');
});

test('what is rewound is gone from the branch, and the next push replaces it there', async () => {
  const bare = join(base, 'remote.git');
  execFileSync('git', ['init', '--quiet', '--bare', bare]);
  const workspace = await openWorkspace(project, folder);
  git('config', `url.${bare}.insteadOf`, pushUrl(REMOTE));
  const before = await workspace.commit('One', []);
  await workspace.commit('Not to stay', [REVISION_2]);
  await workspace.push(REMOTE);
  await workspace.rewind(before);
  expect(await workspace.head()).toBe(before);
  const after = await workspace.commit('Two', []);
  await workspace.push(REMOTE);
  const pushed = () => execFileSync('git', ['-C', bare, 'log', '--format=%s', 'main'], { encoding: 'utf8' });
  expect(pushed()).toBe('Two\nOne\nThe project as it is\n');
  // Only that one: a push that would replace what somebody else has pushed is refused.
  execFileSync('git', ['-C', bare, 'update-ref', 'refs/heads/main', before, after]);
  git('reset', '--quiet', '--hard', 'project');
  await expect(workspace.push(REMOTE)).rejects.toThrow(/rejected/);
});

test('who has told git no name may commit in it by hand', async () => {
  await openWorkspace(project, folder);
  writeFileSync(join(folder, 'README.md'), 'changed by hand\n');
  const env = { PATH: process.env.PATH, HOME: base, GIT_CONFIG_NOSYSTEM: '1' };
  execFileSync('git', ['-C', folder, 'commit', '--quiet', '-am', 'By hand'], { env });
  expect(git('log', '-1', '--format=%s|%an')).toBe('By hand|Developer');
});

test('a push goes to the repository, with the keys in its address', async () => {
  expect(pushUrl(REMOTE)).toBe('http://AKIA1:a%2Fb+c%3D@127.0.0.1:4242/v1/repos/slipway');
});

test('a note of a commit is there in a later run on the same folder, and is not pushed', async () => {
  const workspace = await openWorkspace(project, folder);
  const plain = await workspace.commit('Without', []);
  const noted = await workspace.commit('With', [REVISION_2], 'a setting');
  expect(await workspace.noteOf(plain)).toBeUndefined();
  expect(await (await openWorkspace(project, folder)).noteOf(noted)).toBe('a setting');
  expect(git('show', '--no-patch', '--format=%B', '--no-notes', noted)).toBe('With');
});
