import '../rehearsal/codepipeline/without-git.ts';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreatePipelineCommand } from '@aws-sdk/client-codepipeline';
import { releaseClients } from '../../console/model/clients.ts';
import { createReadModel, type ReadModel, type ReadModelOptions } from '../../console/model/read-model.ts';
import type { Service } from '../../rehearsal/kernel/service.ts';
import { logs } from '../../rehearsal/services/logs/index.ts';
import { REGION } from '../helpers/rehearsal.ts';
import { RELEASE, type Release, startRelease } from '../rehearsal/codepipeline/release-setup.ts';

export const PIPELINE = RELEASE.name ?? '';

/** A real pipeline of the rehearsal whose builds and stacks a test ends by hand, and the read model of it. */
export interface ReleaseModel {
  readonly release: Release;
  readonly model: ReadModel;
  readonly options: ReadModelOptions;
  /** Brings the newest execution to its approval. @returns its id */
  toApproval(): Promise<string>;
}

export interface ReleaseModelSetup {
  /** Whether the branch has a commit. @default true */
  readonly pushed?: boolean;
}

/** @param more services besides those that a release takes */
export async function startReleaseModel(
  more: readonly Service[] = [],
  { pushed = true }: ReleaseModelSetup = {},
): Promise<ReleaseModel> {
  const release = await startRelease([logs, ...more]);
  if (!pushed) release.outside.head = undefined;
  const { endpoint, credentials } = release.local.rehearsal;
  const clients = releaseClients({ endpoint, region: REGION, credentials });
  await clients.logs.send(new CreateLogGroupCommand({ logGroupName: `/slipway/${PIPELINE}/audit` }));
  await release.client().send(new CreatePipelineCommand({ pipeline: RELEASE }));
  const options = { clients, pipelineName: PIPELINE, endpoint };
  return {
    release,
    options,
    model: createReadModel(options),
    toApproval: async () => {
      await release.settle();
      await release.endBuild(`build:${release.outside.builds.size}`, 'SUCCEEDED');
      const [newest = ''] = await release.executions();
      return newest.split(' ')[0] ?? '';
    },
  };
}
