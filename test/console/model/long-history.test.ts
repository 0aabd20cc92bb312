import { StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { executionList, newestExecutions } from '../../../console/model/execution-list.ts';
import { PIPELINE, type ReleaseModel, startReleaseModel } from '../release-model.ts';

/* More releases than are told of at once. */
const RELEASES = 14;
const AT_ONCE = 10;

let setup: ReleaseModel;
beforeEach(async () => {
  setup = await startReleaseModel();
  await setup.release.settle();
  for (let release = 1; release < RELEASES; release++) {
    await setup.release.client().send(new StartPipelineExecutionCommand({ name: PIPELINE }));
    await setup.release.settle();
  }
});
afterEach(() => setup.release.local.stop());

test('of a long history the newest releases are told at once, and the older ones at a later look', async () => {
  const first = await setup.model.historySoFar();
  expect([first.releases.length, first.unread]).toEqual([AT_ONCE, RELEASES - AT_ONCE]);
  const whole = await setup.model.history();
  expect(whole.unread).toBe(0);
  expect(first.releases.map(({ id }) => id)).toEqual(whole.releases.slice(0, AT_ONCE).map(({ id }) => id));
  expect(whole.releases).toHaveLength(RELEASES);
  const later = await setup.model.historySoFar();
  expect([later.releases.length, later.unread]).toEqual([RELEASES, 0]);
});

test('a list of executions is read as far as somebody asks', async () => {
  const list = executionList(setup.release.client(), PIPELINE);
  const [newest] = await list.until(({ length }) => length > 0);
  expect(await newestExecutions(setup.release.client(), PIPELINE, 1)).toEqual([newest]);
  expect(await list.until(() => false)).toHaveLength(RELEASES);
});
