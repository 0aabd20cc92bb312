import { afterEach, beforeEach } from '@jest/globals';
import { PIPELINE, type ReleaseModel, type ReleaseModelSetup, startReleaseModel } from '../console/release-model.ts';
import { runCli } from './run-cli.ts';
import { nameEndpoint } from './with-endpoint.ts';

/**
 * Before each test a pipeline of the rehearsal, and an environment that names its endpoint; after it neither.
 * @param begin what else there is before each test
 */
export function startAPipeline(
  begin: (setup: ReleaseModel) => void | Promise<void>,
  how: ReleaseModelSetup = {},
): void {
  let setup: ReleaseModel;
  let restore: () => void;
  beforeEach(async () => {
    setup = await startReleaseModel([], how);
    await begin(setup);
    restore = nameEndpoint(setup.release.local);
  });
  afterEach(async () => {
    restore();
    await setup.release.local.stop();
  });
}

/** Runs a command on that pipeline. */
export const onThePipeline = (...args: string[]) => runCli(...args, '--pipeline', PIPELINE);
