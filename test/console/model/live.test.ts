import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { waitingReleases } from '../../../console/model/find-execution.ts';
import { type ReleaseModel, startReleaseModel } from '../release-model.ts';

let setup: ReleaseModel;
beforeEach(async () => {
  setup = await startReleaseModel();
});
afterEach(() => setup.release.local.stop());

test('a later look knows what has begun since the first, and one without news is the same', async () => {
  const first = await setup.model.live();
  expect(waitingReleases(first)).toEqual([]);
  const id = await setup.toApproval();
  const second = await setup.model.live();
  expect(waitingReleases(second)).toMatchObject([{ stage: 'Approve', executionId: id }]);
  expect(await setup.model.live()).toEqual(second);
});
