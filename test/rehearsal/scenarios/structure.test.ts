import { expect, test } from '@jest/globals';
import type { ScenarioContext } from '../../../rehearsal/scenarios/scenario.ts';
import { PROJECT_AS_IT_IS, settingId } from '../../../rehearsal/scenarios/setting.ts';
import { structure } from '../../../rehearsal/scenarios/structure.ts';

test('what it leaves in Prod is not told as the project as it is, from which the next scenario would start', async () => {
  const notes: (string | undefined)[] = [];
  const release: ScenarioContext['release'] = ({ note }) => {
    notes.push(note);
    return Promise.reject(new Error('asked for'));
  };
  const context: Pick<ScenarioContext, 'release' | 'expect'> = { release, expect: () => undefined };
  await expect(structure.run(context as ScenarioContext)).rejects.toThrow('asked for');
  expect(notes).toEqual([expect.stringMatching(/^structure /)]);
  expect(notes).not.toContain(settingId(PROJECT_AS_IT_IS));
});
