import { StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PIPELINE, type ReleaseModel, startReleaseModel } from '../release-model.ts';

/* A release that waits, and more after it than one call of CodePipeline tells of. */
const LATER = 55;

let setup: ReleaseModel;
let waiting: string;
beforeEach(async () => {
  setup = await startReleaseModel();
  waiting = await setup.toApproval();
  for (let release = 0; release < LATER; release++) {
    await setup.release.client().send(new StartPipelineExecutionCommand({ name: PIPELINE }));
    await setup.release.settle();
    await setup.release.endBuild(`build:${setup.release.outside.builds.size}`, 'FAILED');
  }
}, 120_000);
afterEach(() => setup.release.local.stop());

test('an approval is found and named, however many releases came after it', async () => {
  const { stages, queue } = await setup.model.pipeline();
  const stage = stages.find(({ name }) => name === 'Approve');
  expect(stage?.actions.find(({ approval }) => approval !== undefined)?.approval).toMatchObject({
    executionId: waiting,
    expiresMs: expect.any(Number),
  });
  expect(stage?.execution?.id).toBe(waiting);
  expect(queue.map(({ id }) => id)).toContain(waiting);
});
