import { expect, test } from '@jest/globals';
import { dossierLines } from '../../../cli/render/dossier.ts';
import { shownModel } from '../../browser/shown-model.ts';
import { PLAIN } from './views.ts';

/** The lines below a title. */
async function section(id: string, title: string): Promise<string[]> {
  const lines = dossierLines(await shownModel.dossier(id), PLAIN);
  const start = lines.indexOf(title) + 1;
  return lines.slice(start, lines.indexOf('', start));
}

test('what a person changed is told, and what only comes from it in one sentence', async () => {
  const lines = await section('waiting', 'Resources that change');
  expect(lines[0]).toBe('  Prod-Students: 3 changes');
  expect(lines).toContain('    reversible  changed:Students/Read  AWS::Lambda::Function changes');
  expect(lines).toContain(
    '    And what comes from them: 1 new version of a function takes the place of the earlier one. --json lists all.',
  );
  expect(lines.join('\n')).not.toContain('CurrentVersion');
});

test('the files that the commits change follow the commits', async () => {
  expect((await section('waiting', 'Commits')).slice(-4)).toEqual([
    '  The commits change 3 files.',
    '    ~ app/students/read.ts',
    '    + app/students/page.ts',
    '    - app/students/old.ts',
  ]);
});

test('of a first release every permission is told, by who is allowed it', async () => {
  expect(await section('early', 'Who may newly do what?')).toEqual([
    '  ! Prod-New: All new: no release has deployed it yet. It grants 2 permissions to 2 principals:',
    '    anyone (1)',
    '      + anyone may now invoke `Students/Api/Api/Default/OPTIONS` (execute-api:Invoke)',
    '    `Students/Read` (1)',
    '      + `Students/Read` may now read `Students/Table` (dynamodb:GetItem)',
  ]);
  expect((await section('early', 'Can it be taken back?'))[0]).toMatch(/^ {2}! Not to an earlier version/);
});
