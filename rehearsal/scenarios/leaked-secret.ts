import type { Edit } from '../session/workspace.ts';
import { expectProdReleased, expectStopped, expectSucceeded } from './checks.ts';
import { newRevision } from './edits.ts';
import type { Scenario } from './scenario.ts';

const FILE = 'app/students/credentials.ts';

/** In parts, so that the project itself holds nothing that looks like a key. */
const key = ['AKIA', 'Q3EGRFHDGQW7X2VB'].join('');
const withKey: Edit = { file: FILE, find: '', replace: `export const accessKeyId = '${key}';\n` };

export const leakedSecret: Scenario = {
  name: 'leaked-secret',
  push: 'a commit with an access key, and one that takes it out again; then the same without the two',
  outcome: 'the first stops before anything is deployed, and names commit and file; the second is released',
  run: async ({ release, expect, session: { workspace } }) => {
    const before = await workspace.head();
    const leak = await workspace.commit('Signs in by itself', [withKey]);
    const stopped = await release({ message: 'Signs in as everybody does', edits: [newRevision('10')] });
    const found = `${FILE}:1 (commit ${leak.slice(0, 7)}`;
    expectStopped(expect, stopped, 'Changes', ['history: FAILED: ', found, 'Revoke it']);

    await workspace.rewind(before);
    const clean = await release({ message: 'Answers carry revision 10', edits: [newRevision('10')] });
    expectSucceeded(expect, clean);
    expectProdReleased(expect, clean, 'getStudentDetails');
  },
};
